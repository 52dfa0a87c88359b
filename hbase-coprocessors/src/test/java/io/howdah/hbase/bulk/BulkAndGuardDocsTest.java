// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.DocumentedMetrics;
import io.howdah.hbase.aggregation.HBaseSettings.Key;
import io.howdah.hbase.guard.GuardMetrics;
import io.howdah.hbase.guard.GuardSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CONFIGURATION.md says what the code does. */
class BulkAndGuardDocsTest {
    private static List<String> lines() throws Exception {
        return Files.readAllLines(Path.of("CONFIGURATION.md"));
    }

    @Test
    void settings_areDocumented_andABadValueIsRefused() throws Exception {
        assertThat(BulkSettings.from(key -> null)).isEqualTo(new BulkSettings(2_000, 100, 2));
        assertThat(lines().stream().filter(line -> line.startsWith("| `howdah.hbase.bulk.")))
                .containsExactlyElementsOf(BulkSettings.KEYS.stream()
                        .map(BulkAndGuardDocsTest::row)
                        .toList());
        assertThat(GuardSettings.from(key -> null)).isEqualTo(new GuardSettings(10_000, 1_000));
        assertThat(lines().stream().filter(line -> line.startsWith("| `howdah.hbase.guard.")))
                .containsExactlyElementsOf(GuardSettings.KEYS.stream()
                        .map(BulkAndGuardDocsTest::row)
                        .toList());
        for (Key key : GuardSettings.KEYS) {
            assertThatThrownBy(() -> GuardSettings.from(k -> k.equals(key.name()) ? "0" : null))
                    .hasMessage(key.name() + " = '0' is not allowed: a whole number, " + key.allowed());
        }
        for (Key key : BulkSettings.KEYS) {
            assertThatThrownBy(() -> BulkSettings.from(k -> k.equals(key.name()) ? "0" : null))
                    .hasMessage(key.name() + " = '0' is not allowed: a whole number, " + key.allowed());
        }
    }

    private static String row(Key key) {
        return "| `" + key.name() + "` | " + key.defaultValue() + " | " + key.allowed() + " | " + key.meaning() + " |";
    }

    @Test
    void metrics_areDocumented() throws Exception {
        DocumentedMetrics.assertTable(BulkMetrics.class, "| attribute of `HowdahBulk`");
        DocumentedMetrics.assertTable(GuardMetrics.class, "| attribute of `HowdahGuard`");
    }
}
