// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.Episodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A person's word that a machine is off: a file with the host's name, in the name and in the text, of root's, made since the
 * fencing began, good for one fencing.
 */
final class AcknowledgementFile {
    private static final long MAX_BYTES = 1024;
    private static final long CLOCK_SLACK_MILLIS = 5_000;
    private static final Set<PosixFilePermission> FOREIGN_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final String host;

    AcknowledgementFile(Path directory, String host) {
        this.file = directory.resolve(host);
        this.host = host;
    }

    /** What was found, and whether it counts. */
    record Answer(boolean yes, String reason) {}

    /** Throws away what somebody left behind in an earlier trouble. */
    Answer forgetOld() {
        try {
            boolean deleted = Files.deleteIfExists(file);
            return new Answer(true, deleted ? "an old acknowledgement was removed: " + file : "none was there");
        } catch (IOException e) {
            return new Answer(false, file + " cannot be removed, so none is accepted: " + e);
        }
    }

    /** Looks once, and uses it up. */
    Answer take(Episodes.Episode episode) {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Answer(false, "no acknowledgement " + file);
            }
            PosixFileAttributes facts =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            PosixFileAttributes parent = Files.readAttributes(file.getParent(), PosixFileAttributes.class);
            long made = facts.lastModifiedTime().toMillis();
            String wrong = null;
            if (!facts.isRegularFile()) {
                wrong = "is no regular file";
            } else if (!facts.owner().getName().equals("root") || writable(facts) || writable(parent)) {
                wrong = "could have been written by somebody other than root";
            } else if (made < episode.beganWallMillis()) {
                wrong = "is older than this fencing";
            } else if (made > System.currentTimeMillis() + CLOCK_SLACK_MILLIS) {
                wrong = "is from the future";
            } else if (facts.size() > MAX_BYTES
                    || !Files.readString(file, StandardCharsets.UTF_8).strip().equalsIgnoreCase(host)) {
                wrong = "does not hold the host's name " + host;
            }
            if (wrong != null) {
                return new Answer(false, file + " " + wrong);
            }
            Files.delete(file);
            return new Answer(true, "acknowledged by root: " + file);
        } catch (IOException e) {
            return new Answer(false, file + " cannot be used: " + e);
        }
    }

    private static boolean writable(PosixFileAttributes facts) {
        return facts.permissions().stream().anyMatch(FOREIGN_WRITE::contains);
    }
}
