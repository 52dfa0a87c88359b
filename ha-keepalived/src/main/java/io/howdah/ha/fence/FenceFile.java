// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.FenceFileParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The file with the secrets: a regular file of root or of the user who reads it, closed to everybody else. */
final class FenceFile {
    private static final long MAX_BYTES = 256 * 1024;
    private static final Set<PosixFilePermission> ALLOWED =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private FenceFile() {}

    /** @throws InvalidInputException when it is not to be trusted, cannot be read, or is wrong */
    static FenceConfig read(Path path) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw InvalidInputException.of("fence file", path.toString(), "a regular file, not a link");
            }
            if (!ALLOWED.containsAll(attributes.permissions())) {
                throw new InvalidInputException(path + ": mode is "
                        + PosixFilePermissions.toString(attributes.permissions())
                        + "; allowed: rw------- or r--------, as it holds secrets: chmod 600 " + path);
            }
            String owner = attributes.owner().getName();
            String self = System.getProperty("user.name");
            if (!owner.equals("root") && !owner.equals(self)) {
                throw new InvalidInputException(path + ": owner is " + owner + "; allowed: root or " + self);
            }
            if (attributes.size() > MAX_BYTES) {
                throw new InvalidInputException(
                        path + ": " + attributes.size() + " bytes; allowed: up to " + MAX_BYTES);
            }
            FenceConfig config =
                    FenceFileParser.parse(path.toString(), Files.readAllLines(path, StandardCharsets.UTF_8));
            checkPrograms(path, config);
            return config;
        } catch (IOException e) {
            throw new InvalidInputException(
                    path + ": cannot be read (" + e.getClass().getSimpleName() + "); allowed: a file that "
                            + System.getProperty("user.name") + " can read");
        }
    }

    private static void checkPrograms(Path path, FenceConfig config) throws IOException {
        for (FenceConfig.Host host : config.hosts().values()) {
            for (FenceConfig.Method method : host.methods()) {
                if (method instanceof FenceConfig.Agent agent) {
                    checkProgram(path + ": agent " + host.name() + " " + agent.name() + ": program", agent.program());
                }
            }
        }
    }

    private static void checkProgram(String where, String program) throws IOException {
        Path file = Path.of(program);
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw InvalidInputException.of(
                    where, program, "a program that is installed, such as /usr/sbin/fence_ipmilan");
        }
        Map<String, Object> facts = Files.readAttributes(file, "posix:permissions");
        if (facts.get("permissions") instanceof Set<?> set
                && (set.contains(PosixFilePermission.OTHERS_WRITE) || set.contains(PosixFilePermission.GROUP_WRITE))) {
            throw InvalidInputException.of(where, program, "a program that only its owner can write");
        }
    }
}
