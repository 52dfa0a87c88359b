// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.TrackFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {
    private static final long NOW = Long.MIN_VALUE + 5;

    @TempDir
    Path directory;

    @Test
    void heartbeat_growsOld_whenNothingNewIsWritten() throws IOException {
        Path file = directory.resolve("vip-51.heartbeat");
        Heartbeat heartbeat = new Heartbeat(file);
        assertThat(heartbeat.read(NOW)).isEmpty();

        Files.writeString(file, (TrackFile.uptimeSeconds() - 10) + "\n");
        long first = heartbeat.read(NOW).orElseThrow();
        assertThat(NOW - first).isBetween(9_000_000_000L, 70_000_000_000L);

        for (String noNews : new String[] {"", "12", "abc\n", "99999999999\n"}) {
            Files.writeString(file, noNews);
            assertThat(heartbeat.read(NOW)).as("'%s'", noNews).hasValue(first);
        }
        Files.delete(file);
        assertThat(heartbeat.read(NOW)).hasValue(first);
    }
}
