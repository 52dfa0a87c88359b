// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real libvirtd with its QEMU driver, as on a hypervisor of that name: in a mount namespace of its own (its own
 * /etc/libvirt, /var/lib/libvirt, /run/libvirt) and a UTS namespace (its own host name). Domains run under QEMU's TCG: no
 * hardware is needed. Several live side by side, and domains migrate between them.
 */
public final class LibvirtServer implements AutoCloseable {
    private final String hostName;
    private final Path directory;
    private Process daemon;

    private LibvirtServer(String hostName, Path directory) {
        this.hostName = hostName;
        this.directory = directory;
    }

    /** Prepares one; a directory that is there already is deleted. Its path must be short: a socket's is bounded. */
    public static LibvirtServer prepare(String hostName, Path parent) throws IOException {
        Path directory = parent.resolve(hostName).toAbsolutePath();
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        for (String sub : List.of("etc", "lib", "run", "cache", "log")) {
            Files.createDirectories(directory.resolve(sub));
        }
        LibvirtServer libvirt = new LibvirtServer(hostName, directory);
        Files.writeString(directory.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                host_uuid = "%s"
                log_outputs = "3:stderr"
                """.formatted(
                        directory, UUID.nameUUIDFromBytes(hostName.getBytes(StandardCharsets.UTF_8))));
        Files.writeString(directory.resolve("etc/qemu.conf"), """
                user = "root"
                group = "root"
                security_driver = "none"
                remember_owner = 0
                stdio_handler = "file"
                cgroup_controllers = []
                namespaces = []
                """);
        // The account that libvirt's own packages make; the driver looks for it whatever qemu.conf says.
        Files.writeString(
                directory.resolve("passwd"),
                Files.readString(Path.of("/etc/passwd")) + "libvirt-qemu:x:64055:64055::/:/usr/sbin/nologin\n");
        Files.writeString(
                directory.resolve("group"),
                Files.readString(Path.of("/etc/group")) + "libvirt-qemu:x:64055:\nkvm:x:64056:\n");
        Files.writeString(directory.resolve("start.sh"), """
                set -e
                d=$1
                mkdir -p /etc/libvirt /var/lib/libvirt /run/libvirt /var/cache/libvirt /var/log/libvirt
                mount --bind "$d/etc" /etc/libvirt
                mount --bind "$d/lib" /var/lib/libvirt
                mount --bind "$d/run" /run/libvirt
                mount --bind "$d/cache" /var/cache/libvirt
                mount --bind "$d/log" /var/log/libvirt
                mount --bind "$d/passwd" /etc/passwd
                mount --bind "$d/group" /etc/group
                hostname "$2"
                exec libvirtd -f "$d/libvirtd.conf" -p "$d/pid"
                """);
        return libvirt;
    }

    /** Starts it and waits until it answers. */
    public LibvirtServer start() throws IOException, InterruptedException {
        daemon = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--uts",
                        "sh",
                        directory.resolve("start.sh").toString(),
                        directory.toString(),
                        hostName)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("libvirtd.log").toFile())
                .start();
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (true) {
            try {
                virsh("list", "--all");
                return this;
            } catch (IOException e) {
                if (!daemon.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException(e.getMessage() + Files.readString(directory.resolve("libvirtd.log")), e);
                }
                Thread.sleep(100);
            }
        }
    }

    /** {@return the URI to connect to} */
    public String uri() {
        return "qemu+unix:///system?socket=" + socket();
    }

    /** {@return the socket it listens on} */
    public Path socket() {
        return directory.resolve("libvirt-sock");
    }

    /**
     * Runs virsh against it.
     *
     * @return what it wrote
     * @throws IOException with what it wrote, when it fails
     */
    public String virsh(String... words) throws IOException, InterruptedException {
        return Shell.ok(Stream.concat(Stream.of("virsh", "-c", uri()), Stream.of(words))
                        .toList())
                .strip();
    }

    /** Defines a domain without disks or network but its MAC; extra devices as XML. */
    public void define(String name, String uuid, String mac, String devices) throws IOException, InterruptedException {
        define("""
                <domain type='qemu'>
                  <name>%s</name>
                  <uuid>%s</uuid>
                  <memory unit='MiB'>32</memory>
                  <vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='q35'>hvm</type></os>
                  <devices>
                    <interface type='user'><mac address='%s'/></interface>
                    %s
                  </devices>
                </domain>
                """.formatted(name, uuid, mac, devices));
    }

    private void define(String xml) throws IOException, InterruptedException {
        virsh("define", Files.writeString(directory.resolve("domain.xml"), xml).toString());
    }

    /** Moves a running domain, live, with its definition. */
    public void migrate(String name, LibvirtServer to) throws IOException, InterruptedException {
        virsh(
                "migrate",
                "--live",
                "--persistent",
                "--undefinesource",
                name,
                to.uri(),
                "--migrateuri",
                "tcp://127.0.0.1:" + FreePorts.any(),
                "--listen-address",
                "127.0.0.1");
    }

    /** Stops it from answering, as a machine that hangs. */
    public void freeze() throws IOException, InterruptedException {
        Shell.ok(List.of("kill", "-STOP", "" + daemon.pid()));
    }

    /** Lets it answer again. */
    public void thaw() throws IOException, InterruptedException {
        Shell.ok(List.of("kill", "-CONT", "" + daemon.pid()));
    }

    /** Ends the daemon by SIGKILL; domains that run go on, as they do on a hypervisor. */
    public void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** {@return libvirt's word for the domain's state} */
    public String state(String name) throws IOException, InterruptedException {
        return virsh("domstate", name);
    }

    /** {@return whether a QEMU process of this hypervisor runs the domain: the truth, whatever libvirt says} */
    public boolean reallyRuns(String name) throws IOException {
        Path pid = directory.resolve("run/qemu/" + name + ".pid");
        return Files.exists(pid)
                && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    /** Ends the daemon; domains that run go on, as they do on a hypervisor. */
    public void stop() throws InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.destroyForcibly().waitFor();
            }
        }
    }

    /** Ends the daemon and its domains. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (daemon != null && daemon.isAlive()) {
            thaw();
        }
        stop();
        Path domains = directory.resolve("run/qemu");
        if (Files.isDirectory(domains)) {
            try (DirectoryStream<Path> pids = Files.newDirectoryStream(domains, "*.pid")) {
                for (Path pid : pids) {
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
                            .filter(process ->
                                    process.info().command().orElse("").contains("qemu"))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }
}
