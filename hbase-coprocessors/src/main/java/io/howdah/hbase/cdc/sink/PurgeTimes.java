// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When a database sink purges: every hour, in slices that delivery hardly feels, until nothing is left. For one thread at a
 * time.
 */
final class PurgeTimes {
    static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanos;
    private long next;

    /** @param nanos a clock without leaps, nanoseconds */
    PurgeTimes(LongSupplier nanos) {
        this.nanos = nanos;
        next = nanos.getAsLong() + HOUR_NANOS;
    }

    boolean due() {
        return nanos.getAsLong() - next >= 0;
    }

    /** A slice that starts now. */
    Slice slice() {
        long end = nanos.getAsLong() + SLICE_NANOS;
        return () -> nanos.getAsLong() - end >= 0;
    }

    /** @param finished false to go on soon */
    void ran(boolean finished) {
        next = nanos.getAsLong() + (finished ? HOUR_NANOS : PAUSE_NANOS);
    }

    /** Asked between two batches. */
    @FunctionalInterface
    interface Slice {
        boolean over();
    }
}
