// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.lab.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A real libvirtd with QEMU's driver, as on a hypervisor of that name: mount and UTS namespaces give it directories and a
 * host name of its own. Its domains are real QEMU processes under TCG, without a guest.
 */
final class LibvirtHost implements AutoCloseable {
    private final String name;
    private final Path directory;
    private Process daemon;

    /** @param parent a short path: sockets lie below it */
    LibvirtHost(String name, Path parent) throws IOException, InterruptedException {
        this.name = name;
        directory = parent.resolve(name).toAbsolutePath();
        for (String sub : List.of("etc", "lib", "run", "cache", "log")) {
            Files.createDirectories(directory.resolve(sub));
        }
        UUID machine = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        Files.writeString(directory.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                host_uuid = "%s"
                log_outputs = "3:stderr"
                """.formatted(directory, machine));
        Files.writeString(directory.resolve("etc/qemu.conf"), """
                user = "root"
                group = "root"
                security_driver = "none"
                remember_owner = 0
                stdio_handler = "file"
                cgroup_controllers = []
                namespaces = []
                """);
        // The account that libvirt's packages make where they are installed whole.
        Files.writeString(
                directory.resolve("passwd"),
                Files.readString(Path.of("/etc/passwd")) + "libvirt-qemu:x:64055:64055::/:/usr/sbin/nologin\n");
        Files.writeString(
                directory.resolve("group"),
                Files.readString(Path.of("/etc/group")) + "libvirt-qemu:x:64055:\nkvm:x:64056:\n");
        Files.writeString(directory.resolve("start.sh"), """
                set -e
                d=$1
                for own in etc/libvirt:etc var/lib/libvirt:lib run/libvirt:run var/cache/libvirt:cache var/log/libvirt:log; do
                  mkdir -p "/${own%%:*}"
                  mount --bind "$d/${own##*:}" "/${own%%:*}"
                done
                mount --bind "$d/passwd" /etc/passwd
                mount --bind "$d/group" /etc/group
                hostname "$2"
                exec libvirtd -f "$d/libvirtd.conf" -p "$d/pid"
                """);
        start();
    }

    void start() throws IOException, InterruptedException {
        daemon = new ProcessBuilder(
                        "unshare", "--mount", "--uts", "sh", directory + "/start.sh", directory.toString(), name)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("libvirtd.log").toFile())
                .start();
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (run("list", "--all").exit() != 0) {
            if (!daemon.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException(Files.readString(directory.resolve("libvirtd.log")));
            }
            Thread.sleep(100);
        }
    }

    String uri() {
        return "qemu+unix:///system?socket=" + socket();
    }

    Path socket() {
        return directory.resolve("libvirt-sock");
    }

    private Shell.Result run(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("virsh", "-c", uri()));
        all.addAll(List.of(words));
        return Shell.run("", all);
    }

    String virsh(String... words) throws IOException, InterruptedException {
        Shell.Result result = run(words);
        if (result.exit() != 0) {
            throw new IOException("virsh " + List.of(words) + ": " + result.output());
        }
        return result.output().strip();
    }

    void define(String domain, UUID uuid) throws IOException, InterruptedException {
        String xml = """
                <domain type='qemu'>
                  <name>%s</name>
                  <uuid>%s</uuid>
                  <memory unit='MiB'>16</memory>
                  <vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                </domain>
                """.formatted(domain, uuid);
        virsh("define", Files.writeString(directory.resolve("domain.xml"), xml).toString());
    }

    /** libvirt's word for the domain's state. */
    String state(String domain) throws IOException, InterruptedException {
        return virsh("domstate", domain);
    }

    /** @param port for the transfer; below those the kernel gives to clients, or another test may have it */
    void migrate(String domain, LibvirtHost to, int port) throws IOException, InterruptedException {
        virsh(
                "migrate",
                "--live",
                "--persistent",
                "--undefinesource",
                domain,
                to.uri(),
                "--migrateuri",
                "tcp://127.0.0.1:" + port,
                "--listen-address",
                "127.0.0.1");
    }

    /** SIGSTOP: it accepts, and never answers. */
    void freeze() throws IOException, InterruptedException {
        Shell.run("", List.of("kill", "-STOP", Long.toString(daemon.pid())));
    }

    void thaw() throws IOException, InterruptedException {
        Shell.run("", List.of("kill", "-CONT", Long.toString(daemon.pid())));
    }

    /** SIGKILL; its domains go on running, as they do on a hypervisor. */
    void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Whether a QEMU process of this hypervisor runs the domain: the truth, whatever libvirt says. */
    boolean reallyRuns(String domain) throws IOException {
        Path pid = directory.resolve("run/qemu/" + domain + ".pid");
        return Files.exists(pid)
                && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (daemon.isAlive()) {
            thaw();
        }
        kill();
        Path domains = directory.resolve("run/qemu");
        if (Files.isDirectory(domains)) {
            try (DirectoryStream<Path> pids = Files.newDirectoryStream(domains, "*.pid")) {
                for (Path pid : pids) {
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                            .filter(process ->
                                    process.info().command().orElse("").contains("qemu"))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }
}
