// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.cli.HaCommand;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.LibvirtServer;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.NodeFencer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Hadoop's own NodeFencer with PowerFence on real domains of two real libvirtd, with the real fence_virsh through a real
 * sshd. The only scripts that play an agent are one that hangs, one that lies and one that cannot be read.
 */
@RequiresServers({
    "root",
    "libvirtd",
    "virt-qemu-run",
    "virsh",
    "qemu-system-x86_64",
    "unshare",
    "setpriv",
    "/usr/sbin/fence_dummy",
    "/usr/sbin/fence_virsh",
    "/usr/sbin/sshd"
})
class PowerFenceIT {
    private static final String HOST = "192.0.2.12";
    private static final UUID VM = UUID.fromString("0b5c7e40-51c1-4d5e-9b57-0000000000f1");
    private static final String KEY = "dfs.ha.fencing.methods";
    private static final String SECRET = "correct-horse-7c1f";
    private static Path directory;
    private static LibvirtServer first;
    private static LibvirtServer second;
    private static SshServer ssh;
    private static String out;
    private static String err;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Path.of("/var/lib"), "howdah-fence-");
        first = LibvirtServer.prepare("hv-a", directory).start();
        second = LibvirtServer.prepare("hv-b", directory).start();
        ssh = new SshServer(directory, first, SECRET);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable server : new AutoCloseable[] {ssh, first, second}) {
            if (server != null) {
                server.close();
            }
        }
        if (directory != null) {
            Shell.run("", List.of("rm", "-rf", directory.toString()));
        }
    }

    @BeforeEach
    void machine() throws Exception {
        first.define("nn2", VM.toString(), "52:54:00:00:00:01", "");
        first.virsh("start", "nn2");
        assertThat(first.reallyRuns("nn2")).isTrue();
        Files.deleteIfExists(audit());
    }

    @AfterEach
    void noMachine() throws Exception {
        for (LibvirtServer host : List.of(first, second)) {
            // A libvirtd that was restarted may still be reconnecting to its domain.
            Await.until("nn2 is gone from " + host.uri(), () -> {
                if (host.virsh("list", "--all", "--name").contains("nn2")) {
                    if (host.reallyRuns("nn2")) {
                        host.virsh("destroy", "nn2");
                    }
                    host.virsh("undefine", "nn2");
                }
                return true;
            });
        }
    }

    @Test
    void machine_isOff_whenItsHypervisorIsTold() throws Exception {
        assertThat(fence("30s", "")).isTrue();
        assertThat(first.reallyRuns("nn2")).isFalse();
        assertThat(first.state("nn2")).isEqualTo("shut off");
        assertThat(steps()).endsWith("off", "look", "look", "look", "fenced");
        assertThat(fence("30s", "")).as("it is off already").isTrue();
    }

    @Test
    @Tag("full")
    void machine_isOff_whenItHasMigrated() throws Exception {
        first.migrate("nn2", second);
        assertThat(second.reallyRuns("nn2")).isTrue();

        assertThat(fence("30s", "")).isTrue();
        assertThat(second.reallyRuns("nn2")).isFalse();
    }

    @Test
    void machine_isOff_whenAnAgentDoesIt_andItsPassphraseIsNowhere() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread watcher = new Thread(() -> watchArguments(seen));
        watcher.setDaemon(true);
        watcher.start();
        try {
            assertThat(fence("2m", virsh("virsh", "nn2"), "methods = virsh")).isTrue();
        } finally {
            watcher.interrupt();
            watcher.join();
        }
        assertThat(first.reallyRuns("nn2")).isFalse();
        assertThat(seen).anyMatch(line -> line.contains("fence_virsh")).noneMatch(line -> line.contains(SECRET));
        assertThat(audit()).content().contains("\"method\":\"virsh\"").doesNotContain(SECRET);
        assertThat(Files.getPosixFilePermissions(audit())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** fence_virsh still looks on the old hypervisor; told to take a missing domain for off, it says so. */
    @Test
    @Tag("full")
    void answer_isNo_whenTheAgentSaysOffAndTheMachineRunsElsewhere() throws Exception {
        first.migrate("nn2", second);

        assertThat(fence("24s", virsh("virsh", "nn2") + "parameter.missing_as_off = 1\n", "methods = virsh"))
                .isFalse();
        assertThat(second.reallyRuns("nn2")).isTrue();
        assertThat(audit()).content().contains("ON: status off: exit 2");
    }

    @Test
    void answer_isNo_whenTheAgentLies() throws Exception {
        Path liar = script("liar", "cat >/dev/null; echo Status: OFF; exit 2\n");
        assertThat(fence("2s", agent("liar", liar), "methods = liar")).isFalse();
        assertThat(first.reallyRuns("nn2")).isTrue();
        assertThat(steps()).endsWith("acknowledgement", "not-fenced");
    }

    /** No libvirt to ask here: what the agent says is all there is. */
    @Test
    void machineWithoutAVm_isFenced_onlyByAnAgentThatReallyRan() throws Exception {
        Path state = Files.writeString(directory.resolve("dummy.state"), "on");
        assertThat(fenceAlone(Path.of("/usr/sbin/fence_dummy"), "parameter.status_file = " + state))
                .isTrue();
        assertThat(state).hasContent("off");

        // Anybody may run it, only root read it: the kernel starts Python, and that ends with 2.
        Path agent = Files.writeString(directory.resolve("fence_unreadable"), "#!/usr/bin/python3\nprint('hello')\n");
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path asNobody = script("as-nobody", "exec setpriv --reuid=65534 --regid=65534 --clear-groups " + agent + "\n");
        assertThat(fenceAlone(asNobody, "")).isFalse();
        assertThat(audit()).content().contains("UNKNOWN: status unknown (without a line Status: OFF): exit 2, ");
    }

    @Test
    @Tag("full")
    void nextMethodIsTried_andTheHangingOneDiesWithItsWholeTree_whenItHangs() throws Exception {
        Path hanging = script(
                "hanging",
                "sleep 98761 & setsid sleep 98761 & (setsid sh -c 'sleep 98761; :' &) ; trap '' TERM; sleep 98761\n");
        assertThat(fence("16s", agent("hanging", hanging), "methods = hanging libvirt"))
                .isTrue();
        assertThat(first.reallyRuns("nn2")).isFalse();
        assertThat(audit()).content().contains("no end in time, killed");
        assertThat(commandLines().filter(line -> line.contains("98761"))).isEmpty();
    }

    @Test
    @Tag("full")
    void nextMethodIsTried_whenADeviceIsDead() throws Exception {
        String dead = virsh("dead", "nn2").replace("ipport = " + ssh.port(), "ipport = 1");
        assertThat(fence("2m", dead + virsh("virsh", "nn2"), "methods = dead virsh"))
                .isTrue();
        assertThat(first.reallyRuns("nn2")).isFalse();
        assertThat(audit()).content().contains("\"method\":\"dead\",\"result\":\"UNKNOWN: ");
    }

    @Test
    void answer_isNo_untilRootAcknowledges_whenTheHypervisorIsDead() throws Exception {
        Path acknowledgement = Files.createDirectories(directory.resolve("ack")).resolve(HOST);
        Files.writeString(acknowledgement, HOST); // of an earlier trouble
        first.kill();
        try {
            assertThat(fence("20s", ""))
                    .as("a machine that may run is not fenced")
                    .isFalse();
            assertThat(acknowledgement).as("the old one").doesNotExist();

            Files.writeString(acknowledgement, "192.0.2.11\n");
            assertThat(fence("20s", "")).as("for another host").isFalse();
            Files.writeString(acknowledgement, HOST + "\n");
            Files.setLastModifiedTime(
                    acknowledgement, FileTime.from(Instant.now().minusSeconds(3600)));
            assertThat(fence("20s", "")).as("made before the fencing began").isFalse();
            Files.writeString(acknowledgement, HOST + "\n");
            Files.setPosixFilePermissions(acknowledgement, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertThat(fence("20s", "")).as("anybody could have made it").isFalse();
            Files.setPosixFilePermissions(acknowledgement, PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(fence("20s", "")).isTrue();
            assertThat(acknowledgement).doesNotExist();
            assertThat(fence("20s", "")).as("it is good for one fencing").isFalse();
        } finally {
            first.start();
        }
        Await.value(() -> first.state("nn2"), "running"::equals);
        assertThat(first.reallyRuns("nn2"))
                .as("libvirtd died, its domain did not")
                .isTrue();
    }

    @Test
    @Tag("full")
    void answer_isNoInTime_andNothingIsSwitchedOffLater_whenTheHypervisorHangs() throws Exception {
        first.freeze();
        try {
            long start = System.nanoTime();
            assertThat(fence("3s", "")).isFalse();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
        } finally {
            first.thaw();
        }
        // What hung comes back now, and must find that nobody wants it any more.
        Await.until(
                "nobody waits for the hypervisor",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().equals("fence-libvirt")));
        assertThat(first.reallyRuns("nn2")).isTrue();
    }

    @Test
    void answer_isNo_whenTheHostIsThisMachineOrUnknown() throws Exception {
        String self = InetAddress.getLocalHost().getHostName();
        for (String name : List.of("127.0.0.1", "localhost", self)) {
            assertThat(fencer("30s", "", "").replace(HOST, name).fence(name)).isFalse();
            assertThat(audit()).content().contains("refused: ");
            Files.delete(audit());
        }
        assertThat(fencer("30s", "", "").fence("192.0.2.19")).isFalse();
        assertThat(audit()).content().contains("has 0 sections [host NAME] of these names: 192.0.2.19");
        assertThat(first.reallyRuns("nn2")).isTrue();
    }

    @Test
    @Tag("full")
    void rehearsal_saysWhatItSees_andSwitchesNothing() throws Exception {
        assertThat(fencer("30s", virsh("virsh", "nn2"), "").rehearse(HOST)).isZero();
        assertThat(out).contains("libvirt      on", "virsh        on", "not this machine", "would: off by libvirt");
        assertThat(fencer("30s", "", "").replace(HOST, "127.0.0.1").rehearse("127.0.0.1", "--json"))
                .isEqualTo(1);
        assertThat(out)
                .startsWith("{\"host\":\"127.0.0.1\",\"refused\":\"127.0.0.1 is ")
                .contains("\"state\":\"on\"");
        assertThat(fencer("30s", agent("broken", script("broken", "exit 1\n")), "")
                        .rehearse(HOST))
                .isEqualTo(3);
        assertThat(out).contains("broken       unknown  status unknown: exit 1");
        assertThat(fencer("30s", "", "").rehearse("192.0.2.99")).isEqualTo(2);
        assertThat(err).isEqualToIgnoringNewLines("--host is '192.0.2.99'; allowed: one of " + HOST);
        assertThat(first.reallyRuns("nn2")).isTrue();
        assertThat(audit()).doesNotExist();
    }

    private static Path audit() {
        return directory.resolve("audit.log");
    }

    private static List<String> steps() throws IOException {
        return Files.readAllLines(audit()).stream()
                .map(line -> line.replaceAll(".*\"step\":\"([a-z-]+)\".*", "$1"))
                .toList();
    }

    private static String virsh(String name, String domain) {
        return """
                [agent %s %s]
                program = /usr/sbin/fence_virsh
                parameter.ip = 127.0.0.1
                parameter.ipport = %d
                parameter.username = root
                parameter.identity_file = %s
                parameter.password = %s
                parameter.plug = %s
                """.formatted(HOST, name, ssh.port(), ssh.key(), SECRET, domain);
    }

    private static String agent(String name, Path program) {
        return "[agent " + HOST + " " + name + "]\nprogram = " + program + "\n";
    }

    private static Path script(String name, String body) throws IOException {
        Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private static boolean fence(String deadline, String agents) throws Exception {
        return fence(deadline, agents, "");
    }

    private static boolean fence(String deadline, String agents, String methods) throws Exception {
        return fencer(deadline, agents, methods).fence(HOST);
    }

    private static boolean fenceAlone(Path program, String parameter) throws Exception {
        return new Fencer("[fence]\ndeadline = 20s\ninterval = 200ms\naudit = %s\n[host %s]\n%s%s\n"
                        .formatted(audit(), HOST, agent("alone", program), parameter))
                .fence(HOST);
    }

    private static Fencer fencer(String deadline, String agents, String methods) {
        return new Fencer("""
                [fence]
                deadline = %s
                interval = 200ms
                hypervisors = %s, %s
                audit = %s
                acknowledgements = %s
                [host %s]
                vm = %s
                %s
                %s
                """.formatted(
                deadline, first.uri(), second.uri(), audit(), directory.resolve("ack"), HOST, VM, methods, agents));
    }

    /** As a ZKFC does it: the method comes from the configuration. */
    private record Fencer(String file) {
        Fencer replace(String from, String to) {
            return new Fencer(file.replace(from, to));
        }

        private Path write() throws IOException {
            Path path = Files.writeString(directory.resolve("fence.conf"), file);
            return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }

        int rehearse(String host, String... more) throws IOException {
            StringWriter outText = new StringWriter();
            StringWriter errText = new StringWriter();
            Stream<String> arguments = Stream.concat(
                    Stream.of("fence-test", "--config", write().toString(), "--host", host), Stream.of(more));
            int code =
                    HaCommand.run(arguments.toArray(String[]::new), new PrintWriter(outText), new PrintWriter(errText));
            out = outText.toString();
            err = errText.toString();
            return code;
        }

        boolean fence(String host) throws Exception {
            Path path = write();
            Configuration conf = new Configuration();
            conf.set(KEY, PowerFence.class.getName() + "(" + path + ")");
            return NodeFencer.create(conf, KEY).fence(new Target(host));
        }
    }

    private static Stream<String> commandLines() {
        return ProcessHandle.allProcesses().flatMap(p -> {
            try {
                return Stream.of(Files.readString(Path.of("/proc/" + p.pid() + "/cmdline"))
                        .replace('\0', ' '));
            } catch (IOException e) {
                return Stream.empty();
            }
        });
    }

    private static void watchArguments(Set<String> seen) {
        while (!Thread.interrupted()) {
            // ssh-keygen, which is told the passphrase by this test, has ended long ago.
            commandLines().forEach(seen::add);
        }
    }
}
