// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.agent.AgentSettings;
import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import io.howdah.ha.core.VirtualAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaSettingsTest {
    @Test
    void settings_haveTheirDefaults_whenNothingIsSet() {
        HaSettings settings = HaSettings.from(key -> null);

        assertThat(settings.addresses()).isEmpty();
        assertThat(settings.networkInterface()).isEmpty();
        assertThat(settings.nameservice()).isEmpty();
        assertThat(settings.advertInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.vrrpAddresses()).isEmpty();
        assertThat(settings.vipHost()).isEmpty();
        assertThat(settings.scriptUser()).isEqualTo("howdah");
        assertThat(settings.runDirectory()).isEqualTo("/run/howdah-ha");
        assertThat(settings.checkScript()).isEqualTo("/usr/libexec/howdah/vip-check");
        assertThat(settings.probeDeadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.hbaseMasters()).isEmpty();
    }

    @Test
    void settings_takeEveryKey_whenAllAreSet() {
        Map<String, String> values = new HashMap<>();
        values.put("howdah.ha.vip", " 10.77.0.100/24 ");
        values.put("howdah.ha.interface", "bond0.7");
        values.put("howdah.ha.nameservice", "ns2");
        values.put("howdah.ha.vrid", "200");
        values.put("howdah.ha.yarn.vip", "10.77.0.101/24");
        values.put("howdah.ha.yarn.vrid", "201");
        values.put("howdah.ha.hbase.vip", "10.77.0.102/24");
        values.put("howdah.ha.hbase.vrid", "202");
        values.put("howdah.ha.advert-interval", "200ms");
        values.put("howdah.ha.vrrp-addresses", "nn1=10.77.0.11, nn2=10.77.0.12");
        values.put("howdah.ha.vip-host", "nn.example.com");
        values.put("howdah.ha.script-user", "hdfs");
        values.put("howdah.ha.run-directory", "/run/ha");
        values.put("howdah.ha.check-script", "/opt/howdah/vip-check");
        values.put("howdah.ha.probe.deadline", "500 ms");
        values.put("howdah.ha.hbase.masters", "m1, m2:16011");
        HaSettings settings = HaSettings.from(values::get);

        assertThat(values.keySet())
                .as("every setting is in this test")
                .containsExactlyInAnyOrderElementsOf(
                        HaSettings.ALL.stream().map(Setting::key).toList());
        assertThat(settings.addresses())
                .isEqualTo(Map.of(
                        Service.HDFS, address("10.77.0.100/24", 200),
                        Service.YARN, address("10.77.0.101/24", 201),
                        Service.HBASE, address("10.77.0.102/24", 202)));
        assertThat(settings.networkInterface()).contains("bond0.7");
        assertThat(settings.nameservice()).contains("ns2");
        assertThat(settings.advertInterval()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.vrrpAddresses())
                .isEqualTo(Map.of("nn1", Instances.ip("10.77.0.11"), "nn2", Instances.ip("10.77.0.12")));
        assertThat(settings.vipHost()).contains("nn.example.com");
        assertThat(settings.scriptUser()).isEqualTo("hdfs");
        assertThat(settings.runDirectory()).isEqualTo("/run/ha");
        assertThat(settings.checkScript()).isEqualTo("/opt/howdah/vip-check");
        assertThat(settings.probeDeadline()).isEqualTo(Duration.ofMillis(500));
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
                "howdah.ha.yarn.vip|10.77.0.100",
                "howdah.ha.hbase.vrid|0",
                "howdah.ha.hbase.masters|m1:x"
            })
    void settings_areRefusedWithKeyValueAndAllowed_whenAValueIsBad(String key, String value) {
        assertThatThrownBy(() -> HaSettings.from(Map.of(key, value)::get))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(key + " is '" + value + "'; allowed: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void addresses_areRefused_whenTwoClash() {
        Map<String, String> values =
                new HashMap<>(Map.of("howdah.ha.vip", "10.77.0.100/24", "howdah.ha.yarn.vip", "10.77.0.101/24"));
        values.put("howdah.ha.yarn.vrid", "51");
        assertThatThrownBy(() -> HaSettings.from(values::get))
                .hasMessage("howdah.ha.yarn.vrid is '51'; allowed: another than howdah.ha.vrid: keepalived tells"
                        + " addresses apart by it");
        values.remove("howdah.ha.yarn.vrid");
        values.put("howdah.ha.yarn.vip", "10.77.0.100/24");
        assertThatThrownBy(() -> HaSettings.from(values::get))
                .hasMessage("howdah.ha.yarn.vip is '10.77.0.100/24'; allowed: another address than howdah.ha.vip");
    }

    private static FollowedAddress address(String vip, int vrid) {
        return new FollowedAddress(VirtualAddress.parse("vip", vip), vrid);
    }

    @Test
    void configurationMd_matchesTheCode_rowForRow() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("CONFIGURATION.md")).stream()
                .filter(line -> line.startsWith("| `howdah."))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(HaSettings.ALL, AgentSettings.ALL, RenderSettings.ALL)
                        .flatMap(List::stream)
                        .map(setting -> "| `%s` | %s | %s | %s |"
                                .formatted(
                                        setting.key(),
                                        setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                                        setting.allowed(),
                                        setting.meaning()))
                        .toList());
    }
}
