// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StarvationGuardTest {
    private static final long T = 30_000;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final StarvationGuard guard = new StarvationGuard(now::get);

    private String starving() {
        return guard.starving("", Set.of("large", "small"), T);
    }

    @Test
    void stockOrder_returns_whenTheHeadWasPassedOverForTheTimeout() {
        guard.passedOver("large", "");
        now.addAndGet(T - 1);
        guard.passedOver("large", "");
        assertThat(starving()).isNull();
        now.addAndGet(1);
        assertThat(starving()).isEqualTo("large");
    }

    @Test
    void clock_goesOn_whenAnotherHeadComesBetween() {
        guard.passedOver("large", "");
        now.addAndGet(T / 2);
        guard.passedOver("small", "");
        guard.served("small");
        now.addAndGet(T / 2);
        assertThat(starving()).isEqualTo("large");
    }

    @Test
    void clock_stops_whenTheHeadIsServed() {
        guard.passedOver("large", "");
        now.addAndGet(T);
        guard.served("large");
        assertThat(starving()).isNull();
        assertThat(guard.running()).isZero();
    }

    @Test
    void clock_startsAgain_whenStockCannotServeTheHeadEither() {
        guard.passedOver("large", "");
        now.addAndGet(2 * T - 1);
        assertThat(starving()).isEqualTo("large");
        now.addAndGet(1);
        assertThat(starving()).isNull();
        now.addAndGet(T);
        assertThat(starving()).isEqualTo("large");
    }

    @Test
    void clock_isDropped_whenTheHeadNoLongerAsks() {
        guard.passedOver("large", "");
        now.addAndGet(T);
        assertThat(guard.starving("", Set.of("small"), T)).isNull();
        assertThat(guard.running()).isZero();
    }

    @Test
    void partitions_doNotMix_whenTheSameApplicationAsksInBoth() {
        guard.passedOver("large", "gpu");
        now.addAndGet(T);
        assertThat(starving()).isNull();
        assertThat(guard.starving("gpu", Set.of("large"), T)).isEqualTo("large");
    }
}
