// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.volume.core.VolumeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What CONFIGURATION.md says of volume choosing is what the code does, row for row. */
class VolumeDocTest {
    @Test
    void keysTable_matchesTheCode() throws IOException {
        assertThat(table("| key | default | allowed | meaning |"))
                .containsExactlyElementsOf(VolumeSettings.KEYS.stream()
                        .map(key -> "| " + key.name() + " | " + key.defaultValue() + " | " + key.allowed() + " | "
                                + key.meaning() + " |")
                        .toList());
    }

    @Test
    void metricsTable_matchesTheCode() throws IOException {
        assertThat(table("| metric | kind | meaning |"))
                .containsExactlyElementsOf(Arrays.stream(VolumeMetrics.Metric.values())
                        .map(metric ->
                                "| " + metric.name() + " | " + metric.kind() + " | " + metric.description() + " |")
                        .toList());
    }

    @Test
    void theClass_isNamedAsItIs() throws IOException {
        for (String file : List.of("CONFIGURATION.md", "README.md", "INSTALL.md")) {
            assertThat(Files.readString(Path.of(file))).contains(BackendVolumeChoosingPolicy.class.getName());
        }
    }

    private static List<String> table(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("CONFIGURATION.md"));
        List<String> section = lines.subList(lines.indexOf("# Volume choosing on DataNodes"), lines.size());
        return section.stream()
                .skip(section.indexOf(head) + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
