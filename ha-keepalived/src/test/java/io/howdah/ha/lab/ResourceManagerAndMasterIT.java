// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.HaSettings;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.Sites;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.NodeFiles;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two ResourceManagers and two HBase masters as processes on two hosts, an address each, one agent and one keepalived for
 * both; a third host has ZooKeeper and looks who answers.
 */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping"})
class ResourceManagerAndMasterIT {
    private static final String YARN_VIP = "10.77.0.101";
    private static final String HBASE_VIP = "10.77.0.102";
    private static final int OBSERVER = 3;

    private NetworkLab network;
    private Path logs;

    @BeforeEach
    void start() throws Exception {
        network = new NetworkLab(3);
        logs = Files.createDirectories(Path.of("target", "ha-lab", "rm-and-master"));
        Path zoo = Files.createDirectories(network.directory().resolve("zoo"));
        Files.writeString(zoo.resolve("zoo.cfg"), """
                tickTime=1000
                dataDir=%s
                clientPort=2181
                clientPortAddress=10.77.0.13
                admin.enableServer=false
                """.formatted(zoo));
        launch(
                3,
                "zookeeper",
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                64,
                zoo,
                zoo.resolve("zoo.cfg").toString());
        for (int host = 1; host <= 2; host++) {
            Path conf = write(host);
            install(host, conf);
            launch(host, "rm", "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager", 160, conf);
            launch(host, "master", "org.apache.hadoop.hbase.master.HMaster", 256, conf, "start");
            launch(
                    host,
                    "agent",
                    "io.howdah.ha.cli.HaCommand",
                    32,
                    conf,
                    "agent",
                    "--conf",
                    conf.toString(),
                    "--node",
                    address(host));
            network.startKeepalived(host, network.directory(host).resolve("keepalived.conf"));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (int host = 1; host <= OBSERVER; host++) {
            for (ProcessHandle process : network.processes(host)) {
                process.destroyForcibly();
                process.onExit().get();
            }
        }
        network.close();
    }

    @Test
    void addresses_followEachItsOwnActive_whenActivesAreKilled() throws Exception {
        int resourceManager = owner(YARN_VIP);
        int master = owner(HBASE_VIP);

        kill(resourceManager, "ResourceManager");
        Await.until("the other ResourceManager's host answers", () -> answers(3 - resourceManager, YARN_VIP));
        assertThat(owner(HBASE_VIP)).as("the master did not move").isEqualTo(master);

        kill(master, "HMaster");
        Await.until("the other master's host answers", () -> answers(3 - master, HBASE_VIP));
        assertThat(owner(YARN_VIP)).as("the ResourceManager did not move").isEqualTo(3 - resourceManager);
    }

    /** The host that answers for the address, once one does: the one that was heard, as the next question may be answered late. */
    private int owner(String address) {
        return Await.value(() -> answers(1, address) ? 1 : answers(2, address) ? 2 : 0, host -> host > 0);
    }

    private boolean answers(int host, String address) throws IOException, InterruptedException {
        return network.arpOwners(OBSERVER, address).equals(List.of(network.mac(host)));
    }

    private void kill(int host, String mainClass) throws IOException, InterruptedException {
        List<ProcessHandle> found = network.processes(host).stream()
                .filter(process -> process.info().commandLine().orElse("").contains("." + mainClass))
                .toList();
        assertThat(found).as(mainClass).isNotEmpty();
        found.forEach(ProcessHandle::destroyForcibly);
    }

    private static String address(int host) {
        return "10.77.0.1" + host;
    }

    private Path write(int host) throws IOException {
        Path conf = Files.createDirectories(network.directory(host).resolve("conf"));
        Path run = Files.createDirectories(network.directory(host).resolve("run"));
        // In the test root writes here, too; the check script runs as nobody.
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> site = new LinkedHashMap<>();
        site.put(HaSettings.YARN_VIP.key(), YARN_VIP + "/24");
        site.put(HaSettings.HBASE_VIP.key(), HBASE_VIP + "/24");
        site.put(HaSettings.HBASE_MASTERS.key(), address(1) + "," + address(2));
        site.put(HaSettings.INTERFACE.key(), "eth0");
        site.put(HaSettings.SCRIPT_USER.key(), "nobody");
        site.put(HaSettings.RUN_DIRECTORY.key(), run.toString());
        site.put(
                HaSettings.CHECK_SCRIPT.key(),
                network.directory().resolve(NodeFiles.CHECK_SCRIPT).toString());
        site.put("fs.defaultFS", "file:///");
        site.put("hadoop.tmp.dir", network.directory(host).resolve("tmp").toString());
        Files.writeString(conf.resolve("core-site.xml"), Sites.xml(site));

        Map<String, String> yarn = new LinkedHashMap<>();
        yarn.put("yarn.resourcemanager.ha.enabled", "true");
        yarn.put("yarn.resourcemanager.ha.rm-ids", "rm1,rm2");
        yarn.put("yarn.resourcemanager.ha.id", "rm" + host);
        yarn.put("yarn.resourcemanager.hostname.rm1", address(1));
        yarn.put("yarn.resourcemanager.hostname.rm2", address(2));
        yarn.put("yarn.resourcemanager.cluster-id", "c1");
        yarn.put("yarn.resourcemanager.zk-timeout-ms", "4000");
        yarn.put("yarn.resourcemanager.zk-address", "10.77.0.13:2181");
        Files.writeString(conf.resolve("yarn-site.xml"), Sites.xml(yarn));
        Map<String, String> queues = new LinkedHashMap<>();
        queues.put("yarn.scheduler.capacity.root.queues", "default");
        queues.put("yarn.scheduler.capacity.root.default.capacity", "100");
        Files.writeString(conf.resolve("capacity-scheduler.xml"), Sites.xml(queues));

        Map<String, String> hbase = new LinkedHashMap<>();
        hbase.put("hbase.rootdir", network.directory().resolve("hbase").toUri().toString());
        hbase.put("hbase.cluster.distributed", "true");
        hbase.put("hbase.unsafe.stream.capability.enforce", "false");
        hbase.put("hbase.zookeeper.quorum", "10.77.0.13");
        hbase.put("hbase.master.hostname", address(host));
        hbase.put("zookeeper.session.timeout", "6000");
        Files.writeString(conf.resolve("hbase-site.xml"), Sites.xml(hbase));
        Files.writeString(
                conf.resolve("hosts"),
                address(host) + " h" + host + " " + InetAddress.getLocalHost().getHostName() + "\n");
        Files.writeString(conf.resolve("log4j.properties"), """
                log4j.rootLogger=INFO,console
                log4j.appender.console=org.apache.log4j.ConsoleAppender
                log4j.appender.console.layout=org.apache.log4j.PatternLayout
                log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n
                """);
        return conf;
    }

    private void install(int host, Path conf) throws IOException {
        Configuration site = SiteFiles.load(List.of(conf)).configuration();
        VrrpPlan plan = VrrpPlan.of(site, HaSettings.from(site::getTrimmed), address(host), VrrpPlan.Resolver.SYSTEM);
        assertThat(plan.instances()).hasSize(2);
        for (GeneratedFile file : plan.files()) {
            Path path = (file.executable() ? network.directory() : network.directory(host)).resolve(file.name());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.content());
            if (file.executable()) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private void launch(int host, String name, String mainClass, int megabytes, Path conf, String... arguments)
            throws IOException {
        Path classPath = conf.resolve(name + ".args");
        Files.writeString(classPath, "-cp \"" + conf + ":" + System.getProperty("java.class.path") + "\"\n");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
        if (Files.exists(conf.resolve("hosts"))) {
            command.add("-Djdk.net.hosts.file=" + conf.resolve("hosts"));
        }
        command.addAll(List.of("@" + classPath, mainClass));
        command.addAll(List.of(arguments));
        new ProcessBuilder(network.inside(host, command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(
                        logs.resolve("host" + host + "-" + name + ".log").toFile())
                .start();
    }
}
