// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.InvalidInputException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {
    @Test
    void exposure_isSixSeconds_whenNothingIsSet() {
        AgentSettings settings = AgentSettings.from(key -> null);

        assertThat(settings.timing().exposure()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.timing().renewal()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.interval()).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "howdah.ha.agent.fresh|1s|at least 1750ms (2 x howdah.ha.agent.deadline + howdah.ha.agent.interval)",
                "howdah.ha.agent.lease|2s|at least 2500ms (howdah.ha.agent.fresh + 500ms)",
                "howdah.ha.agent.exposure-limit|5s|at least 6000ms (howdah.ha.agent.fresh 2000ms +"
                        + " howdah.ha.agent.lease 3000ms + 1000ms)",
                "howdah.ha.agent.nft|nft|an absolute path",
                "howdah.ha.agent.interval|1h|50ms to 10s",
                "howdah.ha.agent.keepalived-silence|1s|2s to 60s",
                "howdah.ha.agent.zookeeper-grace|11m|0s to 10m"
            })
    void settings_areRefusedWithTheArithmetic_whenTheyCannotHold(String key, String value, String allowed) {
        assertThatThrownBy(() -> AgentSettings.from(Map.of(key, value)::get))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(key + " is '" + value + "'; allowed: " + allowed);
    }
}
