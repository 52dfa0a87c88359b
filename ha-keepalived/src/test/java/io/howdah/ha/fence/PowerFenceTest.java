// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.cli.HaCommand;
import io.howdah.ha.fence.core.FenceFileParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.BadFencingConfigurationException;
import org.apache.hadoop.ha.NodeFencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PowerFenceTest {
    private static final String KEY = "dfs.ha.fencing.methods";

    @TempDir
    Path directory;

    @Test
    void method_isLoadedByHadoop_fromOneLineOfSeveral() throws Exception {
        Path file = file("rw-------", agent());
        Configuration conf = new Configuration(false);
        conf.set(KEY, "\n  shell(/bin/true) # first\n  " + PowerFence.class.getName() + "(" + file + ") # then\n");
        assertThat(NodeFencer.create(conf, KEY)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw----r--", "rwx------", "rw--w----"})
    void file_isRefused_whenOthersCanUseIt(String mode) throws IOException {
        Path file = file(mode, agent());
        assertThatThrownBy(() -> new PowerFence().checkArgs(file.toString()))
                .isInstanceOf(BadFencingConfigurationException.class)
                .hasMessageStartingWith(file + ": mode is " + mode + "; allowed: rw------- or r--------");
    }

    @Test
    void file_isRefused_whenItIsMissing_aLink_orNotUtf8() throws IOException {
        assertThatThrownBy(() -> new PowerFence().checkArgs("/nonexistent/fence.conf"))
                .hasMessageStartingWith("/nonexistent/fence.conf: cannot be read (NoSuchFileException)");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file("rw-------", agent()));
        assertThatThrownBy(() -> new PowerFence().checkArgs(link.toString()))
                .hasMessageStartingWith("fence file is '" + link + "'; allowed: a regular file");
        Path binary = file("rw-------", "");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> new PowerFence().checkArgs(binary.toString()))
                .hasMessageStartingWith(binary + ": cannot be read (MalformedInputException)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fence.conf", "/etc/a b", "/etc/a,b", "/etc/(a", ""})
    void argument_isRefused_whenItIsNoPlainPath(String argument) {
        assertThatThrownBy(() -> new PowerFence().checkArgs(argument))
                .isInstanceOf(BadFencingConfigurationException.class)
                .hasMessageStartingWith("PowerFence(" + argument + "): allowed: the fence file's absolute path");
        assertThatThrownBy(() -> new PowerFence().checkArgs(null)).hasMessageStartingWith("PowerFence(): allowed");
    }

    @Test
    void file_isRefused_whenTheProgramIsMissing_orTheAuditLogCannotBe() throws IOException {
        Path missing = file("rw-------", agent().replace("/bin/true", "/bin/nonexistent"));
        assertThatThrownBy(() -> new PowerFence().checkArgs(missing.toString()))
                .hasMessageContaining("agent nn1 bmc: program is '/bin/nonexistent'; allowed: a program");
        Path nowhere = file("rw-------", agent().replace(directory + "/audit", directory + "/none/audit"));
        assertThatThrownBy(() -> new PowerFence().checkArgs(nowhere.toString()))
                .hasMessageContaining("audit " + directory + "/none/audit.log cannot be written by ");
    }

    /** 2 is what a status says for off, and what many programs end with when they could not run at all. */
    @ParameterizedTest
    @CsvSource({
        "python3 /nonexistent/fence_ipmilan; exit 2",
        ". /nonexistent/environment; exit 2",
        "exit 2",
        "echo Status: OFFLINE; exit 2",
        "echo the last Status: OFF was yesterday; exit 2",
        "echo Status: ON; exit 2",
        "echo Status: OFF; echo Status: ON; exit 2",
        "echo Status: OFF",
        "echo Status: OFF; exit 1",
        "echo Status: ON",
    })
    void host_isNotFenced_whenTheAgentDoesNotSayOff_asAnAgentSaysIt(String status) throws Exception {
        assertThat(fence("[ $(head -1) != action=off ] || exit 0; " + status)).isFalse();
    }

    @Test
    void host_isFenced_whenTheAgentSaysOff() throws Exception {
        assertThat(fence("cat >&2; echo 'Status: OFF'; exit 2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "echo Status: ON,               0, bmc          on       status on: exit 0",
        "echo Status: OFF; exit 2,      3, when 192.0.2.12 runs",
        "exit 2,                        3, bmc          unknown  status unknown (without a line Status: OFF): exit 2",
        "exit 0,                        3, bmc          unknown  status unknown (without a line Status: ON): exit 0",
    })
    void rehearsal_isAYes_onlyWhenTheHostIsSeenOn(String status, int code, String said) throws Exception {
        StringWriter out = new StringWriter();
        String[] arguments = {"fence-test", "--config", agentAlone(status).toString(), "--host", "192.0.2.12"};
        assertThat(HaCommand.run(arguments, new PrintWriter(out), new PrintWriter(out)))
                .isEqualTo(code);
        assertThat(out.toString()).contains(said);
    }

    private boolean fence(String body) throws Exception {
        Configuration conf = new Configuration(false);
        conf.set(KEY, PowerFence.class.getName() + "(" + agentAlone(body) + ")");
        return NodeFencer.create(conf, KEY).fence(new Target("192.0.2.12"));
    }

    /** No libvirt that would know better. */
    private Path agentAlone(String body) throws IOException {
        Path agent = Files.writeString(directory.resolve("agent"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx------"));
        return file(
                "rw-------",
                "[fence]\ndeadline = 10s\nreads = 2\ninterval = 100ms\naudit = " + directory
                        + "/audit.log\n[host 192.0.2.12]\n[agent 192.0.2.12 bmc]\nprogram = " + agent + "\n");
    }

    /** As on a ZKFC whose class path has our jar and Hadoop's, and nothing of libvirt. */
    @Test
    void start_isRefusedWithAReason_whenLibvirtsBindingIsMissing() throws Exception {
        Path file = file(
                "rw-------",
                "[fence]\nhypervisors = test:///default\naudit = " + directory
                        + "/audit.log\n[host nn1]\nvm = 0b5c7e40-51c1-4d5e-9b57-000000000001\n");
        URL classes = PowerFence.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader zkfc = new WithoutLibvirt(classes)) {
            Class<?> type = zkfc.loadClass(PowerFence.class.getName());
            Object method = type.getConstructor().newInstance();
            assertThatThrownBy(() -> type.getMethod("checkArgs", String.class).invoke(method, file.toString()))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(BadFencingConfigurationException.class)
                    .hasMessageStartingWith("a host has a vm, and libvirt's Java binding is not on the class path (")
                    .hasMessageContaining("libvirt-0.5.4.jar and jna-5.17.0.jar");
        }
    }

    private static final class WithoutLibvirt extends URLClassLoader {
        WithoutLibvirt(URL classes) {
            super(new URL[] {classes}, PowerFenceTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.libvirt.") || name.startsWith("com.sun.jna.")) {
                throw new ClassNotFoundException(name);
            }
            if (name.startsWith("io.howdah.ha.fence.")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded != null ? loaded : findClass(name);
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    /** What INSTALL.md tells to copy. */
    @Test
    void example_isAGoodFile() throws IOException {
        String page = Files.readString(Path.of("INSTALL.md"));
        int start = page.indexOf("[fence]\n");
        List<String> lines =
                page.substring(start, page.indexOf("```", start)).lines().toList();
        assertThat(FenceFileParser.parse("INSTALL.md", lines).hosts())
                .containsOnlyKeys("nn1.example.com", "nn2.example.com");
    }

    private String agent() {
        return "[fence]\naudit = " + directory + "/audit.log\n[host nn1]\n[agent nn1 bmc]\nprogram = /bin/true\n";
    }

    private Path file(String mode, String text) throws IOException {
        Path file = directory.resolve("fence" + Integer.toHexString(text.hashCode()) + ".conf");
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
