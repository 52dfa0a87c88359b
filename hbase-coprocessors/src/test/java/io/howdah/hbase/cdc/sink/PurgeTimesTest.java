// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PurgeTimesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final PurgeTimes times = new PurgeTimes(nanos::get);

    @Test
    void purge_isDue_hourly() {
        assertThat(times.due()).isFalse();
        nanos.addAndGet(PurgeTimes.HOUR_NANOS);
        assertThat(times.due()).isTrue();
        times.ran(true);
        nanos.addAndGet(PurgeTimes.HOUR_NANOS - 1);
        assertThat(times.due()).isFalse();
        nanos.addAndGet(1);
        assertThat(times.due()).isTrue();
    }

    @Test
    void purge_goesOnSoon_whenItsSliceWasNotEnough() {
        PurgeTimes.Slice slice = times.slice();
        nanos.addAndGet(PurgeTimes.SLICE_NANOS - 1);
        assertThat(slice.over()).isFalse();
        nanos.addAndGet(1);
        assertThat(slice.over()).isTrue();
        times.ran(false);
        assertThat(times.due()).isFalse();
        nanos.addAndGet(PurgeTimes.PAUSE_NANOS);
        assertThat(times.due()).isTrue();
    }
}
