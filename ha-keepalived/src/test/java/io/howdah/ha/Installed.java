// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** VRRP instances with paths and a user that exist on the machine the test runs on. */
final class Installed {
    private Installed() {}

    /** The check script in {@code directory}, the track file in a directory of the host below it. */
    static VrrpInstance at(VrrpInstance instance, Path directory, int host) throws IOException {
        Path run = Files.createDirectories(directory.resolve("run" + host));
        // In the test root writes here, too; the check script runs as nobody.
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        return new VrrpInstance(
                instance.service(),
                instance.group(),
                instance.node(),
                instance.networkInterface(),
                instance.vrid(),
                instance.advertInterval(),
                instance.vip(),
                instance.local(),
                instance.peers(),
                "nobody",
                run.toString(),
                directory.resolve(NodeFiles.CHECK_SCRIPT).toString());
    }
}
