// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
    private static final long LIMIT = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void plan_isTheSame_whenWrittenAndRead() throws Exception {
        CopysetPlan plan = plan();
        Path file = directory.resolve("plan.json");

        PlanFile.write(plan, file);
        CopysetPlan read = PlanFile.read(file, LIMIT);

        assertThat(read.generation()).isEqualTo(plan.generation());
        assertThat(read.inventorySha256()).isEqualTo(plan.inventorySha256());
        assertThat(read.hardDomains()).isEqualTo(plan.hardDomains());
        assertThat(read.minRacks()).isEqualTo(2);
        assertThat(read.nodes()).isEqualTo(plan.nodes());
        assertThat(read.groups()).hasSize(2);
        for (int g = 0; g < 2; g++) {
            assertThat(read.groups().get(g).sets())
                    .isEqualTo(plan.groups().get(g).sets());
            assertThat(read.groups().get(g).erasureCoded())
                    .isEqualTo(plan.groups().get(g).erasureCoded());
            assertThat(read.groups().get(g).maxPerDomain())
                    .isEqualTo(plan.groups().get(g).maxPerDomain());
        }
        try (var files = Files.list(directory)) {
            assertThat(files).as("no temporary file is left").containsExactly(file);
        }
    }

    @Test
    void file_isRefusedWithItsLine_whenHalfWritten() throws Exception {
        Path file = directory.resolve("plan.json");
        PlanFile.write(plan(), file);
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() / 2));

        assertThatThrownBy(() -> PlanFile.read(file, LIMIT))
                .isInstanceOf(PlanException.class)
                .hasMessageMatching("(?s).*plan\\.json:[0-9]+: .*allowed: .*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"schemaVersion\":1' | '\"schemaVersion\":2' | 'schemaVersion 2 is newer than this build reads'",
                "'\"schemaVersion\":1' | '\"schemaVersion\":\"x\"' | 'schemaVersion: x'",
                "'\"generation\":1' | '\"generation\":0' | 'generation: 0'",
                "'\"generation\":1' | '\"generation\":1,\"generation\":1' | 'not valid JSON'",
                "'\"minRacks\":2' | '\"minRacks\":2,\"colour\":\"red\"' | 'unknown field'",
                "'\"hardDomains\":[\"host\"' | '\"hardDomains\":[\"planet\"' | 'hard domain ''planet'''",
                "'\"dn2\"' | '\"dn1\"' | 'duplicate node ''dn1'''",
                "'\"size\":3' | '\"size\":4' | 'set of 3 nodes'",
                "'\"size\":3' | '\"size\":2' | 'set of more than 2 nodes'",
                "'\"size\":3' | '\"size\":99' | 'size: 99'",
                "'\"sets\":[' | '\"sets\":[[0,0,1],' | 'node 0 twice in a set'",
                "'\"sets\":[' | '\"sets\":[[0,1,12345],' | 'member of a set: 12345'",
            })
    void file_isRefusedSayingWhat_whenSomethingIsWrong(String from, String to, String said) throws Exception {
        Path file = directory.resolve("plan.json");
        PlanFile.write(plan(), file);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(from), to));

        assertThatThrownBy(() -> PlanFile.read(file, LIMIT))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("allowed: ");
    }

    @Test
    void file_isRefused_whenTooLargeOrGone() throws IOException {
        Path file = directory.resolve("plan.json");
        PlanFile.write(plan(), file);

        assertThatThrownBy(() -> PlanFile.read(file, 100)).hasMessageContaining("up to 100 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> PlanFile.read(file, LIMIT)).hasMessageContaining("NoSuchFileException");
    }

    private static CopysetPlan plan() {
        Inventory inventory = PlacementSimulation.cluster(30, 5, 15);
        PlanSpec spec = new PlanSpec(
                List.of(new PlanSpec.Group(3, 0, "DISK", 10), new PlanSpec.Group(9, 3, "DISK", 10)),
                List.of(FailureDomain.HOST, FailureDomain.BACKEND),
                2);
        return CopysetPlanner.plan(inventory, spec, null, new Random(1)).plan();
    }
}
