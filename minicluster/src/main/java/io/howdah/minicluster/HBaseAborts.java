// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.MiniHBaseCluster;
import org.apache.hadoop.hbase.master.HMaster;

/**
 * Hears of the first server of an HBase that aborts. HBase answers a plugin that fails by aborting the server it should run
 * in; whoever waits for the cluster to come up would wait for minutes, and never learn why.
 *
 * <p>HBase creates its servers itself from a class and a configuration, hence the map of listeners and the key into it.
 */
final class HBaseAborts implements AutoCloseable {
  private static final String KEY = "howdah.minicluster.hbase.aborts";
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Map<String, Consumer<Throwable>> LISTENERS = new ConcurrentHashMap<>();

  private final String id = Long.toString(NEXT.incrementAndGet());

  /** @param conf the servers' configuration, to which the key is added */
  HBaseAborts(Configuration conf, Consumer<Throwable> listener) {
    conf.set(KEY, id);
    LISTENERS.put(id, listener);
  }

  @Override
  public void close() {
    LISTENERS.remove(id);
  }

  private static void aborted(Configuration conf, String server, String reason, Throwable cause) {
    Consumer<Throwable> listener = LISTENERS.get(conf.get(KEY, ""));
    if (listener != null) {
      listener.accept(new StackException(server + " aborted: " + reason, cause));
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
    /** Called by HBase. */
    public RegionServer(Configuration conf) throws IOException, InterruptedException {
      super(conf);
    }

    @Override
    public void abort(String reason, Throwable cause) {
      aborted(getConfiguration(), "a region server", reason, cause);
      super.abort(reason, cause);
    }
  }
}
