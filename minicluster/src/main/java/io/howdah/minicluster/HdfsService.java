// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;
import org.apache.hadoop.hdfs.server.namenode.NameNode;

/** NameNodes, DataNodes and, if highly available, JournalNodes and ZKFCs. */
final class HdfsService implements AutoCloseable {
    static final String TOPOLOGY_KEY = "net.topology.node.switch.mapping.impl";
    private static final Duration ACTIVE_DEADLINE = Duration.ofMinutes(3);

    private final HdfsLayout layout;
    private final Configuration client;
    private volatile JournalNodes journalNodes;
    private volatile FailoverControllers controllers;
    private volatile StackDfsCluster cluster;

    HdfsService(HdfsLayout layout, Configuration client) {
        this.layout = layout;
        this.client = client;
    }

    /** Starts everything; after an exception {@link #close()} must still be called. */
    void start(Path directory, Map<String, String> settings, StartClock clock) {
        Configuration conf = new HdfsConfiguration(client);
        settings.forEach(conf::set);
        layout.clientSettings().forEach(conf::set);
        if (layout.highlyAvailable()) {
            clock.time(
                    Service.JOURNALNODES,
                    settings,
                    () -> journalNodes = new JournalNodes(conf, layout.journalPorts(), directory.resolve("journal")));
        }
        clock.time(Service.HDFS, settings, () -> {
            cluster = new StackDfsCluster(miniBuilder(conf, directory, settings.containsKey(TOPOLOGY_KEY)), client);
            if (!layout.highlyAvailable()) {
                awaitWritable();
            }
        });
        if (layout.highlyAvailable()) {
            clock.time(Service.ZKFC, settings, () -> {
                startControllers();
                awaitWritable();
            });
        }
    }

    private MiniDFSCluster.Builder miniBuilder(Configuration conf, Path directory, boolean ownTopology) {
        List<Machine> machines = layout.machines();
        MiniDFSNNTopology topology;
        if (layout.highlyAvailable()) {
            MiniDFSNNTopology.NSConf nameservice = new MiniDFSNNTopology.NSConf(layout.nameservice());
            for (HdfsLayout.Node node : layout.nameNodes()) {
                nameservice.addNN(new MiniDFSNNTopology.NNConf(node.id())
                        .setIpcPort(node.rpcPort())
                        .setHttpPort(node.httpPort()));
            }
            topology = new MiniDFSNNTopology().addNameservice(nameservice);
        } else {
            HdfsLayout.Node only = layout.nameNodes().get(0);
            topology = MiniDFSNNTopology.simpleSingleNN(only.rpcPort(), only.httpPort());
        }
        return new MiniDFSCluster.Builder(conf, directory.resolve("hdfs").toFile())
                .nnTopology(topology)
                .manageNameDfsSharedDirs(false)
                .numDataNodes(machines.size())
                .hosts(machines.stream().map(Machine::hostName).toArray(String[]::new))
                .racks(machines.stream().map(Machine::rack).toArray(String[]::new))
                .storagesPerDatanode(1)
                .useConfiguredTopologyMappingClass(ownTopology)
                .waitSafeMode(!layout.highlyAvailable())
                .checkExitOnShutdown(false);
    }

    private void startControllers() throws Exception {
        controllers = new FailoverControllers();
        FailoverControllers.format(cluster.getConfiguration(0));
        controllers.start(layout.nameNodes().get(0).id(), cluster.getConfiguration(0));
        // The first one alone, so that every stack begins with nn1 active.
        Await.until(
                ACTIVE_DEADLINE,
                () -> {
                    controllers.check();
                    return cluster.getNameNode(0).isActiveState();
                },
                () -> "HDFS: NameNode nn1 did not become active");
        controllers.start(layout.nameNodes().get(1).id(), cluster.getConfiguration(1));
    }

    private void awaitWritable() throws IOException {
        cluster.waitActive();
        Await.until(
                ACTIVE_DEADLINE,
                () -> {
                    NameNode active = activeNameNode();
                    return active != null && !active.isInSafeMode();
                },
                () -> "HDFS: no NameNode became active and left safe mode");
    }

    /** Starts a killed NameNode and waits until it could take over: it runs and knows its blocks. */
    void restartNameNode(int index) throws IOException {
        cluster.restartNameNode(index, false);
        NameNode nameNode = cluster.getNameNode(index);
        Await.until(
                ACTIVE_DEADLINE,
                () -> (nameNode.isActiveState() || nameNode.isStandbyState()) && !nameNode.isInSafeMode(),
                () -> "HDFS: the restarted NameNode did not leave safe mode");
    }

    /** Null while there is none. */
    NameNode activeNameNode() {
        for (int i = 0; i < layout.nameNodes().size(); i++) {
            NameNode nameNode = cluster.getNameNode(i);
            if (nameNode != null && nameNode.isActiveState()) {
                return nameNode;
            }
        }
        return null;
    }

    StackDfsCluster cluster() {
        return cluster;
    }

    HdfsLayout layout() {
        return layout;
    }

    @Override
    public void close() throws IOException {
        if (controllers != null) {
            controllers.close();
        }
        if (cluster != null) {
            // The logical name may be taken again by the next stack in this JVM, at other ports.
            FileSystem.get(client).close();
            // One by one takes 8 s each while one of their NameNodes is down.
            Parallel.runAll(
                    "stop-datanode",
                    cluster.getDataNodes().stream()
                            .<Runnable>map(dn -> dn::shutdown)
                            .toList());
            cluster.shutdown();
        }
        if (journalNodes != null) {
            journalNodes.close();
        }
    }
}
