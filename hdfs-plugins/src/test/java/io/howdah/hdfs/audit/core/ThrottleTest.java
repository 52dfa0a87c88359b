// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = -SECOND / 2; // a nanosecond clock may begin anywhere
    private final long begun = now;

    private Throttle throttle(long perSecond) {
        return new Throttle(perSecond, () -> now, nanos -> now += nanos);
    }

    @Test
    void acquire_keepsTheRate_whateverTheBatches() throws InterruptedException {
        Throttle throttle = throttle(1_000);
        for (int i = 0; i < 100; i++) {
            throttle.acquire(i % 7 * 10L);
        }
        throttle.acquire(1);
        long units = 0;
        for (int i = 0; i < 100; i++) {
            units += i % 7 * 10L;
        }
        assertThat(now - begun).isBetween(units * SECOND / 1_000 - SECOND, units * SECOND / 1_000 + SECOND);
    }

    @Test
    void acquire_givesCreditForOneSecondAtMost_afterAPause() throws InterruptedException {
        Throttle throttle = throttle(100);
        throttle.acquire(1);
        now += 60 * SECOND;
        long resumed = now;
        for (int i = 0; i < 300; i++) {
            throttle.acquire(1);
        }
        assertThat(now - resumed).isBetween(19 * SECOND / 10, 3 * SECOND);
    }

    @Test
    void acquire_neverWaits_withoutALimit() throws InterruptedException {
        Throttle throttle = throttle(0);
        throttle.acquire(Long.MAX_VALUE);
        assertThat(now).isEqualTo(begun);
    }
}
