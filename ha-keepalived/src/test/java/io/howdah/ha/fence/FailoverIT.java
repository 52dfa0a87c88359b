// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.lab.HaLab;
import io.howdah.ha.lab.Kind;
import io.howdah.ha.lab.LabSpec;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.LibvirtServer;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * NameNodes and ZKFCs as real processes, PowerFence in their dfs.ha.fencing.methods, a real domain for each NameNode's host:
 * the domain nn1 stands for the machine of host 1, nn2 for that of host 2.
 */
@RequiresServers({
    "root",
    "ip",
    "nft",
    "keepalived",
    "libvirtd",
    "virt-qemu-run",
    "virsh",
    "qemu-system-x86_64",
    "unshare"
})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverIT {
    private static Path directory;
    private static LibvirtServer hypervisor;
    private static HaLab lab;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Path.of("/var/lib"), "howdah-fence-");
        hypervisor = LibvirtServer.prepare("hv-a", directory).start();
        StringBuilder file = new StringBuilder("""
                [fence]
                deadline = 30s
                interval = 200ms
                hypervisors = %s
                audit = %s
                """.formatted(hypervisor.uri(), audit()));
        for (int host = 1; host <= 2; host++) {
            UUID uuid = UUID.fromString("0b5c7e40-51c1-4d5e-9b57-0000000000a" + host);
            hypervisor.define("nn" + host, uuid.toString(), "52:54:00:00:00:0" + host, "");
            hypervisor.virsh("start", "nn" + host);
            file.append("[host 10.77.0.1%d]\nvm = %s\n".formatted(host, uuid));
        }
        Path conf = Files.writeString(directory.resolve("fence.conf"), file);
        Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-------"));
        lab = new HaLab(
                        "FailoverIT",
                        new LabSpec(
                                LabSpec.Addressing.NONE,
                                true,
                                PowerFence.class.getName() + "(" + conf + ")",
                                Map.of("ha.failover-controller.graceful-fence.rpc-timeout.ms", "2000")))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable server : new AutoCloseable[] {lab, hypervisor}) {
            if (server != null) {
                server.close();
            }
        }
        if (directory != null) {
            Shell.run("", List.of("rm", "-rf", directory.toString()));
        }
    }

    @Test
    @Order(1)
    void standbyTakesOver_onlyAfterTheOldActiveWasSeenOff_whenTheActiveHangs() throws Exception {
        int active = lab.awaitHealthy();
        int other = 3 - active;
        lab.daemon(Kind.ZKFC, active).kill9();
        lab.daemon(Kind.NAMENODE, active).freeze();
        long frozen = System.nanoTime();
        Await.until("the standby took over", () -> lab.role(other).equals("active"));
        System.out.printf("frozen to active %.1f s%n", (System.nanoTime() - frozen) / 1e9);
        Files.readAllLines(audit()).forEach(System.out::println);

        assertThat(hypervisor.reallyRuns("nn" + active)).isFalse();
        assertThat(hypervisor.reallyRuns("nn" + other)).isTrue();
        assertThat(Files.readString(audit())).contains("FENCE: to become NONE", "\"step\":\"fenced\"");

        // The machine comes back.
        lab.daemon(Kind.NAMENODE, active).kill9();
        hypervisor.virsh("start", "nn" + active);
        lab.daemon(Kind.NAMENODE, active).start();
        lab.daemon(Kind.ZKFC, active).start();
        assertThat(lab.awaitHealthy()).isEqualTo(other);
    }

    @Test
    @Order(2)
    void nobodyIsPoweredOff_whenAnOperatorFailsOverThereAndBack() throws Exception {
        int active = lab.awaitHealthy();
        for (int round = 0; round < 2; round++) {
            int from = lab.awaitHealthy();
            int to = 3 - from;
            // A ZKFC that has just started does not call its NameNode healthy yet.
            Await.until(
                    "haadmin is heard",
                    () -> haadmin(automatic(true), "-failover", "nn" + from, "nn" + to)
                                    .exit()
                            == 0);
            Await.until("the active moved", () -> lab.awaitHealthy() == to);
        }
        assertThat(lab.awaitHealthy()).isEqualTo(active);
        assertBothRun();
    }

    @Test
    @Order(3)
    void nobodyIsPoweredOff_whenThereIsNoAutomaticFailover() throws Exception {
        int from = lab.awaitHealthy();
        int to = 3 - from;
        lab.daemon(Kind.ZKFC, 1).kill9();
        lab.daemon(Kind.ZKFC, 2).kill9();
        Files.delete(audit());
        Path conf = automatic(false);
        for (String[] nodes : new String[][] {{"nn" + from, "nn" + to}, {"nn" + to, "nn" + from}}) {
            // Hadoop hands the target to the fencing method first.
            Shell.Result result = haadmin(conf, "-failover", "--forcemanual", "--forcefence", nodes[0], nodes[1]);
            assertThat(result.exit()).as(result.output()).isZero();
            assertBothRun();
        }
        lab.awaitRole(from, "active");
        assertThat(Files.readAllLines(audit()))
                .hasSize(4)
                .allMatch(line -> line.contains("HARMLESS"))
                .anyMatch(line -> line.contains("to become ACTIVE, says STANDBY"));
    }

    /** The source hangs, the target is well. */
    @Test
    @Order(4)
    void onlyTheSourceIsPoweredOff_whenItHangsInAManualFailover() throws Exception {
        int from = lab.awaitHealthy();
        int to = 3 - from;
        lab.daemon(Kind.NAMENODE, from).freeze();
        Shell.Result result = haadmin(automatic(false), "-failover", "--forcemanual", "nn" + from, "nn" + to);

        assertThat(result.exit()).as(result.output()).isZero();
        lab.awaitRole(to, "active");
        assertThat(hypervisor.reallyRuns("nn" + from)).isFalse();
        assertThat(hypervisor.reallyRuns("nn" + to)).isTrue();
    }

    private static void assertBothRun() throws IOException {
        assertThat(hypervisor.reallyRuns("nn1")).isTrue();
        assertThat(hypervisor.reallyRuns("nn2")).isTrue();
    }

    private static Path audit() {
        return directory.resolve("audit.log");
    }

    /** The admin tool's configuration: that of host 1, and whether ZKFCs do the work. */
    private static Path automatic(boolean yes) throws IOException {
        Path from = lab.network().directory(1).resolve("conf");
        Path conf = Files.createDirectories(directory.resolve("admin-" + yes));
        Files.copy(from.resolve("core-site.xml"), conf.resolve("core-site.xml"), StandardCopyOption.REPLACE_EXISTING);
        String site = Files.readString(from.resolve("hdfs-site.xml"));
        String key = "<name>dfs.ha.automatic-failover.enabled</name><value>";
        assertThat(site).contains(key + "true");
        Files.writeString(conf.resolve("hdfs-site.xml"), site.replace(key + "true", key + yes));
        return conf;
    }

    /** From the machine of the client: to no NameNode it is its own host. */
    private static Shell.Result haadmin(Path conf, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                conf + ":" + System.getProperty("java.class.path"),
                "org.apache.hadoop.hdfs.tools.DFSHAAdmin"));
        command.addAll(List.of(arguments));
        return Shell.run("y\n", lab.network().inside(HaLab.CLIENT, command.toArray(String[]::new)));
    }
}
