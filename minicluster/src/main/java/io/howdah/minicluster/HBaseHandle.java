// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseTestingUtility;
import org.apache.hadoop.hbase.client.Connection;

/** The running HBase. Thread-safe. */
public final class HBaseHandle {
    private final HBaseService service;
    private final Configuration client;

    HBaseHandle(HBaseService service, Configuration client) {
        this.service = service;
        this.client = client;
    }

    /** A copy of the client configuration. */
    public Configuration configuration() {
        return new Configuration(client);
    }

    /** A connection shared by all callers and closed with the stack: do not close it. */
    public Connection connection() throws IOException {
        return service.utility().getConnection();
    }

    /** {@code host:port} of the active master's web UI and JMX. */
    public String masterWebAddress() {
        return HdfsLayout.HOST + ":"
                + service.utility()
                        .getMiniHBaseCluster()
                        .getMaster()
                        .getInfoServer()
                        .getPort();
    }

    /**
     * Aborts a region server as a crash would: regions are not closed, its write-ahead log is split by the others.
     *
     * @param index from 0, in the order of start
     */
    public void abortRegionServer(int index) {
        service.utility().getMiniHBaseCluster().getRegionServer(index).abort("aborted by its stack");
    }

    /** HBase's own harness, for what this handle does not offer. */
    public HBaseTestingUtility utility() {
        return service.utility();
    }
}
