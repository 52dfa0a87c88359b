// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.Instances;
import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaSettingsTest {
    @Test
    void settings_haveTheirDefaults_whenNothingIsSet() {
        HaSettings settings = HaSettings.from(key -> null);

        assertThat(settings.vip()).isEmpty();
        assertThat(settings.networkInterface()).isEmpty();
        assertThat(settings.nameservice()).isEmpty();
        assertThat(settings.vrid()).isEqualTo(51);
        assertThat(settings.advertInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.vrrpAddresses()).isEmpty();
        assertThat(settings.vipHost()).isEmpty();
        assertThat(settings.scriptUser()).isEqualTo("howdah");
        assertThat(settings.runDirectory()).isEqualTo("/run/howdah-ha");
        assertThat(settings.checkScript()).isEqualTo("/usr/libexec/howdah/vip-check");
        assertThat(settings.probeDeadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.trackValidity()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.hbaseMasters()).isEmpty();
    }

    @Test
    void settings_takeEveryKey_whenAllAreSet() {
        Map<String, String> values = new HashMap<>();
        values.put("howdah.ha.vip", " 10.77.0.100/24 ");
        values.put("howdah.ha.interface", "bond0.7");
        values.put("howdah.ha.nameservice", "ns2");
        values.put("howdah.ha.vrid", "200");
        values.put("howdah.ha.advert-interval", "200ms");
        values.put("howdah.ha.vrrp-addresses", "nn1=10.77.0.11, nn2=10.77.0.12");
        values.put("howdah.ha.vip-host", "nn.example.com");
        values.put("howdah.ha.script-user", "hdfs");
        values.put("howdah.ha.run-directory", "/run/ha");
        values.put("howdah.ha.check-script", "/opt/howdah/vip-check");
        values.put("howdah.ha.probe.deadline", "500 ms");
        values.put("howdah.ha.probe.interval", "250ms");
        values.put("howdah.ha.track.validity", "3s");
        values.put("howdah.ha.hbase.masters", "m1, m2:16011");
        HaSettings settings = HaSettings.from(values::get);

        assertThat(values.keySet())
                .as("every setting is in this test")
                .containsExactlyInAnyOrderElementsOf(
                        HaSettings.ALL.stream().map(Setting::key).toList());
        assertThat(settings.vip()).hasToString("Optional[10.77.0.100/24]");
        assertThat(settings.networkInterface()).contains("bond0.7");
        assertThat(settings.nameservice()).contains("ns2");
        assertThat(settings.vrid()).isEqualTo(200);
        assertThat(settings.advertInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.vrrpAddresses())
                .isEqualTo(Map.of("nn1", Instances.ip("10.77.0.11"), "nn2", Instances.ip("10.77.0.12")));
        assertThat(settings.vipHost()).contains("nn.example.com");
        assertThat(settings.scriptUser()).isEqualTo("hdfs");
        assertThat(settings.runDirectory()).isEqualTo("/run/ha");
        assertThat(settings.checkScript()).isEqualTo("/opt/howdah/vip-check");
        assertThat(settings.probeDeadline()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.trackValidity()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.hbaseMasters()).isEqualTo(List.of("m1", "m2:16011"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "howdah.ha.vip|10.77.0.100",
                "howdah.ha.vrid|0",
                "howdah.ha.vrid|256",
                "howdah.ha.vrid|x",
                "howdah.ha.advert-interval|1s1",
                "howdah.ha.advert-interval|155ms",
                "howdah.ha.advert-interval|2s",
                "howdah.ha.vrrp-addresses|nn1",
                "howdah.ha.vrrp-addresses|nn1=host",
                "howdah.ha.vrrp-addresses|nn1=10.0.0.1,nn1=10.0.0.2",
                "howdah.ha.probe.deadline|99ms",
                "howdah.ha.probe.deadline|61s",
                "howdah.ha.probe.deadline|-1s",
                "howdah.ha.probe.interval|1h",
                "howdah.ha.track.validity|3s",
                "howdah.ha.track.validity|11m",
                "howdah.ha.hbase.masters|m1:x"
            })
    void settings_areRefusedWithKeyValueAndAllowed_whenAValueIsBad(String key, String value) {
        assertThatThrownBy(() -> HaSettings.from(Map.of(key, value)::get))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(key + " is '" + value + "'; allowed: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void configurationMd_matchesTheCode_rowForRow() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                .filter(line -> line.startsWith("| `howdah."))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(HaSettings.ALL.stream()
                        .map(setting -> "| `%s` | %s | %s | %s |"
                                .formatted(
                                        setting.key(),
                                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                                        setting.allowed(),
                                        setting.meaning()))
                        .toList());
    }
}
