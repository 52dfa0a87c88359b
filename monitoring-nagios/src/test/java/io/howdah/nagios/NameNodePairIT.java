// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.FreePorts;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.testing.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.HAServiceProtocol.RequestSource;
import org.apache.hadoop.ha.HAServiceProtocol.StateChangeRequestInfo;
import org.apache.hadoop.hdfs.tools.NNHAServiceTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checks on an HA pair, through both failovers and a death. The two NameNodes are processes: in one JVM both web
 * servers show the beans of both, so each would claim the other's state.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NameNodePairIT {
    private static final String NAMESERVICE = "ns";

    @TempDir
    private static Path directory;

    private static final Map<String, Process> PROCESSES = new TreeMap<>();
    private static final Map<String, URI> URLS = new TreeMap<>();
    private static Configuration configuration;

    @BeforeAll
    static void start() throws Exception {
        configuration = new Configuration();
        configuration.set("fs.defaultFS", "hdfs://" + NAMESERVICE);
        configuration.set("dfs.nameservices", NAMESERVICE);
        configuration.set("dfs.ha.namenodes.ns", "nn1,nn2");
        configuration.set(
                "dfs.namenode.shared.edits.dir",
                directory.resolve("shared").toUri().toString());
        configuration.set("dfs.ha.fencing.methods", "shell(/bin/true)");
        for (String id : List.of("nn1", "nn2")) {
            int http = FreePorts.any();
            URLS.put(id, URI.create("http://127.0.0.1:" + http));
            configuration.set("dfs.namenode.rpc-address.ns." + id, "127.0.0.1:" + FreePorts.any());
            configuration.set("dfs.namenode.http-address.ns." + id, "127.0.0.1:" + http);
            configuration.set(
                    "dfs.namenode.name.dir.ns." + id,
                    directory.resolve(id).toUri().toString());
        }
        Path conf = Files.createDirectories(directory.resolve("conf"));
        try (var out = Files.newOutputStream(conf.resolve("hdfs-site.xml"))) {
            configuration.writeXml(out);
        }
        Files.writeString(conf.resolve("core-site.xml"), "<configuration/>");
        Command format = Command.run(Map.of(), nameNode("nn1", "-format", "-nonInteractive"));
        assertThat(format.code()).as(format.output()).isZero();
        copy(directory.resolve("nn1"), directory.resolve("nn2"));
        launch("nn1");
        launch("nn2");
    }

    @AfterAll
    static void stop() throws Exception {
        for (Process process : PROCESSES.values()) {
            process.destroyForcibly();
            process.waitFor(1, TimeUnit.MINUTES);
        }
    }

    @Test
    @Order(1)
    void bothStandby_isCritical_andNumbersAreUnknown() throws Exception {
        CheckResult state = Await.value(
                NameNodePairIT::state,
                r -> r.summary().contains(name("nn1") + " standby, " + name("nn2") + " standby"));
        assertThat(state.status()).isEqualTo(Status.CRITICAL);
        assertThat(state.summary()).startsWith("0 active NameNodes");
        assertThat(CheckRunner.run("datanodes", URLS.get("nn1"), URLS.get("nn2"))
                        .status())
                .isEqualTo(Status.UNKNOWN);
        assertThat(CheckRunner.run("namenode-state", URLS.get("nn1")).status())
                .as("a standby alone")
                .isEqualTo(Status.OK);
    }

    @Test
    @Order(2)
    void pair_isOk_whicheverIsActive() throws Exception {
        for (String active : List.of("nn1", "nn2", "nn1")) {
            String standby = active.equals("nn1") ? "nn2" : "nn1";
            transition(standby, false);
            transition(active, true);
            // Without DataNodes the new active NameNode may show safe mode for a moment.
            CheckResult state = Await.value(NameNodePairIT::state, r -> r.status() == Status.OK);
            assertThat(state.summary()).contains(name(active) + " active", name(standby) + " standby");
            CheckResult alone = CheckRunner.run("hdfs-capacity", URLS.get(standby));
            assertThat(alone.status()).isEqualTo(Status.OK);
            assertThat(alone.summary()).startsWith(name(standby) + " is standby: skipped");
            // The active one has no DataNode, and says so through both URLs.
            assertThat(CheckRunner.run("datanodes", URLS.get("nn1"), URLS.get("nn2"))
                            .summary())
                    .startsWith("0 live");
        }
    }

    @Test
    @Order(3)
    void standbyThatDies_isCriticalForTheState_andNoMatterForTheNumbers() throws Exception {
        Process standby = PROCESSES.get("nn2");
        standby.destroyForcibly();
        assertThat(standby.waitFor(1, TimeUnit.MINUTES)).isTrue();
        CheckResult state = state();
        assertThat(state.status()).isEqualTo(Status.CRITICAL);
        assertThat(state.summary())
                .startsWith(name("nn2") + ": connection refused")
                .contains(name("nn1") + " active");
        CheckResult numbers = CheckRunner.run("datanodes", URLS.get("nn1"), URLS.get("nn2"));
        assertThat(numbers.summary()).startsWith("0 live");
        assertThat(numbers.details()).anyMatch(line -> line.contains(name("nn2") + ": connection refused"));
    }

    private static CheckResult state() {
        return CheckRunner.run("namenode-state", URLS.get("nn1"), URLS.get("nn2"));
    }

    private static String name(String id) {
        return URLS.get(id).getAuthority();
    }

    private static void transition(String id, boolean active) throws IOException {
        var request = new StateChangeRequestInfo(RequestSource.REQUEST_BY_USER);
        var proxy = new NNHAServiceTarget(configuration, NAMESERVICE, id).getProxy(configuration, 120_000);
        if (active) {
            proxy.transitionToActive(request);
        } else {
            proxy.transitionToStandby(request);
        }
    }

    private static void launch(String id) throws IOException {
        PROCESSES.put(
                id,
                new ProcessBuilder(nameNode(id))
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target", "namenode-pair-" + id + ".log")
                                .toFile())
                        .start());
    }

    private static List<String> nameNode(String id, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                directory.resolve("conf") + System.getProperty("path.separator") + testClasspath(),
                "org.apache.hadoop.hdfs.server.namenode.NameNode",
                "-D",
                "dfs.ha.namenode.id=" + id));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Failsafe may start the JVM with a jar that only names the classpath. */
    private static String testClasspath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
