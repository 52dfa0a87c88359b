// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerSettingsTest {

    private static SchedulerSettings parse(Map<String, String> values) {
        return SchedulerSettings.parse(values::get);
    }

    @Test
    void settings_areTheDefaults_whenNothingIsSet() {
        assertThat(SchedulerSettings.defaults()).isEqualTo(new SchedulerSettings(false, 0.5, 30_000, 5, 256));
    }

    @Test
    void settings_takeEveryKey_whenAllAreSet() {
        SchedulerSettings settings = parse(Map.of(
                "howdah.scheduler.packing.enabled", " TRUE ",
                "howdah.scheduler.packing.fairness", "0.25",
                "howdah.scheduler.packing.starvation-timeout", "2m",
                "howdah.scheduler.packing.max-failures", "7",
                "howdah.scheduler.decision-log.size", "0"));
        assertThat(settings).isEqualTo(new SchedulerSettings(true, 0.25, 120_000, 7, 0));
    }

    @Test
    void setting_isRefusedWithKeyValueAndWhatIsAllowed_whenItIsBad() {
        Map<String, List<String>> bad = Map.of(
                "howdah.scheduler.packing.enabled", List.of("yes", "", "1"),
                "howdah.scheduler.packing.fairness", List.of("-0.1", "1.1", "NaN", "half", ""),
                "howdah.scheduler.packing.starvation-timeout",
                        List.of("30", "0s", "999ms", "2h", "-5s", "1.5s", "9999999999s"),
                "howdah.scheduler.packing.max-failures", List.of("0", "1001", "x", "99999999999"),
                "howdah.scheduler.decision-log.size", List.of("-1", "10001", "1e3"));
        assertThat(bad.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        SchedulerSettings.ALL.stream().map(Setting::key).toList());
        bad.forEach((key, values) -> values.forEach(value -> assertThatThrownBy(() -> parse(Map.of(key, value)))
                .as("%s=%s", key, value)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining("allowed is ")));
    }

    @Test
    void key_isRefused_whenItLooksLikeOursAndIsNot() {
        SchedulerSettings.rejectUnknown(List.of("howdah.scheduler.packing.enabled", "howdah.ha.x", "yarn.x"));
        assertThatThrownBy(() -> SchedulerSettings.rejectUnknown(List.of("howdah.scheduler.packing.enable")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("howdah.scheduler.packing.enable is not a setting")
                .hasMessageContaining("howdah.scheduler.packing.enabled,");
    }

    @Test
    void configurationPage_listsTheSettings_rowForRow() throws IOException {
        List<String> rows;
        try (var lines = Files.lines(Path.of("CONFIGURATION.md"))) {
            rows = lines.filter(line -> line.startsWith("| `howdah.")).toList();
        }
        assertThat(rows)
                .isEqualTo(SchedulerSettings.ALL.stream()
                        .map(s -> "| `" + s.key() + "` | `" + s.defaultValue() + "` | " + s.allowed() + " | "
                                + s.meaning() + " |")
                        .toList());
    }
}
