// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/topology.md says is what the code does: the table row for row, the examples by reading them. */
class TopologyDocTest {
    private static final Path PAGE = Path.of("..", "docs", "topology.md");

    @TempDir
    Path directory;

    @Test
    void fieldsTable_matchesTheCode() throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        assertThat(lines.stream()
                        .skip(lines.indexOf("| where | field | default | allowed | meaning |") + 2L)
                        .takeWhile(line -> line.startsWith("|")))
                .containsExactlyElementsOf(SourceField.ALL.stream()
                        .map(field -> "| " + field.where() + " | " + field.name() + " | "
                                + (field.defaultValue().isEmpty() ? "" : field.defaultValue() + " ") + "| "
                                + field.allowed() + " | " + field.meaning() + " |")
                        .toList());
    }

    @Test
    void everyType_isInTheTableOfSources() throws IOException {
        String page = Files.readString(PAGE);
        for (SourceType type : SourceType.values()) {
            assertThat(page).contains("\n| " + type.id() + " | ");
        }
    }

    @Test
    void examples_areSourcesFilesTheCodeTakes() throws Exception {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        int examples = 0;
        while (example.find()) {
            SourcesFile file = SourcesFile.read(Files.writeString(directory.resolve("sources.yaml"), example.group(1)));
            List<Probe> probes = new ArrayList<>();
            for (SourcesFile.Source source : file.sources()) {
                probes.addAll(Probes.of(source, uri -> null, Clock.systemUTC()));
            }
            assertThat(probes).isNotEmpty();
            examples++;
        }
        assertThat(examples).isEqualTo(3);
    }

    @Test
    void exampleTables_areTablesTheCodeTakes() throws Exception {
        String page = Files.readString(PAGE);
        assertThat(DataNodeTable.read(block(page, "host  "))).hasSize(3);
        assertThat(RackTableSource.read(block(page, "hv-a /rack1"))).hasSize(3);
    }

    private Path block(String page, String start) throws IOException {
        int from = page.indexOf("```\n" + start) + 4;
        assertThat(from).isGreaterThan(4);
        return Files.writeString(directory.resolve("t"), page.substring(from, page.indexOf("```", from)));
    }
}
