// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.DocumentedMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HBaseSettingsTest {
    @Test
    void settings_areTheDefaults_whenNothingIsSet() {
        HBaseSettings settings = HBaseSettings.from(key -> null);

        assertThat(settings.slice().millis()).isEqualTo(3_000);
        assertThat(settings.slice().rows()).isEqualTo(5_000_000);
        assertThat(settings.slice().groups()).isEqualTo(100_000);
        assertThat(settings.slice().memoryBytes()).isEqualTo(32 << 20);
        assertThat(settings.callsMax()).isEqualTo(10);
        assertThat(settings.memoryBytes()).isEqualTo(64 << 20);
        assertThat(settings.threads()).isEqualTo(8);
        assertThat(settings.deadlineMillis()).isEqualTo(600_000);
        assertThat(settings.clientGroupsMax()).isEqualTo(1_000_000);
        assertThat(settings.clientMemoryBytes()).isEqualTo(256 << 20);
        assertThat(settings.clientSpillBytes()).isEqualTo(10L << 30);
        assertThat(settings.retryPauseMillis()).isEqualTo(50);
    }

    @Test
    void settings_takeEveryKey() {
        Map<String, String> values = new HashMap<>();
        for (HBaseSettings.Key key : HBaseSettings.KEYS) {
            values.put(key.name(), " " + (key.min() + values.size()) + " ");
        }
        HBaseSettings settings = HBaseSettings.from(values::get);

        assertThat(settings.toString())
                .isEqualTo("HBaseSettings[slice=SliceLimits[millis=1, rows=2, groups=3, memoryBytes=65539], callsMax=5,"
                        + " memoryBytes=1048581, threads=7, deadlineMillis=8, clientGroupsMax=9,"
                        + " clientMemoryBytes=1048585, clientSpillBytes=10, retryPauseMillis=12]");
    }

    @Test
    void badValue_isRefused_withKeyValueAndWhatIsAllowed() {
        for (HBaseSettings.Key key : HBaseSettings.KEYS) {
            for (String bad :
                    List.of("many", "-1", "1.5", Long.toString(key.min() - 1), Long.toString(key.max() + 1))) {
                assertThatThrownBy(() -> HBaseSettings.from(k -> k.equals(key.name()) ? bad : null))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(key.name() + " = '" + bad + "' is not allowed: a whole number, " + key.min()
                                + " to " + key.max());
            }
        }
    }

    @Test
    void configurationTable_matchesTheCode() throws Exception {
        List<String> expected = HBaseSettings.KEYS.stream()
                .map(key -> "| `" + key.name() + "` | " + key.defaultValue() + " | " + key.allowed() + " | "
                        + key.meaning() + " |")
                .toList();
        List<String> documented = Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                // cdc, bulk and guard have tests of their own.
                .filter(line ->
                        line.startsWith("| `howdah.hbase.aggregation.") || line.startsWith("| `howdah.hbase.client."))
                .toList();

        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void metricsTable_matchesTheCode() throws Exception {
        DocumentedMetrics.assertTable(AggregationMetrics.class, "| attribute |");
    }
}
