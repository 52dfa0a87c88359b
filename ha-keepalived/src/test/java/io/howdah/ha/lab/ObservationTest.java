// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seconds are written as nanoseconds: 1 s is 1000000000. */
class ObservationTest {
    private static final Map<String, Integer> HOSTS = Map.of("m1", 1, "m2", 2);

    private static Observation of(String... lines) {
        List<String> all = new ArrayList<>(List.of("state 1 0 0 silent", "state 2 0 0 silent"));
        all.addAll(List.of(lines));
        return Observation.parse(
                all.stream()
                        .map(line -> line.replaceAll("\\b(\\d+)s", "$1000000000"))
                        .toList(),
                HOSTS);
    }

    @Test
    void exposure_isNone_whenTheAddressFollowsTheActive() {
        Observation seen = of(
                "state 1 1s 2s active",
                "arp 3s m1",
                "state 1 4s 5s active",
                "state 1 6s 6s down",
                "state 2 7s 7s standby",
                "state 2 8s 9s active",
                "arp 10s m2",
                "state 2 11s 12s active");

        assertThat(seen.exposures()).isEmpty();
        assertThat(seen.addressAfterActiveSeconds(6_000_000_000L)).hasValue(1.0);
    }

    @Test
    void exposure_countsFromTheLastWordOfTheActive_whenItDied() {
        Observation seen = of(
                "state 1 1s 2s active",
                "state 1 3s 4s active",
                "arp 5s m1",
                "state 1 6s 6s down",
                "arp 7s m1",
                "arp 9s m1");

        assertThat(seen.exposures()).singleElement().satisfies(exposure -> {
            assertThat(exposure.host()).isEqualTo(1);
            assertThat(exposure.seconds()).isEqualTo(5.0);
        });
    }

    @Test
    void exposure_countsFromTheOtherReign_whenTheOldActiveGoesOnSayingIt() {
        Observation seen = of(
                "state 1 1s 1s active",
                "arp 2s m1",
                "state 2 2s 2s standby",
                "state 2 4s 5s active",
                "arp 6s m2",
                "arp 8s m1",
                "state 1 9s 9s active",
                "state 2 9s 9s active");

        assertThat(seen.exposures()).singleElement().satisfies(exposure -> {
            assertThat(exposure.host()).isEqualTo(1);
            assertThat(exposure.seconds()).isEqualTo(3.0);
        });
    }

    @Test
    void exposure_isNone_whenTheActiveIsSilentForAWhile() {
        Observation seen = of("state 1 1s 2s active", "state 1 3s 4s silent", "arp 4s m1", "state 1 5s 6s active");

        assertThat(seen.exposures()).isEmpty();
    }

    @Test
    void exposure_isSeen_whenNobodyWasEverActive() {
        Observation seen = of("state 1 1s 1s standby", "arp 2s m1", "arp 4s m1");

        assertThat(seen.longestExposureSeconds()).isEqualTo(2.0);
    }

    @Test
    void epoch_isViolated_whenTwoWriteInIt() {
        assertThat(of("ack nn1 1 1s 2s 7 7", "ack nn2 1 3s 4s 8 8", "ack nn1 2 5s 6s 8 8")
                        .epochViolations())
                .singleElement()
                .asString()
                .contains("nn1", "nn2");
        assertThat(of("ack nn1 1 1s 2s 7 7", "ack nn1 2 2s 4s 7 8", "ack nn2 1 3s 4s 8 8")
                        .epochViolations())
                .as("an epoch that changed meanwhile tells nothing")
                .isEmpty();
    }

    @Test
    void outage_isTheLongestGapThatTouchesTheFault() {
        Observation seen =
                of("ack vip 1 1s 1s 1 1", "ack vip 2 5s 5s 1 1", "ack vip 3 10s 10s 1 1", "ack vip 4 30s 30s 1 1");

        assertThat(seen.outageSeconds("vip", 6_000_000_000L, 12_000_000_000L)).isEqualTo(5.0);
        assertThat(seen.outageSeconds("vip", 6_000_000_000L, 9_000_000_000L))
                .as("not over yet")
                .isEqualTo(4.0);
    }
}
