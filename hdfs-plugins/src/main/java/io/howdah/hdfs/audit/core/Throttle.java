// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit.core;

import java.util.function.LongSupplier;

/**
 * Lets through at most so many units a second, on average from the first call on; a pause gives no credit beyond one
 * second. The caller sleeps: a batch goes through at once and pays for itself before the next one. Not thread-safe.
 *
 * <p>Example: 1,000 units a second; batches of 500 go through at 0 s, 0.5 s, 1 s.
 */
public final class Throttle {
    private static final long SECOND = 1_000_000_000L;

    private final double nanosPerUnit;
    private final LongSupplier clock;
    private final Sleeper sleeper;
    private long free;

    /** Waits. */
    @FunctionalInterface
    public interface Sleeper {
        /** Waits that long. */
        void sleep(long nanos) throws InterruptedException;
    }

    /**
     * @param perSecond units a second; 0 = no limit
     * @param clock nanoseconds, never going back
     */
    public Throttle(long perSecond, LongSupplier clock, Sleeper sleeper) {
        this.nanosPerUnit = perSecond == 0 ? 0 : (double) SECOND / perSecond;
        this.clock = clock;
        this.sleeper = sleeper;
        this.free = clock.getAsLong();
    }

    /** Waits until these units may go. */
    public void acquire(long units) throws InterruptedException {
        if (nanosPerUnit == 0 || units == 0) {
            return;
        }
        long now = clock.getAsLong();
        if (now - free < 0) {
            sleeper.sleep(free - now);
        } else {
            free = Math.max(free, now - SECOND);
        }
        free += (long) (units * nanosPerUnit);
    }
}
