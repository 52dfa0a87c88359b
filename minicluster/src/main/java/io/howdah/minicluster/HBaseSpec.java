// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

/** Which HBase to start: one master and region servers on the stack's HDFS. Not thread-safe. */
public final class HBaseSpec extends ServiceSpec<HBaseSpec> {
    static final int DEFAULT_REGION_SERVERS = 1;

    private int regionServers = DEFAULT_REGION_SERVERS;

    HBaseSpec() {}

    @Override
    HBaseSpec self() {
        return this;
    }

    /** How many region servers, at least 1; default 1. */
    public HBaseSpec regionServers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("regionServers " + count + ": must be at least 1");
        }
        regionServers = count;
        return this;
    }

    int regionServers() {
        return regionServers;
    }
}
