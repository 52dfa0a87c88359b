// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
    @TempDir
    Path directory;

    private Path file;
    private RunState state;

    @BeforeEach
    void name() {
        file = directory.resolve("state.json");
        state = new RunState(file, "audit", "/data", "rules");
    }

    @Test
    void load_givesWhatWasSaved_andNothingWhenFinished() throws Exception {
        assertThat(state.load()).isEqualTo(new RunState.Position(null, Map.of(), null));
        state.save("/data/a \"b\"\u00e9", Map.of("blocks", 7L, "names", List.of("x")));
        assertThat(state.load())
                .isEqualTo(new RunState.Position(
                        "/data/a \"b\"\u00e9",
                        Map.of("blocks", 7L, "names", List.of("x")),
                        "going on after /data/a \"b\"\u00e9"));
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
        state.finished();
        assertThat(file).doesNotExist();
    }

    @Test
    void load_startsAgainAndSaysSo_whenTheRulesChanged() throws Exception {
        state.save("/data/a", Map.of());
        RunState other = new RunState(file, "audit", "/data", "other rules");
        assertThat(other.load())
                .isEqualTo(new RunState.Position(
                        null, Map.of(), "starting again: inventory, plan or options are not those of " + file));
    }

    @Test
    void load_refusesAndKeepsAForeignFile() throws Exception {
        state.save("/data/a", Map.of());
        String kept = Files.readString(file);
        assertThatThrownBy(() -> new RunState(file, "repair", "/data", "rules").load())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state of command audit; allowed: repair");
        assertThatThrownBy(() -> new RunState(file, "audit", "/x", "rules").load())
                .hasMessageContaining("state of path /data; allowed: /x");
        assertThat(Files.readString(file)).isEqualTo(kept);

        Files.writeString(file, kept.replace("\"schemaVersion\":1", "\"schemaVersion\":2"));
        assertThatThrownBy(state::load).hasMessageContaining("schemaVersion 2; allowed: 1");
        for (String broken : List.of("", "[]", kept.substring(0, kept.length() / 2), "not JSON")) {
            Files.writeString(file, broken);
            assertThatThrownBy(state::load)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no state file");
        }
    }
}
