// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.Instances;
import io.howdah.ha.core.NodeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private Path script;

    @BeforeEach
    void paths() throws IOException {
        track = directory.resolve("vip-51.track");
        deadline = directory.resolve("vip-51.track.deadline");
        script = directory.resolve("vip-check");
        new GeneratedFiles(directory).write(NodeFiles.render(Instances.node(1)));
    }

    @Test
    void node_isEligibleUntilTheDeadline_whenArmed() throws Exception {
        double now = TrackFile.uptimeSeconds();
        new TrackFile(track).arm(now, Duration.ofMinutes(5));

        assertThat(track).hasContent("1");
        assertThat(Long.parseLong(Files.readString(deadline).trim())).isEqualTo((long) Math.floor(now + 300));
        assertThat(check()).isZero();
    }

    @Test
    void check_fails_whenTheDeadlineHasPassed() throws Exception {
        new TrackFile(track).arm(TrackFile.uptimeSeconds() - 10, Duration.ofSeconds(5));

        assertThat(track).hasContent("1");
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
    void node_isIneligible_whenRevokedOrRemoved() throws IOException {
        TrackFile file = new TrackFile(track);
        file.arm(TrackFile.uptimeSeconds(), Duration.ofMinutes(5));
        file.revoke();
        assertThat(track).hasContent("0");
        assertThat(file.remove()).isTrue();
        assertThat(track).doesNotExist();
        assertThat(file.remove()).as("again").isTrue();
    }

    @Test
    void write_failsNamingTheDirectory_whenItIsGone() {
        assertThatThrownBy(() -> new TrackFile(directory.resolve("no/vip.track")).revoke())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("no") + " does not exist");
    }

    private int check() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(script.toString(), deadline.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
