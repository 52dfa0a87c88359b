// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A user and a password, from a file nobody else can read. Never printed. */
record Credentials(String user, String password) {
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> ALLOWED =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** @throws SourceFailure when the file is missing, others can read it, or it is not two lines */
    static Credentials read(Path file) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            throw new SourceFailure(file + ": no such file", e);
        }
        if (!ALLOWED.containsAll(permissions)) {
            throw new SourceFailure(
                    file + ": mode " + PosixFilePermissions.toString(permissions) + "; allowed: 0600 or 0400");
        }
        List<String> lines = BoundedFile.read(file, MAX_BYTES).lines().toList();
        if (lines.size() != 2 || lines.get(0).isBlank() || lines.get(1).isEmpty()) {
            throw new SourceFailure(file + ": not two lines; allowed: user, then password");
        }
        return new Credentials(lines.get(0).trim(), lines.get(1));
    }

    @Override
    public String toString() {
        return user + ":********";
    }
}
