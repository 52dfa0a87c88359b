// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.util.ExitUtil;

/** Starts the services of a specification in the right order, and stops them in the reverse one. */
final class StackRuntime implements AutoCloseable {
  private final StackSpec spec;
  private final StartClock clock;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private Path directory;
  private Configuration client;
  private ZooKeeperHandle zooKeeper;
  private HdfsHandle hdfs;
  private YarnHandle yarn;
  private HBaseHandle hbase;

  StackRuntime(StackSpec spec) {
    this.spec = spec;
    this.clock = new StartClock(spec.listener);
    if (spec.hdfs == null && (spec.yarn != null || spec.hbase != null)) {
      spec.hdfs = new HdfsSpec();
    }
  }

  void start() {
    try {
      startAll();
    } catch (Exception e) {
      close();
      throw e instanceof StackException s ? s : new StackException("stack: " + e.getMessage(), e);
    }
  }

  private void startAll() throws Exception {
    ExitUtil.disableSystemExit();
    DefaultMetricsSystem.setMiniClusterMode(true);
    directory = prepareDirectory(spec.directory);
    client = baseConfiguration();
    if (spec.needsZooKeeper()) {
      try (StartClock.Timer t = clock.start(Service.ZOOKEEPER)) {
        int port = FixedPorts.portIn("port", spec.settings.getOrDefault("hbase.zookeeper.property.clientPort", "0"));
        ZooKeeperService service = new ZooKeeperService(directory.resolve("zookeeper"), port);
        running.push(service);
        zooKeeper = service.handle();
        t.up();
      }
      client.set("ha.zookeeper.quorum", zooKeeper.connectString());
    }
    HdfsService hdfsService = null;
    if (spec.hdfs != null) {
      Map<String, String> settings = spec.settingsOf(spec.hdfs);
      HdfsLayout layout = HdfsLayout.of(spec.hdfs, settings, new FreePorts(new Random()));
      layout.clientSettings().forEach(client::set);
      hdfsService = new HdfsService(layout, client);
      running.push(hdfsService);
      hdfsService.start(directory, settings, clock);
      HdfsHandle handle = new HdfsHandle(hdfsService, client);
      running.push(handle::close);
      hdfs = handle;
    }
    if (spec.yarn != null) {
      YarnService service = new YarnService(client, spec.settingsOf(spec.yarn), directory.resolve("yarn"));
      running.push(service);
      try (StartClock.Timer t = clock.start(Service.YARN)) {
        service.startYarn(spec.yarn.nodeManagers());
        t.up();
      }
      try (StartClock.Timer t = clock.start(Service.JOBHISTORY)) {
        service.startHistory();
        t.up();
      }
      merge(service.configuration(), "yarn.", "mapreduce.");
      yarn = new YarnHandle(service, client);
      yarn.awaitNodeManagers(spec.yarn.nodeManagers());
    }
    if (spec.hbase != null) {
      HBaseService service = new HBaseService(client, spec.settingsOf(spec.hbase), zooKeeper, directory.resolve("hbase"));
      running.push(service);
      try (StartClock.Timer t = clock.start(Service.HBASE)) {
        service.start(hdfsService.cluster(), spec.hbase.regionServers());
        t.up();
      }
      merge(service.utility().getConfiguration(), "hbase.", "zookeeper.");
      hbase = new HBaseHandle(service, client);
    }
  }

  private void merge(Configuration from, String... prefixes) {
    for (Map.Entry<String, String> entry : from) {
      for (String prefix : prefixes) {
        if (entry.getKey().startsWith(prefix)) {
          client.set(entry.getKey(), from.getRaw(entry.getKey()));
        }
      }
    }
  }

  private Configuration baseConfiguration() {
    Configuration conf = new Configuration();
    Set<Service> services = EnumSet.of(Service.ALL);
    Map<String, String> settings = new LinkedHashMap<>();
    if (spec.hdfs != null) {
      services.add(Service.HDFS);
    }
    if (spec.yarn != null) {
      services.add(Service.YARN);
    }
    if (spec.hbase != null) {
      services.add(Service.HBASE);
    }
    Defaults.addMissing(settings, services);
    settings.put("hadoop.tmp.dir", directory.resolve("tmp").toString());
    settings.put(HdfsService.TOPOLOGY_KEY, "org.apache.hadoop.net.StaticMapping");
    settings.putAll(spec.settings);
    settings.forEach(conf::set);
    return conf;
  }

  private static Path prepareDirectory(Path wanted) throws IOException {
    if (wanted != null) {
      return Files.createDirectories(wanted.toAbsolutePath());
    }
    return Files.createTempDirectory(Files.createDirectories(Path.of("target").toAbsolutePath()), "stack-");
  }

  Path directory() {
    return directory;
  }

  Configuration client() {
    return client;
  }

  ZooKeeperHandle zooKeeper() {
    return zooKeeper;
  }

  HdfsHandle hdfs() {
    return hdfs;
  }

  YarnHandle yarn() {
    return yarn;
  }

  HBaseHandle hbase() {
    return hbase;
  }

  @Override
  public synchronized void close() {
    StackException failure = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new StackException("stack did not stop cleanly: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
