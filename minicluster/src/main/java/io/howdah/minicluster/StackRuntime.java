// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.util.ExitUtil;

/**
 * Starts the services of a specification, what does not depend on each other at once, and stops them.
 *
 * <p>ZooKeeper; then HDFS and YARN side by side; on HDFS then JobHistory and HBase side by side.
 */
final class StackRuntime implements AutoCloseable {
    private static final List<String> OWN_DIRECTORIES = List.of("zookeeper", "journal", "hdfs", "yarn", "hbase", "tmp");

    private final StackSpec spec;
    private final StartClock clock;
    private final Map<String, String> hdfsSettings;
    private final Map<String, String> yarnSettings;
    private final Map<String, String> hbaseSettings;
    private Path directory;
    private Configuration client;
    private ContainerReaper reaper;
    private ZooKeeperService zooKeeperService;
    private HdfsService hdfsService;
    private YarnService yarnService;
    private HBaseService hbaseService;
    private volatile HdfsHandle hdfs;
    private YarnHandle yarn;
    private HBaseHandle hbase;

    StackRuntime(StackSpec spec) {
        this.spec = spec;
        this.clock = new StartClock(spec.listener);
        if (spec.hdfs == null && (spec.yarn != null || spec.hbase != null)) {
            spec.hdfs = new HdfsSpec();
        }
        hdfsSettings = spec.settingsOf(spec.hdfs);
        yarnSettings = spec.settingsOf(spec.yarn);
        hbaseSettings = spec.settingsOf(spec.hbase);
    }

    void start() {
        check();
        try {
            prepare();
            startAll();
        } catch (Exception e) {
            StackException failure =
                    e instanceof StackException s ? s : new StackException("stack: " + e.getMessage(), e);
            try {
                close();
            } catch (RuntimeException suppressed) {
                failure.addSuppressed(suppressed);
            }
            throw failure;
        }
    }

    private void check() {
        PluginClasses.check(Service.ALL, spec.settings);
        FixedPorts.check(spec.settings);
        Map<Service, Map<String, String>> settings = new LinkedHashMap<>();
        settings.put(Service.HDFS, hdfsSettings);
        settings.put(Service.YARN, yarnSettings);
        settings.put(Service.HBASE, hbaseSettings);
        settings.forEach((service, s) -> {
            PluginClasses.check(service, s);
            FixedPorts.check(s);
        });
    }

    /** Everything that has no threads yet. */
    private void prepare() throws IOException {
        ExitUtil.disableSystemExit();
        DefaultMetricsSystem.setMiniClusterMode(true);
        directory = prepareDirectory(spec.directory);
        client = baseConfiguration();
        if (spec.hdfs != null) {
            HdfsLayout layout = HdfsLayout.of(spec.hdfs, hdfsSettings, FreePorts.OF_THIS_JVM);
            layout.clientSettings().forEach(client::set);
            hdfsService = new HdfsService(layout, client);
        }
    }

    private void startAll() {
        if (spec.needsZooKeeper()) {
            clock.time(Service.ZOOKEEPER, spec.settings, this::startZooKeeper);
        }
        if (spec.yarn != null) {
            yarnService = new YarnService(client, yarnSettings, directory.resolve("yarn"));
            reaper = new ContainerReaper(yarnService, spec.shutdownHook);
        }
        if (spec.hbase != null) {
            hbaseService =
                    new HBaseService(client, hbaseSettings, zooKeeperService.handle(), directory.resolve("hbase"));
        }
        StartGraph graph = new StartGraph();
        StartGraph.Node onHdfs = graph.add(spec.hdfs == null ? () -> {} : this::startHdfs);
        if (spec.yarn != null) {
            StartGraph.Node onYarn = graph.add(() ->
                    clock.time(Service.YARN, yarnSettings, () -> yarnService.startYarn(spec.yarn.nodeManagers())));
            graph.add(() -> clock.time(Service.JOBHISTORY, yarnSettings, yarnService::startHistory), onHdfs, onYarn);
        }
        if (spec.hbase != null) {
            graph.add(
                    () -> clock.time(
                            Service.HBASE,
                            hbaseSettings,
                            () -> hbaseService.start(hdfsService.cluster(), spec.hbase.regionServers())),
                    onHdfs);
        }
        graph.run();
        if (spec.yarn != null) {
            merge(yarnService.configuration(), "yarn.", "mapreduce.");
            yarn = new YarnHandle(yarnService, client);
            yarn.awaitNodeManagers(spec.yarn.nodeManagers());
        }
        if (spec.hbase != null) {
            merge(hbaseService.utility().getConfiguration(), "hbase.", "zookeeper.");
            hbase = new HBaseHandle(hbaseService, client);
            HBaseMetricsNames.restore();
            if (hdfs != null) {
                hdfs.afterDaemonStart(HBaseMetricsNames::restore);
            }
        }
    }

    private void startZooKeeper() throws IOException, InterruptedException {
        String key = "hbase.zookeeper.property.clientPort";
        int port = FixedPorts.portIn(key, hbaseSettings.getOrDefault(key, "0"));
        zooKeeperService = new ZooKeeperService(directory.resolve("zookeeper"), port);
        client.set("ha.zookeeper.quorum", zooKeeperService.handle().connectString());
    }

    private void startHdfs() throws IOException {
        hdfsService.start(directory, hdfsSettings, clock);
        hdfs = new HdfsHandle(hdfsService, client);
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
        Set<Service> services = EnumSet.of(Service.ALL);
        if (spec.hdfs != null) {
            services.add(Service.HDFS);
        }
        if (spec.yarn != null) {
            services.add(Service.YARN);
        }
        if (spec.hbase != null) {
            services.add(Service.HBASE);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Defaults.addMissing(settings, services);
        settings.put("hadoop.tmp.dir", directory.resolve("tmp").toString());
        settings.put(HdfsService.TOPOLOGY_KEY, "org.apache.hadoop.net.StaticMapping");
        settings.putAll(spec.settings);
        Configuration conf = new Configuration();
        settings.forEach(conf::set);
        return conf;
    }

    private static Path prepareDirectory(Path wanted) throws IOException {
        if (wanted == null) {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "stack-");
        }
        Path directory = Files.createDirectories(wanted.toAbsolutePath().normalize());
        for (String own : OWN_DIRECTORIES) {
            // Left by an earlier stack; HBase would look in ZooKeeper for servers of that time.
            if (!FileUtil.fullyDelete(directory.resolve(own).toFile())) {
                throw new IOException("cannot delete " + directory.resolve(own));
            }
        }
        return directory;
    }

    Path directory() {
        return directory;
    }

    Configuration client() {
        return client;
    }

    ZooKeeperHandle zooKeeper() {
        return zooKeeperService == null ? null : zooKeeperService.handle();
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

    /** What uses HDFS, side by side; HDFS; ZooKeeper. A failure does not keep the rest from being stopped. */
    @Override
    public synchronized void close() {
        Closing closing = new Closing();
        closing.inParallel(List.of(closing.of(hbaseService), closing.of(yarnService)));
        closing.run(closing.of(hdfs == null ? null : hdfs::close));
        closing.run(closing.of(hdfsService));
        closing.run(closing.of(zooKeeperService));
        closing.run(closing.of(reaper));
        hbaseService = null;
        yarnService = null;
        hdfs = null;
        hdfsService = null;
        zooKeeperService = null;
        reaper = null;
        closing.end();
    }
}
