// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** README.md against the code; its commands are run by BirdStrikesIT. */
class ReadmeTest {
    private static List<List<String>> table(String header) throws Exception {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        int start = lines.indexOf(header);
        assertThat(start).as(header).isNotNegative();
        return lines.subList(start + 2, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
                .toList();
    }

    @Test
    void settings_matchTheCode() throws Exception {
        List<List<String>> rows = table("| key | default | allowed | meaning |");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).subList(0, 2))
                .containsExactly(JobRunner.MAX_BAD_ROWS, Long.toString(JobRunner.DEFAULT_MAX_BAD_ROWS));
        assertThat(rows.get(0).get(3)).contains("--" + CommandLineTool.MAX_BAD_ROWS.getLongOpt());
    }

    @Test
    void counters_matchTheCode() throws Exception {
        assertThat(table("| counter (group " + RowCounters.GROUP + ") | meaning |").stream()
                        .map(row -> row.get(0)))
                .containsExactly(RowCounters.ROWS, RowCounters.BAD_ROWS, RowCounters.BAD_COLUMN + "*n*");
    }

    @Test
    void filesItNames_exist() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (String file : List.of(
                "BirdStrikeReport.java",
                "StrikeKey.java",
                "core/StrikeOrder.java",
                "StreamingCount.java",
                "BirdStrikeBulkLoad.java",
                "SplitSampler.java",
                "core/RowKey.java",
                "BirdStrikeQuery.java",
                "core/Tally.java",
                "core/OperatorSummary.java",
                "StrikeTable.java")) {
            assertThat(readme).contains(file);
            assertThat(Path.of("src/main/java/io/howdah/examples/birdstrikes", file))
                    .exists();
        }
        assertThat(Path.of("data/SOURCES.md")).exists();
    }
}
