// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.FreePorts;
import io.howdah.minicluster.LibvirtServer;
import io.howdah.minicluster.Shell;
import io.howdah.minicluster.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real sshd on loopback, with keys of its own, whose sessions speak to one libvirtd: what fence_virsh finds on a
 * hypervisor.
 */
final class SshServer implements AutoCloseable {
    private final Path directory;
    private final int port = FreePorts.any();
    private final Process daemon;

    SshServer(Path parent, LibvirtServer hypervisor, String passphrase) throws IOException, InterruptedException {
        directory = Files.createDirectory(
                parent.resolve("ssh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // sshd drops its privileges in here; the package's service makes it.
        Files.createDirectories(Path.of("/run/sshd"));
        keygen("host", "");
        keygen("user", passphrase);
        Files.copy(directory.resolve("user.pub"), directory.resolve("authorized"));
        Files.writeString(directory.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                UsePAM no
                StrictModes no
                PrintMotd no
                PrintLastLog no
                SetEnv LIBVIRT_DEFAULT_URI=%s
                """.formatted(
                        port, directory.resolve("host"), directory.resolve("authorized"), hypervisor.uri()));
        daemon = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        directory.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
        Await.until("sshd listens", () -> {
            if (!daemon.isAlive()) {
                throw new StackException(Files.readString(directory.resolve("sshd.log")));
            }
            return listens();
        });
    }

    private void keygen(String name, String passphrase) throws IOException, InterruptedException {
        Shell.Result result = Shell.run(
                "",
                List.of(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        passphrase,
                        "-f",
                        directory.resolve(name).toString()));
        if (result.exit() != 0) {
            throw new IOException(result.output());
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    Path key() {
        return directory.resolve("user");
    }

    @Override
    public void close() throws InterruptedException {
        daemon.descendants().forEach(ProcessHandle::destroyForcibly);
        daemon.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
