// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.MiniHBaseCluster;
import org.apache.hadoop.hbase.master.HMaster;

/**
 * The servers of one HBase: hears when one aborts, and ends those that HBase forgets.
 *
 * <p>HBase answers a plugin that fails by aborting the server it should run in; whoever waits for the cluster to come up
 * would wait for minutes, and never learn why. And a region server opens its ports in its constructor, but closes them at
 * the end of its {@code run()}: one that was created and never run, since the master aborted first, keeps them.
 *
 * <p>HBase creates its servers itself, from a class and a configuration; hence the map, and the key into it.
 */
final class HBaseServers implements AutoCloseable {
    private static final String KEY = "howdah.minicluster.hbase.servers";
    private static final AtomicLong NEXT = new AtomicLong();
    private static final Map<String, HBaseServers> ALL = new ConcurrentHashMap<>();

    private final String id = Long.toString(NEXT.incrementAndGet());
    private final List<RegionServer> created = new CopyOnWriteArrayList<>();
    private volatile Consumer<Throwable> onAbort = cause -> {};

    /** @param conf the servers' configuration, to which the key is added */
    HBaseServers(Configuration conf) {
        conf.set(KEY, id);
        ALL.put(id, this);
    }

    /** Who hears of aborts from now on. */
    void onAbort(Consumer<Throwable> listener) {
        onAbort = listener;
    }

    /** Call it when HBase is shut down. */
    @Override
    public void close() {
        ALL.remove(id);
        created.forEach(RegionServer::closeIfNeverRun);
    }

    private static void aborted(Configuration conf, String server, String reason, Throwable cause) {
        HBaseServers servers = ALL.get(conf.get(KEY, ""));
        if (servers != null) {
            servers.onAbort.accept(new StackException(server + " aborted: " + reason, cause));
        }
    }

    /** A master that reports its abort; created by HBase. */
    public static final class Master extends HMaster {
        /** Called by HBase. */
        public Master(Configuration conf) throws IOException {
            super(conf);
        }

        @Override
        public void abort(String reason, Throwable cause) {
            aborted(getConfiguration(), "the master", reason, cause);
            super.abort(reason, cause);
        }
    }

    /** A region server that reports its abort; created by HBase. */
    public static final class RegionServer extends MiniHBaseCluster.MiniHBaseClusterRegionServer {
        private volatile boolean ran;

        /** Called by HBase. */
        public RegionServer(Configuration conf) throws IOException, InterruptedException {
            super(conf);
            HBaseServers servers = ALL.get(conf.get(KEY, ""));
            if (servers != null) {
                servers.created.add(this);
            }
        }

        @Override
        public void run() {
            ran = true;
            super.run();
        }

        @Override
        public void abort(String reason, Throwable cause) {
            aborted(getConfiguration(), "a region server", reason, cause);
            super.abort(reason, cause);
        }

        private void closeIfNeverRun() {
            if (ran) {
                return;
            }
            try {
                if (getInfoServer() != null) {
                    getInfoServer().stop();
                }
            } catch (Exception e) {
                throw new StackException("HBase: the web server of a region server did not stop", e);
            } finally {
                getRpcServer().stop();
                getZooKeeper().close();
            }
        }
    }
}
