// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.placement.core.SettingKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeSettingsTest {
    @Test
    void parse_givesDefaults_whenNothingIsSet() {
        VolumeSettings settings = VolumeSettings.parse(key -> null);
        assertThat(settings.backends()).isEmpty();
        assertThat(settings.floor()).isEqualTo(new AvailableFloor(0, 0.05));
        assertThat(settings.halfLife()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.refresh()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.systemRoot()).isEqualTo(Path.of("/"));
    }

    @Test
    void parse_readsEveryKey() {
        Map<String, String> values = Map.of(
                "howdah.volume.backends", "/data/1=san-a, /data/2/ = san-a,/data/x=y=nas",
                "howdah.volume.available-floor", "10g",
                "howdah.volume.half-life", "2m",
                "howdah.volume.refresh", "1h",
                "howdah.volume.system-root", "/host");
        assertThat(values.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        VolumeSettings.KEYS.stream().map(SettingKey::name).toList());
        VolumeSettings settings = VolumeSettings.parse(values::get);
        assertThat(settings.backends())
                .containsOnly(
                        Map.entry(Path.of("/data/1"), "san-a"),
                        Map.entry(Path.of("/data/2"), "san-a"),
                        Map.entry(Path.of("/data/x=y"), "nas"));
        assertThat(settings.floor()).isEqualTo(new AvailableFloor(10L << 30, 0));
        assertThat(settings.halfLife()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.refresh()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.systemRoot()).isEqualTo(Path.of("/host"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            howdah.volume.backends        | /data/1
            howdah.volume.backends        | /data/1=
            howdah.volume.backends        | data/1=san
            howdah.volume.backends        | /data/1=a,/data/1/=b
            howdah.volume.backends        | /data/1=a,
            howdah.volume.available-floor | 51%
            howdah.volume.available-floor | -1
            howdah.volume.available-floor | 5 %
            howdah.volume.available-floor | 10p
            howdah.volume.available-floor | 999999999999999t
            howdah.volume.half-life       | 0s
            howdah.volume.half-life       | 2h
            howdah.volume.refresh         | 500ms
            howdah.volume.refresh         | never
            howdah.volume.system-root     | host
            """)
    void parse_namesKeyValueAndWhatIsAllowed_when(String key, String value) {
        SettingKey setting = VolumeSettings.KEYS.stream()
                .filter(k -> k.name().equals(key))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> VolumeSettings.parse(Map.of(key, value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + "=" + value + ": not allowed; allowed: " + setting.allowed());
    }
}
