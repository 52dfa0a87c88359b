// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts on machines that lack something: one line that says what to install, and exit status 2. */
class BinScriptsTest {

    private static final Path BIN = Path.of("../bin").toAbsolutePath().normalize();

    /** What every Linux has; neither java nor mvn nor apt-get is among them. */
    private static final List<String> TOOLS = List.of(
            "bash",
            "sh",
            "env",
            "dirname",
            "basename",
            "readlink",
            "sed",
            "sort",
            "head",
            "tail",
            "id",
            "cat",
            "mkdir",
            "grep",
            "find",
            "mktemp",
            "rm");

    @TempDir
    Path machine;

    private Path path;

    record Run(int status, String out, String err) {}

    @BeforeEach
    void bareMachine() throws IOException {
        path = Files.createDirectory(machine.resolve("bin"));
        for (String tool : TOOLS) {
            for (String directory : List.of("/usr/bin", "/bin")) {
                Path real = Path.of(directory, tool);
                if (Files.isExecutable(real) && !Files.exists(path.resolve(tool))) {
                    Files.createSymbolicLink(path.resolve(tool), real);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "test", "bench placement"})
    void script_saysWhatToInstall_whenThereIsNoJdk(String command) throws Exception {
        Run run = run(command, Map.of());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("no JDK found", "apt-get install openjdk-17-jdk-headless");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "test", "bench placement"})
    void script_saysWhatToInstall_whenTheJdkIsOld(String command) throws Exception {
        Path jdk = fakeJdk("openjdk version \"11.0.20\" 2023-07-18");
        Run run = run(command, Map.of("JAVA_HOME", jdk.toString()));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("JDK 11 in " + jdk + " is too old", "17 or newer");
    }

    @Test
    void script_readsTheOldVersionScheme() throws Exception {
        Path jdk = fakeJdk("java version \"1.8.0_392\"");
        assertThat(run("demo", Map.of("JAVA_HOME", jdk.toString())).err()).contains("JDK 8 in");
    }

    @Test
    void script_saysWhatIsWrong_whenJavaHomeIsNoJdk() throws Exception {
        Run run = run("demo", Map.of("JAVA_HOME", machine.toString()));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("JAVA_HOME=" + machine + " has no bin/javac");
    }

    @Test
    void script_saysWhatToInstall_whenThereIsNoMaven() throws Exception {
        Path jdk = fakeJdk("openjdk version \"17.0.15\" 2025-04-15");
        Run run = run("demo", Map.of("JAVA_HOME", jdk.toString()));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("no Maven found", "apt-get install maven");
    }

    @Test
    void script_saysWhatToInstall_whenMavenIsOld() throws Exception {
        Path jdk = fakeJdk("openjdk version \"21\" 2023-09-19");
        executable(path.resolve("mvn"), "#!/bin/sh\necho 'Apache Maven 3.6.3 (abc)'\n");
        Run run = run("demo", Map.of("JAVA_HOME", jdk.toString()));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Maven 3.6.3 is too old", "3.8.1 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo --help", "test --help", "bench --help", "howdah --help"})
    void help_needsNothing(String command) throws Exception {
        Run run = run(command, Map.of());
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage:").contains("Example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test --nonsense", "bench nonsense", "howdah nonsense", "test --module nonsense"})
    void badArgument_isRefused_inOneLineThatSaysWhatIsAllowed(String command) throws Exception {
        Run run = run(command, Map.of());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("nonsense");
    }

    @Test
    void howdah_saysWhatToInstall_whenThereIsNoJava() throws Exception {
        Run run = run("howdah nagios list", Map.of());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("no java found", "17 or newer");
    }

    private Path fakeJdk(String version) throws IOException {
        Path home = Files.createDirectories(machine.resolve("jdk/bin")).getParent();
        executable(home.resolve("bin/java"), "#!/bin/sh\necho '" + version + "' >&2\n");
        executable(home.resolve("bin/javac"), "#!/bin/sh\nexit 0\n");
        return home;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(String commandLine, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(List.of(commandLine.split(" ", -1)));
        command.set(0, BIN.resolve(command.get(0)).toString());
        Path out = machine.resolve("out");
        Path err = machine.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(machine.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ended", commandLine)
                .isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
