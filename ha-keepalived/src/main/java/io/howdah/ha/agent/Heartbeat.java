// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.TrackFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * When keepalived last ran its check: the check writes the uptime. Read without a lock; a file caught while it is written,
 * or unreadable, is no news, and the last news grows old. Not thread-safe.
 */
final class Heartbeat {
    private static final int LONGEST = 32;

    private final Path file;
    private OptionalLong last = OptionalLong.empty();

    Heartbeat(Path file) {
        this.file = file;
    }

    /** On the monotonic clock of {@code nowNanos}. */
    OptionalLong read(long nowNanos) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.US_ASCII);
            if (text.endsWith("\n")) {
                double age = TrackFile.uptimeSeconds() - Double.parseDouble(text.trim());
                // A heartbeat of the future is of another boot or nobody's.
                if (age > -1) {
                    last = OptionalLong.of(nowNanos - (long) (Math.max(0, age) * 1e9));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // No news.
        }
        return last;
    }
}
