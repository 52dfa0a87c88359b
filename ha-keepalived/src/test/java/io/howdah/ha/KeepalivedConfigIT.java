// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.Gateway;
import io.howdah.ha.core.GatewayConf;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HostPaths;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.KeepalivedConf;
import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.SystemdUnits;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.core.VirtualServer;
import io.howdah.ha.core.VrrpFirewall;
import io.howdah.ha.core.VrrpInstance;
import io.howdah.ha.lab.NetworkLab;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated files before the programs that read them. */
@RequiresServers({"root", "keepalived", "nft", "ip", "setpriv"})
class KeepalivedConfigIT {
    private static NetworkLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new NetworkLab(1);
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    static VrrpInstance[] instances() {
        return new VrrpInstance[] {Instances.node(1), Instances.ipv6Node(1)};
    }

    @ParameterizedTest
    @MethodSource("instances")
    void conf_isAcceptedWithoutAWord_byKeepalived(VrrpInstance plain) throws Exception {
        VrrpInstance instance = installed(plain);
        Shell.Result result = check(KeepalivedConf.render(List.of(instance)));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).isBlank();
    }

    @Test
    void conf_isRefused_byKeepalivedWhenAWordIsWrong() throws Exception {
        String conf = KeepalivedConf.render(List.of(installed(Instances.node(1))));
        Shell.Result result = check(conf.replace("advert_int", "advart_int"));

        assertThat(result.exit()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("Unknown keyword 'advart_int'");
    }

    @ParameterizedTest
    @MethodSource("instances")
    void gate_isAccepted_byNft(VrrpInstance instance) throws Exception {
        Path file = Files.writeString(lab.directory().resolve(VipGate.FILE_NAME), VipGate.render(instance));
        Shell.Result checked = lab.run(1, "nft", "-c", "-f", file.toString());

        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    @Test
    void gateways_areAccepted_byKeepalivedWithoutIpvs() throws Exception {
        VrrpInstance instance = installed(Instances.node(1));
        List<VirtualServer> servers = new ArrayList<>();
        int port = 8000;
        for (Gateway gateway : Gateway.values()) {
            servers.add(new VirtualServer(
                    gateway,
                    Instances.ip("10.77.0.200"),
                    ++port,
                    List.of(Instances.ip("10.77.0.31"), Instances.ip("10.77.0.32")),
                    port,
                    gateway == Gateway.HBASE_REST ? Optional.of("/version") : Optional.empty()));
        }
        Shell.Result result =
                check(KeepalivedConf.render(List.of(instance)) + GatewayConf.render(instance, 54, servers));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).isBlank();
    }

    @Test
    void ipv6Gateways_areAccepted_byKeepalived() throws Exception {
        VrrpInstance instance = installed(Instances.ipv6Node(1));
        VirtualServer server = new VirtualServer(
                Gateway.HTTPFS,
                Instances.ip("fd00:77::200"),
                14_000,
                List.of(Instances.ip("fd00:77::31")),
                14_000,
                Optional.empty());
        Shell.Result result =
                check(KeepalivedConf.render(List.of(instance)) + GatewayConf.render(instance, 54, List.of(server)));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).isBlank();
    }

    @Test
    void firewall_isAccepted_byNft() throws Exception {
        String rules = VrrpFirewall.file(
                        List.of(51, 54), List.of(Instances.ip("10.77.0.12"), Instances.ip("fd00:77::12")))
                .content();
        Path file = Files.writeString(lab.directory().resolve(VrrpFirewall.FILE_NAME), rules);

        for (String[] command : new String[][] {{"nft", "-f"}, {"nft", "-f"}}) {
            Shell.Result loaded = lab.run(1, command[0], command[1], file.toString());
            assertThat(loaded.exit()).as(loaded.output()).isZero();
        }
    }

    /** What the agent's unit leaves of root's powers is enough for its nft, and less is not. */
    @Test
    void lease_isArmedWithOneCapability_byNft() throws Exception {
        VrrpInstance instance = Instances.node(1);
        Path gate = Files.writeString(
                lab.directory().resolve("agent-gate.nft"),
                VipGate.render(instance) + VipGate.arm(instance, Duration.ofSeconds(3)));
        Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(nftAsNobody("+net_admin", gate).exit()).isZero();
        assertThat(nftAsNobody("-net_admin", gate).output()).contains("Operation not permitted");
    }

    private static Shell.Result nftAsNobody(String capability, Path file) throws Exception {
        return lab.run(
                1,
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps",
                "-all," + capability,
                "--ambient-caps",
                "-all," + capability,
                "--bounding-set",
                "-all," + capability,
                "nft",
                "-f",
                file.toString());
    }

    @Test
    void units_areAccepted_bySystemd() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");
        Path units = Files.createDirectories(lab.directory().resolve("units"));
        // Stands for a howdah that is installed: verify looks for each program.
        HostPaths paths = new HostPaths("/bin/true", "/etc/howdah/ha", List.of("/etc/hadoop/conf"), "/usr/sbin/nft");
        for (GeneratedFile file : SystemdUnits.render("nn1", List.of(Instances.node(1)), paths)) {
            Path target = units.resolve(
                    file.name().equals(SystemdUnits.KEEPALIVED) ? "keepalived.service.d/howdah.conf" : file.name());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.content());
        }
        Files.writeString(
                units.resolve("keepalived.service"),
                "[Unit]\nDescription=x\n[Service]\nType=simple\nExecStart=/usr/sbin/keepalived --dont-fork\n");
        for (String unit : List.of(
                SystemdUnits.GATE,
                SystemdUnits.AGENT,
                SystemdUnits.RELOAD_PATH,
                SystemdUnits.RELOAD,
                "keepalived.service")) {
            Shell.Result result = lab.run(
                    1,
                    "systemd-analyze",
                    "verify",
                    "--man=no",
                    "--recursive-errors=no",
                    units.resolve(unit).toString());
            assertThat(result.exit()).as(result.output()).isZero();
            assertThat(result.output()).doesNotContain("Unknown ").doesNotContain("Failed to parse");
        }
    }

    /** The gate's unit before nft is satisfied, and keepalived's before its address is there; a sleep takes no time here. */
    @Test
    void units_tryAgainForATime_whenTheNetworkIsLate() throws Exception {
        Path nft = program("nft-late", "[ -e nft.later ] || { touch nft.later; exit 1; }");
        HostPaths paths = new HostPaths("/bin/true", "/etc/howdah/ha", List.of(), nft.toString());
        String gate = unit(SystemdUnits.GATE, 1, paths);
        program("sleep", "echo x >>naps");
        assertThat(shell(gate, "ExecStart=/bin/sh")).isZero();
        assertThat(naps()).isEqualTo(1);
        program("nft-late", "exit 1");
        assertThat(shell(gate, "ExecStart=/bin/sh")).isNotZero();
        assertThat(naps()).isEqualTo(119);

        HostPaths any = new HostPaths("/bin/true", "/etc/howdah/ha", List.of(), "/usr/sbin/nft");
        assertThat(shell(unit(SystemdUnits.KEEPALIVED, 1, any), "ExecStartPre=-/bin/sh"))
                .isZero();
        assertThat(naps()).as("10.77.0.11 is there").isZero();
        String elsewhere = unit(SystemdUnits.KEEPALIVED, 2, any);
        assertThat(shell(elsewhere, "ExecStartPre=-/bin/sh")).isNotZero();
        assertThat(naps()).isEqualTo(30);
        program("sleep", "echo x >>naps; ip addr add 10.77.0.12/24 dev eth0");
        assertThat(shell(elsewhere, "ExecStartPre=-/bin/sh")).isZero();
        assertThat(naps()).isEqualTo(1);
        Shell.ok(lab.inside(1, "ip", "addr", "del", "10.77.0.12/24", "dev", "eth0"));
    }

    private static Path program(String name, String text) throws IOException {
        Path directory = Files.createDirectories(lab.directory().resolve("bin"));
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\ncd " + directory + "\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    private static String unit(String name, int node, HostPaths paths) {
        return SystemdUnits.render("nn" + node, List.of(Instances.node(node)), paths).stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content();
    }

    /** Runs the first command of a unit that starts so, with "$$" read as systemd reads it; its exit code. */
    private static int shell(String unit, String start) throws Exception {
        String command = unit.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length() + " -c '".length())
                .replace("$$", "$");
        String path = lab.directory().resolve("bin") + ":" + System.getenv("PATH");
        return lab.run(1, "env", "PATH=" + path, "sh", "-c", command.substring(0, command.length() - 1))
                .exit();
    }

    /** How often something slept since the last question. */
    private static long naps() throws IOException {
        Path naps = lab.directory().resolve("bin").resolve("naps");
        long count = Files.exists(naps) ? Files.readAllLines(naps).size() : 0;
        Files.deleteIfExists(naps);
        return count;
    }

    /** The rendered files in the lab's directory, with a user and a script that exist. */
    private static VrrpInstance installed(VrrpInstance instance) throws IOException {
        VrrpInstance here = Installed.at(instance, lab.directory(), 1);
        for (GeneratedFile file : NodeFiles.render(List.of(here))) {
            if (file.executable()) {
                new GeneratedFiles(lab.directory()).write(List.of(file));
            }
        }
        return here;
    }

    /**
     * As the script's user: keepalived 2.2.7 run as root with -t kills itself with SIGTERM when it checks a script of
     * another user (lib/notify.c compares the parent with a main_pid that -t never sets; fixed in 2.2.8).
     */
    private static Shell.Result check(String conf) throws Exception {
        Path file = lab.directory().resolve("keepalived.conf");
        Files.writeString(file, conf);
        return lab.run(
                1,
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "keepalived",
                "-t",
                "-f",
                file.toString());
    }
}
