// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.FailureDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementSettingsTest {
    @Test
    void parse_givesDefaults_whenNothingIsSet() {
        PlacementSettings settings = PlacementSettings.parse(key -> null);
        assertThat(settings.inventoryFile()).isEmpty();
        assertThat(settings.hardDomains()).containsExactly(FailureDomain.HOST, FailureDomain.BACKEND);
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxAge()).isZero();
        assertThat(settings.maxBytes()).isEqualTo(64L << 20);
        assertThat(settings.planFile()).isEmpty();
        assertThat(settings.minRacks()).isEqualTo(2);
        assertThat(settings.scatterWidth()).isEqualTo(10);
        assertThat(settings.strictCopysetMoves()).isFalse();
    }

    @Test
    void parse_readsEveryKey() {
        Map<String, String> values = Map.of(
                "howdah.placement.inventory.file", "/etc/howdah/inventory.yaml",
                "howdah.placement.plan.file", "/etc/howdah/plan.json",
                "howdah.placement.min-racks", "3",
                "howdah.placement.scatter-width", "20",
                "howdah.placement.strict-copyset-moves", "TRUE",
                "howdah.placement.hard-domains", " Host , power,upgrade-domain",
                "howdah.placement.poll", "2m",
                "howdah.placement.max-age", "1d",
                "howdah.placement.inventory.max-bytes", "2048",
                "howdah.placement.audit.file", "/var/lib/howdah/audit.json");
        assertThat(values.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        PlacementSettings.KEYS.stream().map(SettingKey::name).toList());
        PlacementSettings settings = PlacementSettings.parse(values::get);
        assertThat(settings.inventoryFile()).contains(Path.of("/etc/howdah/inventory.yaml"));
        assertThat(settings.hardDomains())
                .containsExactly(FailureDomain.HOST, FailureDomain.POWER, FailureDomain.UPGRADE_DOMAIN);
        assertThat(settings.poll()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.maxBytes()).isEqualTo(2048);
        assertThat(settings.auditFile()).contains(Path.of("/var/lib/howdah/audit.json"));
        assertThat(settings.planFile()).contains(Path.of("/etc/howdah/plan.json"));
        assertThat(settings.minRacks()).isEqualTo(3);
        assertThat(settings.scatterWidth()).isEqualTo(20);
        assertThat(settings.strictCopysetMoves()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            howdah.placement.inventory.file      | inventory.yaml
            howdah.placement.plan.file           | plan.json
            howdah.placement.min-racks           | 1
            howdah.placement.min-racks           | 17
            howdah.placement.scatter-width       | 0
            howdah.placement.strict-copyset-moves | yes
            howdah.placement.hard-domains        | host,rack
            howdah.placement.hard-domains        | host,host
            howdah.placement.hard-domains        | host,
            howdah.placement.poll                | soon
            howdah.placement.poll                | 500ms
            howdah.placement.poll                | 2h
            howdah.placement.max-age             | -1s
            howdah.placement.max-age             | 366d
            howdah.placement.inventory.max-bytes | 1023
            howdah.placement.inventory.max-bytes | 64m
            howdah.placement.audit.file          | audit.json
            """)
    void parse_namesKeyValueAndWhatIsAllowed_when(String key, String value) {
        SettingKey setting = PlacementSettings.KEYS.stream()
                .filter(k -> k.name().equals(key))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> PlacementSettings.parse(Map.of(key, value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + "=" + value + ": not allowed; allowed: " + setting.allowed());
    }
}
