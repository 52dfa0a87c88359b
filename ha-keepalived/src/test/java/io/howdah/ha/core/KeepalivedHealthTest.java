// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.KeepalivedHealth.Sight;
import io.howdah.ha.core.KeepalivedHealth.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeepalivedHealthTest {
    /** Near the wrap-around of the clock: only differences may be used. */
    private static final long START = Long.MAX_VALUE - 1_000;

    private static final Sight WELL = new Sight(true, true, true, false, false);
    private static final Sight HOLDS = new Sight(true, true, true, true, true);
    private static final Sight DEAF = new Sight(true, false, true, false, false);
    private static final Sight HOMELESS = new Sight(true, false, false, false, false);
    private static final Sight IDLE = new Sight(true, true, true, true, false);
    private static final Sight SILENT = new Sight(false, false, true, false, false);

    private final KeepalivedHealth health = new KeepalivedHealth("10.77.0.11");

    @Test
    void nothingIsSaid_whileKeepalivedIsWell() {
        for (int second = 0; second < 100; second++) {
            assertThat(at(second, second % 2 == 0 ? WELL : HOLDS)).isEqualTo(new Verdict(Optional.empty(), false));
        }
    }

    @Test
    void reloadIsAskedFor_everyTenSeconds_whileKeepalivedIsDeaf() {
        String reloads = "";
        for (int second = 0; second <= 24; second++) {
            Verdict verdict = at(second, DEAF);
            assertThat(verdict.trouble().isPresent()).as("after %d s", second).isEqualTo(second >= 3);
            reloads += verdict.reload() ? second + " " : "";
        }
        assertThat(reloads).isEqualTo("3 13 23 ");
        assertThat(at(25, DEAF).trouble()).contains("keepalived has no VRRP socket at 10.77.0.11; a reload mends it");
        assertThat(at(26, WELL).trouble()).isEmpty();
        assertThat(at(27, DEAF)).as("not again at once").isEqualTo(new Verdict(Optional.empty(), false));
    }

    @Test
    void reloadWaits_untilTheNodeHasItsAddress() {
        for (int second = 0; second < 60; second++) {
            assertThat(at(second, HOMELESS).reload()).isFalse();
        }
        assertThat(at(60, HOMELESS).trouble())
                .contains("keepalived has no VRRP socket at 10.77.0.11, an address this node does not have");
        assertThat(at(61, DEAF).reload()).isFalse();
        assertThat(at(62, DEAF).trouble()).isPresent();
        assertThat(at(64, DEAF).reload()).isTrue();
    }

    @Test
    void reloadIsAskedFor_whenKeepalivedDoesNotDoAsItIsTold() {
        assertThat(at(0, IDLE)).isEqualTo(new Verdict(Optional.empty(), false));
        assertThat(at(9, IDLE)).isEqualTo(new Verdict(Optional.empty(), false));
        Verdict verdict = at(10, IDLE);
        assertThat(verdict.reload()).isTrue();
        assertThat(verdict.trouble())
                .contains("keepalived was told to take the address and does not; a reload may mend it");
        assertThat(at(11, HOLDS).trouble()).isEmpty();
        Sight keeps = new Sight(true, true, true, false, true);
        assertThat(at(30, keeps).trouble()).isEmpty();
        assertThat(at(40, keeps))
                .as("it tracks a file nobody writes any more")
                .isEqualTo(new Verdict(
                        Optional.of("keepalived was told to give the address up and does not; a reload may mend it"),
                        true));
    }

    @Test
    void deadKeepalived_isReportedAndNotReloaded() {
        assertThat(at(0, SILENT).trouble()).isEmpty();
        for (int second = 10; second < 60; second++) {
            assertThat(at(second, SILENT))
                    .isEqualTo(new Verdict(Optional.of("keepalived does not run its check"), false));
        }
    }

    private Verdict at(int second, Sight sight) {
        return health.observe(sight, START + second * 1_000_000_000L);
    }
}
