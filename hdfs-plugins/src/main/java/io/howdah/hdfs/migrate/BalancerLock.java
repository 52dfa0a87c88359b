// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.server.balancer.NameNodeConnector;

/**
 * The Balancer's own lock, a file in HDFS that its holder keeps open: while it is held, no Balancer starts. The platform
 * frees it a minute after a holder was killed (the lease's soft limit).
 */
public final class BalancerLock implements AutoCloseable {
    /** As the Balancer has it. */
    public static final Path FILE = new Path("/system/balancer.id");

    private final NameNodeConnector connector;

    private BalancerLock(NameNodeConnector connector) {
        this.connector = connector;
    }

    /**
     * Takes the lock.
     *
     * @throws IOException in one line, when somebody else holds it
     */
    public static BalancerLock take(DistributedFileSystem hdfs, Configuration conf) throws IOException {
        NameNodeConnector connector;
        try {
            connector = new NameNodeConnector("Balancer", hdfs.getUri(), FILE, null, conf, 0);
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("is running")) {
                throw new IOException(
                        FILE + ": a Balancer or another migrate is running (or was killed less than a minute ago);"
                                + " allowed: one at a time",
                        e);
            }
            throw e;
        }
        connector.getKeyManager().startBlockKeyUpdater();
        return new BalancerLock(connector);
    }

    /** {@return the connection that holds it} */
    public NameNodeConnector connector() {
        return connector;
    }

    @Override
    public void close() {
        connector.close();
    }
}
