// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventorySourceTest {
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path file;
    private int writes;

    @BeforeEach
    void writeFirst() throws Exception {
        file = directory.resolve("inventory.yaml");
        write("hv1");
    }

    @Test
    void refresh_keepsTheSnapshot_whenTheFileIsUnchanged() throws Exception {
        InventorySource source = source(0);
        InventoryState before = source.state();
        source.refresh();
        assertThat(source.state()).isSameAs(before);
        assertThat(before.generation()).isEqualTo(1);
    }

    @Test
    void refresh_loadsTheNextGeneration_whenTheFileChanged() throws Exception {
        InventorySource source = source(0);
        write("hv2");
        source.refresh();
        assertThat(source.state().generation()).isEqualTo(2);
        assertThat(source.state().inventory().find("dn1").physicalHost()).isEqualTo("hv2");
        assertThat(source.stale(Duration.ZERO)).isFalse();
    }

    @Test
    void refresh_keepsTheLastGoodSnapshot_whenTheFileBreaks() throws Exception {
        InventorySource source = source(0);
        Files.writeString(file, "schemaVersion: 1\nnodes:\n  - {host: dn1, ra");
        source.refresh();
        assertThat(source.state().inventory().find("dn1").physicalHost()).isEqualTo("hv1");
        assertThat(source.state().generation()).isEqualTo(1);
        assertThat(source.state().problem()).startsWith(file + ":3: not valid YAML");
        assertThat(source.stale(Duration.ZERO)).isTrue();

        write("hv3");
        source.refresh();
        assertThat(source.state().generation()).isEqualTo(2);
        assertThat(source.stale(Duration.ZERO)).isFalse();
    }

    @Test
    void refresh_keepsTheLastGoodSnapshot_whenTheFileIsGoneAndComesBackAsItWas() throws Exception {
        InventorySource source = source(0);
        Path aside = directory.resolve("aside");
        Files.move(file, aside);
        source.refresh();
        assertThat(source.state().problem()).contains("no such file");
        assertThat(source.state().inventory().size()).isEqualTo(1);
        Files.move(aside, file);
        source.refresh();
        assertThat(source.state().problem()).isNull();
    }

    @Test
    void source_refusesToBegin_whenTheFileIsBroken() throws Exception {
        Files.writeString(file, "schemaVersion: 9\n");
        assertThatThrownBy(() -> source(0)).hasMessageStartingWith(file + ":1: schemaVersion 9 is newer");
    }

    @Test
    void age_countsFromTheFilesTime_andMakesItStaleBeyondTheLimit() throws Exception {
        InventorySource source = source(3600);
        assertThat(source.ageSeconds()).isEqualTo(3600 - 1);
        assertThat(source.stale(Duration.ZERO)).isFalse();
        assertThat(source.stale(Duration.ofMinutes(59))).isTrue();
        assertThat(source.stale(Duration.ofMinutes(61))).isFalse();
    }

    @Test
    void shared_givesOneSourcePerFile_thatSurvivesABrokenFile() throws Exception {
        InventorySource first = InventorySource.shared(file, 1 << 20, Duration.ofHours(1));
        Files.writeString(file, "broken");
        assertThat(InventorySource.shared(file, 1 << 20, Duration.ofHours(1))).isSameAs(first);
    }

    private InventorySource source(long secondsLater) throws Exception {
        return new InventorySource(file, 1 << 20, Clock.fixed(WRITTEN.plusSeconds(secondsLater), ZoneOffset.UTC));
    }

    private void write(String physicalHost) throws Exception {
        Files.writeString(
                file, "schemaVersion: 1\nnodes:\n  - {host: dn1, rack: /r1, physicalHost: " + physicalHost + "}\n");
        Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plusSeconds(++writes)));
    }
}
