// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.topology.FileTopologyMapping;
import io.howdah.hdfs.topology.HostTopologyMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What CONFIGURATION.md says is what the code does, row for row. */
class ConfigurationDocTest {
    @Test
    void keysTable_matchesTheCode() throws IOException {
        assertThat(table("| key | default | allowed | meaning |"))
                .containsExactlyElementsOf(PlacementSettings.KEYS.stream()
                        .map(key -> "| " + key.name() + " | " + key.defaultValue() + " | " + key.allowed() + " | "
                                + key.meaning() + " |")
                        .toList());
    }

    @Test
    void metricsTable_matchesTheCode() throws IOException {
        assertThat(table("| metric | kind | meaning |"))
                .containsExactlyElementsOf(Arrays.stream(PlacementMetrics.Metric.values())
                        .map(metric ->
                                "| " + metric.name() + " | " + metric.kind() + " | " + metric.description() + " |")
                        .toList());
    }

    @Test
    void classes_areNamedAsTheyAre() throws IOException {
        assertThat(Files.readString(Path.of("CONFIGURATION.md")))
                .contains("| " + FailureDomainPlacementPolicy.class.getName() + " |")
                .contains(FileTopologyMapping.class.getName())
                .contains(HostTopologyMapping.class.getName());
    }

    private static List<String> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("CONFIGURATION.md"));
        return lines.stream()
                .skip(lines.indexOf(head) + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
