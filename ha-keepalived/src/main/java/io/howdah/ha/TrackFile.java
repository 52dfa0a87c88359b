// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * The file keepalived tracks and, beside it, until when it may be believed. Both are written to a temporary name and
 * renamed, because keepalived reads a file the moment it is opened for writing and closed. Not thread-safe.
 */
public final class TrackFile {
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Path track;
    private final Path deadline;

    /** @param track in a directory that nobody replaces while keepalived runs */
    public TrackFile(Path track) {
        this.track = track;
        this.deadline = track.resolveSibling(track.getFileName() + ".deadline");
    }

    /**
     * Seconds since boot, sleep included: the clock of the deadline, the same for every process of the machine and
     * untouched by whoever sets the time.
     */
    public static double uptimeSeconds() throws IOException {
        String text = Files.readString(UPTIME);
        return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    }

    /**
     * Makes the node eligible, or keeps it so. The deadline goes first: an old one would fail keepalived's check.
     *
     * @param provenAt {@link #uptimeSeconds} before the questions were sent
     * @param validity how long after that the answers may be believed; the deadline is rounded down to a second
     */
    public void arm(double provenAt, Duration validity) throws IOException {
        long until = (long) Math.floor(provenAt + validity.toMillis() / 1000.0);
        write(deadline, Long.toString(until));
        write(track, "1");
    }

    /** Makes the node ineligible. keepalived drops the address within milliseconds. */
    public void revoke() throws IOException {
        write(track, "0");
    }

    /**
     * Makes the node ineligible when nothing can be written any more, by removing the file: keepalived takes a missing
     * file for ineligible, too.
     *
     * @return false when not even that worked; the deadline then ends the eligibility
     */
    public boolean remove() {
        try {
            Files.deleteIfExists(track);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void write(Path path, String value) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Path temporary = directory.resolve("." + path.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, value + "\n");
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new IOException("directory " + directory + " does not exist", e);
        }
    }
}
