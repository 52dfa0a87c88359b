// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DomainSightingsTest {
    private static final List<String> URIS = List.of("qemu+tls://a/system", "qemu+tls://b/system", "xen+ssh://c/");

    /** Every state on every hypervisor, with and without one that was powered off. */
    @Test
    void machine_isOff_onlyWhenItCanRunNowhere() {
        DomainState[] all = DomainState.values();
        int off = 0;
        for (int code = 0; code < all.length * all.length * all.length; code++) {
            DomainState[] states = {all[code % 4], all[code / 4 % 4], all[code / 16]};
            for (int dark = -1; dark < URIS.size(); dark++) {
                Optional<String> poweredOff = dark < 0 ? Optional.empty() : Optional.of(URIS.get(dark));
                boolean mayRun = false;
                boolean seen = dark >= 0;
                for (int i = 0; i < states.length; i++) {
                    mayRun |= states[i] == DomainState.NOT_SHUTOFF || (states[i] == DomainState.SILENT && i != dark);
                    seen |= states[i] == DomainState.SHUTOFF;
                }
                PowerState state =
                        DomainSightings.combine(map(states), poweredOff).state();
                assertThat(state == PowerState.OFF)
                        .as("%s, powered off: %s", Arrays.toString(states), poweredOff)
                        .isEqualTo(!mayRun && seen);
                assertThat(state == PowerState.ON)
                        .isEqualTo(Arrays.asList(states).contains(DomainState.NOT_SHUTOFF));
                off += state == PowerState.OFF ? 1 : 0;
            }
        }
        assertThat(off).isPositive();
    }

    @Test
    void nothingIsKnown_whenNoHypervisorIsListed() {
        assertThat(DomainSightings.combine(Map.of(), Optional.empty()).state()).isEqualTo(PowerState.UNKNOWN);
    }

    @Test
    void reason_namesEveryHypervisor() {
        assertThat(DomainSightings.combine(
                                map(DomainState.SHUTOFF, DomainState.ABSENT, DomainState.SILENT), Optional.empty())
                        .reason())
                .isEqualTo("qemu+tls://a/system: shut off, qemu+tls://b/system: not there, xen+ssh://c/: no answer");
    }

    @Test
    void twoSightings_areOffOnlyTogether() {
        for (PowerState one : PowerState.values()) {
            for (PowerState two : PowerState.values()) {
                PowerState both =
                        new Sighting(one, "").and(new Sighting(two, "")).state();
                boolean off = one == PowerState.OFF && two == PowerState.OFF;
                boolean on = one == PowerState.ON || two == PowerState.ON;
                assertThat(both).isEqualTo(off ? PowerState.OFF : on ? PowerState.ON : PowerState.UNKNOWN);
            }
        }
    }

    private static Map<String, DomainState> map(DomainState... states) {
        Map<String, DomainState> map = new LinkedHashMap<>();
        for (int i = 0; i < states.length; i++) {
            map.put(URIS.get(i), states[i]);
        }
        return map;
    }
}
