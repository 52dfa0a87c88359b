// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.RequiresServers;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.PerfData;
import io.howdah.nagios.testing.Command;
import io.howdah.nagios.testing.StatusDat;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A real Nagios 4 runs check_howdah against a live HDFS, with the example command definitions. */
@RequiresServers({"nagios4", "setpriv"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NagiosIT {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @RegisterExtension
    static final EmbeddedStackExtension STACK = EmbeddedStackExtension.of(
            EmbeddedStack.builder().hdfs(hdfs -> hdfs.dataNodes(1).set("dfs.replication", "1")));

    /** Has a port and does not listen: nobody else gets the port meanwhile. */
    private static final Socket NOBODY = new Socket();

    private static Path directory;
    private static Process nagios;

    @BeforeAll
    static void install() throws Exception {
        // Nagios refuses to run as root, and its user must be able to read all of this: target/ may be in a private
        // home.
        directory = Files.createTempDirectory(
                ROOT ? Path.of("/tmp") : Path.of("target").toAbsolutePath(), "howdah-nagios");
        for (String folder : List.of(
                "etc",
                "var/rw",
                "var/spool/checkresults",
                "var/archives",
                "tmp",
                "plugins",
                "home/plugins",
                "home/lib",
                "home/nagios/scripts")) {
            Files.createDirectories(directory.resolve(folder));
        }
        // As the tarball is laid out.
        Path jar;
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            jar = built.filter(file -> file.getFileName().toString().matches("howdah-monitoring-nagios-.*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|tests|javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.copy(jar, directory.resolve("home/plugins").resolve(jar.getFileName()));
        copyJarOf(picocli.CommandLine.class, "picocli-0.jar");
        copyJarOf(com.fasterxml.jackson.core.JsonFactory.class, "jackson-core-0.jar");
        Files.copy(Path.of("scripts", "check_howdah"), directory.resolve("home/nagios/scripts/check_howdah"));
        Files.createSymbolicLink(
                directory.resolve("plugins/check_howdah"), Path.of("../home/nagios/scripts/check_howdah"));
        Files.copy(Path.of("conf", "howdah-commands.cfg"), directory.resolve("etc/howdah-commands.cfg"));
        write("etc/nagios.cfg", resource("/nagios/nagios.cfg"));
        write("etc/resource.cfg", "$USER1$=" + directory.resolve("plugins") + "\n");
        String nameNode = "http://127.0.0.1:"
                + STACK.get().hdfs().nameNodes().get(0).httpAddress().getPort();
        NOBODY.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String closed = "http://127.0.0.1:" + NOBODY.getLocalPort();
        StringBuilder services = new StringBuilder(resource("/nagios/objects.cfg"));
        service(services, "capacity", "check_howdah_hdfs_capacity!--url " + nameNode);
        service(services, "datanodes", "check_howdah_datanodes!--url " + nameNode + "!-v -w 2 -c '~:5%'");
        service(services, "state", "check_howdah_namenode_state!--url " + nameNode);
        service(services, "pair", "check_howdah_namenode_state!--url " + nameNode + " --url " + closed + "!-v");
        service(services, "yarn", "check_howdah_yarn_nodes!--url " + closed);
        service(services, "hbase", "check_howdah_hbase!--nonsense");
        write("etc/objects.cfg", services.toString());
        if (ROOT) {
            assertThat(Command.run("chown", "-R", "nagios:nagios", directory.toString())
                            .code())
                    .isZero();
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void stop() throws Exception {
        NOBODY.close();
        if (nagios != null) {
            nagios.destroy();
            if (!nagios.waitFor(30, TimeUnit.SECONDS)) {
                nagios.destroyForcibly();
            }
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Test
    @Order(1)
    void configuration_passesNagiosOwnCheck() {
        Command verify = Command.run(
                environment(),
                asNagios("-v", directory.resolve("etc/nagios.cfg").toString()));
        assertThat(verify.code()).as(verify.output()).isZero();
        assertThat(verify.output()).contains("Total Warnings: 0", "Total Errors:   0", "Checked 6 services");
    }

    @Test
    @Order(2)
    void exampleCommands_areOneForEachCheck() throws IOException {
        String commands = Files.readString(Path.of("conf", "howdah-commands.cfg"));
        for (Check check : Checks.all()) {
            assertThat(commands).contains("$USER1$/check_howdah " + check.id() + " -t 10 $ARG1$ $ARG2$");
        }
    }

    @Test
    @Order(3)
    void nagios_showsOurStatesOutputAndPerformanceData() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(asNagios(directory.resolve("etc/nagios.cfg").toString()));
        builder.environment().putAll(environment());
        nagios = builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target", "nagios.log").toAbsolutePath().toFile())
                .start();
        Path status = directory.resolve("var/status.dat");
        Map<String, Map<String, String>> services = Await.value(
                () -> {
                    assertThat(nagios.isAlive())
                            .as("Nagios runs; see target/nagios.log")
                            .isTrue();
                    return StatusDat.services(status);
                },
                seen -> seen.size() == 6
                        && seen.values().stream().allMatch(service -> "1".equals(service.get("has_been_checked"))));

        expect(services, "capacity", 0, "HDFS-CAPACITY OK - ", "used", "remaining", "non_dfs");
        expect(
                services,
                "datanodes",
                0,
                "DATANODES OK - 1 live, 0 dead, 0 stale, 0 failed volumes",
                "live",
                "dead",
                "stale",
                "volume_failures",
                "decommissioning",
                "decommissioned",
                "in_maintenance");
        assertThat(PerfData.parseAll(services.get("datanodes").get("performance_data")))
                .as("-w and -c with a ~ reached the plugin through Nagios and the shell")
                .anyMatch(item -> item.toString().equals("dead=0;2;~:0.05;0;1"));
        expect(services, "state", 0, "NAMENODE-STATE OK - 127.0.0.1:", "active", "unreachable", "safemode");
        expect(services, "pair", 2, "NAMENODE-STATE CRITICAL - 127.0.0.1:", "active", "unreachable", "safemode");
        assertThat(services.get("pair").get("long_plugin_output")).contains("unreachable = 1 is outside 0 (CRITICAL)");
        expect(services, "yarn", 2, "YARN-NODES CRITICAL - 127.0.0.1:");
        assertThat(services.get("yarn").get("plugin_output")).endsWith(": connection refused");
        // Nagios writes a colon for each semicolon of a plugin's text.
        expect(services, "hbase", 3, "CHECK_HOWDAH UNKNOWN - unknown option --nonsense: see check --help");
    }

    private static void expect(
            Map<String, Map<String, String>> services, String name, int state, String output, String... labels) {
        Map<String, String> service = services.get(name);
        assertThat(service).as("%s: %s", name, service).containsEntry("current_state", Integer.toString(state));
        assertThat(service.get("plugin_output")).as(name).startsWith(output).doesNotContain("|");
        assertThat(PerfData.parseAll(service.get("performance_data")).stream().map(PerfData::label))
                .as(name)
                .containsExactlyInAnyOrder(labels);
    }

    private static List<String> asNagios(String... arguments) {
        List<String> line = new ArrayList<>();
        if (ROOT) {
            line.addAll(List.of(
                    Command.find("setpriv").orElseThrow().toString(),
                    "--reuid",
                    "nagios",
                    "--regid",
                    "nagios",
                    "--init-groups"));
        }
        line.add(Command.find("nagios4").orElseThrow().toString());
        line.addAll(List.of(arguments));
        return line;
    }

    private static Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    private static void service(StringBuilder into, String name, String command) {
        into.append("define service {\n use every_second\n host_name cluster\n service_description ")
                .append(name)
                .append("\n check_command ")
                .append(command)
                .append("\n}\n");
    }

    private static void write(String file, String text) throws IOException {
        String user = ROOT ? "nagios" : System.getProperty("user.name");
        Files.writeString(
                directory.resolve(file),
                text.replace("@D@", directory.toString()).replace("@USER@", user));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = NagiosIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static void copyJarOf(Class<?> type, String name) throws Exception {
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        Files.copy(jar, directory.resolve("home/lib").resolve(name));
    }
}
