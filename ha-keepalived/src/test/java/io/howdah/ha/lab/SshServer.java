// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** An sshd of a host with one key, for Hadoop's sshfence. Its SSH client knows signatures of SHA-1 only. */
final class SshServer {
    private final Path directory;

    /** @param directory writable by root only, as sshd demands */
    SshServer(Path directory) {
        this.directory = directory;
    }

    Path key() {
        return directory.resolve("id_rsa");
    }

    /** Makes the key once; returns the command of the server, which stays in the foreground. */
    List<String> prepare(int host) throws IOException, InterruptedException {
        Files.createDirectories(Path.of("/run/sshd"));
        if (!Files.exists(key())) {
            Shell.ok(List.of(
                    "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", key().toString()));
            Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-------"));
        }
        Path conf = directory.resolve("sshd_config_" + host);
        Files.writeString(conf, """
                ListenAddress %s:22
                HostKey %s
                AuthorizedKeysFile %s.pub
                PidFile none
                UsePAM no
                PermitRootLogin prohibit-password
                HostKeyAlgorithms +ssh-rsa
                PubkeyAcceptedAlgorithms +ssh-rsa
                """.formatted(HostConf.address(host), key(), key()));
        return List.of("/usr/sbin/sshd", "-D", "-e", "-f", conf.toString());
    }
}
