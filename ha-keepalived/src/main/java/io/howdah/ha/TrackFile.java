// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * What keepalived is told: the file it tracks and, beside it, until when the writer counts as alive. Both are written to
 * a temporary name and renamed, because keepalived reads a file the moment it is opened for writing and closed. Not
 * thread-safe.
 */
public final class TrackFile {
    private static final String ELIGIBLE = "1";
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
        String text = Files.readString(UPTIME, StandardCharsets.US_ASCII);
        return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    }

    /**
     * Says that the writer lives, eligible or not.
     *
     * @param since {@link #uptimeSeconds} of the sign of life
     * @param validity how long after that it may be believed; the deadline is rounded down to a second
     */
    public void alive(double since, Duration validity) throws IOException {
        long until = (long) Math.floor(since + validity.toMillis() / 1000.0);
        write(deadline, Long.toString(until));
    }

    /**
     * Makes the node eligible. Writes only when the file says otherwise, and is cheap when it does not: to be said again
     * and again, because a keepalived that starts overwrites the file with 0.
     */
    public void arm() throws IOException {
        if (!eligible()) {
            write(track, ELIGIBLE);
        }
    }

    private boolean eligible() {
        byte[] said = new byte[ELIGIBLE.length() + 2];
        try (InputStream in = Files.newInputStream(track)) {
            int length = in.readNBytes(said, 0, said.length);
            return new String(said, 0, length, StandardCharsets.US_ASCII).equals(ELIGIBLE + "\n");
        } catch (IOException e) {
            // Not there, or keepalived made it: its own is readable by root only. It is replaced, never written to.
            return false;
        }
    }

    /**
     * Makes the node ineligible by removing the file, which works on a full disk too; keepalived drops the address within
     * milliseconds.
     *
     * @throws IOException when the file is still there
     */
    public void revoke() throws IOException {
        try {
            Files.deleteIfExists(track);
        } catch (IOException e) {
            write(track, "0");
        }
    }

    private static void write(Path path, String value) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Path temporary = directory.resolve("." + path.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, value + "\n", StandardCharsets.US_ASCII);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new IOException("directory " + directory + " does not exist", e);
        }
    }
}
