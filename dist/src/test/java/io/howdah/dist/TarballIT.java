// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tarball as an operator gets it: unpacked somewhere else, without a source tree around it. */
class TarballIT {

    @TempDir
    static Path unpacked;

    static Path home;

    record Run(int status, String out, String err) {}

    @BeforeAll
    static void unpack() throws Exception {
        Path tarball;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            tarball = files.filter(p -> p.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(run(List.of("tar", "-xzf", tarball.toAbsolutePath().toString(), "-C", unpacked.toString()))
                        .status())
                .isZero();
        try (Stream<Path> roots = Files.list(unpacked)) {
            home = roots.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void plugins_areOneJarEach() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("plugins"))) {
            assertThat(jars.map(p -> p.getFileName().toString().replaceAll("-[0-9].*", "")))
                    .containsExactlyInAnyOrder(
                            "howdah-hdfs-plugins",
                            "howdah-yarn-scheduler",
                            "howdah-hbase-coprocessors",
                            "howdah-ha-keepalived",
                            "howdah-monitoring-nagios");
        }
    }

    @Test
    void help_listsEveryArea_whenNothingIsInstalled() throws Exception {
        Run help = howdah("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("placement", "topology", "scheduler", "hbase", "ha ", "nagios");
        assertThat(howdah("--version").out()).startsWith("howdah 0.1.0");
    }

    @Test
    void nagios_runs_withoutHadoop() throws Exception {
        Run list = howdah("nagios", "list");
        assertThat(list.err()).isEmpty();
        assertThat(list.status()).isZero();
        assertThat(list.out()).contains("datanodes");
    }

    @Test
    void everyAreaThatNeedsHadoop_saysSoInOneLine_whenThereIsNone() throws Exception {
        for (String area : List.of("placement", "topology", "scheduler", "hbase", "ha")) {
            Run refused = howdah(area, "--help");
            assertThat(refused.status()).as(area).isEqualTo(2);
            assertThat(refused.err().lines()).as(area).hasSize(1);
            assertThat(refused.err()).as(area).contains(area.equals("hbase") ? "HBASE_HOME" : "HADOOP_HOME");
        }
    }

    @Test
    void unknownArea_isRefused_withWhatIsAllowed() throws Exception {
        Run refused = howdah("placment");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("placment", "placement, topology");
    }

    @Test
    void tool_worksThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(unpacked.resolve("howdah-link"), home.resolve("bin/howdah"));
        assertThat(run(List.of(link.toString(), "--version")).out()).startsWith("howdah 0.1.0");
    }

    private static Run howdah(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/howdah").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Run run(List<String> command) throws Exception {
        Path out = Files.createTempFile(unpacked, "out", ".txt");
        Path err = Files.createTempFile(unpacked, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // As on a machine without Hadoop.
        builder.environment().remove("HADOOP_HOME");
        builder.environment().remove("HBASE_HOME");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ended", command)
                .isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
