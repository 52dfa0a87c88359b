// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.StartMiniClusterOption;

/** HBase master and region servers in this JVM. */
final class HBaseService implements AutoCloseable {
    private static final String LOCALHOST = "localhost";
    private final HBaseServers servers;
    private final StackHBaseUtility utility;

    HBaseService(Configuration client, Map<String, String> settings, ZooKeeperHandle zooKeeper, Path directory) {
        Configuration conf = HBaseConfiguration.create(client);
        conf.set("hbase.zookeeper.quorum", HdfsLayout.HOST);
        conf.setInt("hbase.zookeeper.property.clientPort", zooKeeper.port());
        conf.set("hbase.master.hostname", LOCALHOST);
        conf.set("hbase.unsafe.regionserver.hostname", LOCALHOST);
        conf.set("hbase.master.info.bindAddress", HdfsLayout.HOST);
        conf.set("hbase.regionserver.info.bindAddress", HdfsLayout.HOST);
        // A second web server of the master that redirects to the first; an aborted master leaves it running.
        conf.setBoolean("hbase.master.infoserver.redirect", false);
        conf.setBoolean("hbase.localcluster.assign.random.ports", false);
        for (String port : new String[] {
            "hbase.master.port", "hbase.master.info.port", "hbase.regionserver.port", "hbase.regionserver.info.port"
        }) {
            conf.set(port, "0");
        }
        conf.set(StackHBaseUtility.DIRECTORY_KEY, directory.toString());
        settings.forEach(conf::set);
        conf.setInt("hbase.zookeeper.property.clientPort", zooKeeper.port());
        servers = new HBaseServers(conf);
        utility = new StackHBaseUtility(conf);
    }

    /** Returns when {@code hbase:meta} can be scanned, or throws as soon as a server aborts. */
    void start(StackDfsCluster dfs, int regionServers) throws Exception {
        FileSystemFinalizer.restore();
        utility.setDFSCluster(dfs, false);
        Thread starter = Thread.currentThread();
        AtomicReference<Throwable> abort = new AtomicReference<>();
        servers.onAbort(cause -> {
            if (abort.compareAndSet(null, cause)) {
                starter.interrupt();
            }
        });
        try {
            utility.startMiniHBaseCluster(StartMiniClusterOption.builder()
                    .numMasters(1)
                    .masterClass(HBaseServers.Master.class)
                    .numRegionServers(regionServers)
                    .rsClass(HBaseServers.RegionServer.class)
                    .build());
        } catch (Exception e) {
            Throwable cause = abort.get();
            if (cause != null) {
                Thread.interrupted();
                cause.addSuppressed(e);
                throw new StackException(cause.getMessage(), cause);
            }
            throw e;
        } finally {
            servers.onAbort(cause -> {});
        }
    }

    StackHBaseUtility utility() {
        return utility;
    }

    @Override
    public void close() throws Exception {
        try {
            utility.shutdownMiniHBaseCluster();
        } finally {
            servers.close();
        }
    }
}
