// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
    @TempDir
    Path directory;

    @Test
    void rules_areRefusedWithTheProgramsFirstLine_whenItEndsWithoutReading() throws IOException {
        Gate gate = gate("echo 'Operation not permitted (you must be root)'; echo more; exit 1");

        assertThatThrownBy(() -> gate.apply("rules\n".repeat(20_000)))
                .isInstanceOf(IOException.class)
                .hasMessage(directory.resolve("nft") + ": Operation not permitted (you must be root)");
    }

    @Test
    void rules_areRefused_whenTheProgramSucceedsWithoutReading() throws IOException {
        Gate gate = gate("exit 0");

        assertThatThrownBy(() -> gate.apply("rules\n".repeat(20_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended without reading");
    }

    @Test
    void program_isKilled_whenItDoesNotEnd() throws IOException {
        Gate gate = new Gate(gateProgram("exec sleep 1000").toString(), Duration.ofMillis(300));

        assertThatThrownBy(() -> gate.apply("rules"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within 300 ms");
    }

    @Test
    void rules_arriveAsTheyAre_whenTheProgramReads() throws Exception {
        Path seen = directory.resolve("seen");
        gate("cat >'" + seen + "'").apply("add element\n");

        assertThat(seen).hasContent("add element");
    }

    private Gate gate(String script) throws IOException {
        return new Gate(gateProgram(script).toString(), Duration.ofMinutes(1));
    }

    private Path gateProgram(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("nft"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
}
