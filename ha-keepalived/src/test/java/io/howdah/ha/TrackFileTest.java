// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.Instances;
import io.howdah.ha.core.NodeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackFileTest {
    @TempDir
    Path directory;

    private Path track;
    private Path deadline;
    private Path heartbeat;
    private Path script;

    @BeforeEach
    void paths() throws IOException {
        track = directory.resolve("vip-51.track");
        deadline = directory.resolve("vip-51.track.deadline");
        heartbeat = directory.resolve("vip-51.heartbeat");
        script = directory.resolve("vip-check");
        new GeneratedFiles(directory).write(NodeFiles.render(List.of(Instances.node(1))));
    }

    @Test
    void check_succeedsUntilTheDeadline_whenTheAgentLives() throws Exception {
        double now = TrackFile.uptimeSeconds();
        new TrackFile(track).alive(now, Duration.ofMinutes(5));

        assertThat(track).as("alive is not eligible").doesNotExist();
        assertThat(Long.parseLong(Files.readString(deadline).trim())).isEqualTo((long) Math.floor(now + 300));
        assertThat(check()).isZero();
    }

    @Test
    void check_fails_whenTheDeadlineHasPassed() throws Exception {
        new TrackFile(track).alive(TrackFile.uptimeSeconds() - 10, Duration.ofSeconds(5));

        assertThat(check()).isNotZero();
    }

    @Test
    void check_fails_whenThereIsNoDeadline() throws Exception {
        assertThat(check()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "abc\n", "-1\n", "99999999999999999999\n", "1 2\n", "$(touch x)\n", "1e9\n"})
    void check_fails_whenTheDeadlineIsGarbage(String content) throws Exception {
        Files.writeString(deadline, content);

        assertThat(check()).isNotZero();
    }

    @Test
    void node_isIneligible_whenRevoked() throws IOException {
        TrackFile file = new TrackFile(track);
        file.arm();
        assertThat(track).hasContent("1");
        file.revoke();
        assertThat(track).doesNotExist();
        file.revoke();
        assertThat(track).as("again").doesNotExist();
    }

    /** As keepalived leaves it, root's and mode 0600, for an agent that is not root; a loop is unreadable for root, too. */
    @Test
    void node_isEligible_whenTheFileCannotBeRead() throws IOException {
        Files.createSymbolicLink(track, track);
        assertThatThrownBy(() -> Files.readString(track))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);

        new TrackFile(track).arm();

        assertThat(track).isRegularFile().hasContent("1");
    }

    @Test
    void write_failsNamingTheDirectory_whenItIsGone() {
        assertThatThrownBy(() -> new TrackFile(directory.resolve("no/vip.track")).arm())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("no") + " does not exist");
    }

    @Test
    void check_saysThatItRan_whateverTheDeadline() throws Exception {
        double before = TrackFile.uptimeSeconds();
        check();

        assertThat(Double.parseDouble(Files.readString(heartbeat).trim())).isBetween(before, TrackFile.uptimeSeconds());
    }

    @Test
    void check_fails_whenTheHeartbeatCannotBeWritten() throws Exception {
        new TrackFile(track).alive(TrackFile.uptimeSeconds(), Duration.ofMinutes(5));
        Files.createDirectory(heartbeat);

        assertThat(check()).isNotZero();
    }

    private int check() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(script.toString(), deadline.toString(), heartbeat.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
