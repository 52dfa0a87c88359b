// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import java.util.function.LongSupplier;

/**
 * Keeps a rate of rows for each second, over all threads of a job: a token bucket that holds at most one second's worth.
 * Thread-safe.
 */
public final class RowPacer {
    private final double perNano;
    private final double most;
    private final LongSupplier nanoClock;
    private double tokens;
    private long last;

    /**
     * @param rowsPerSecond at least 1
     * @param nanoClock as {@link System#nanoTime}
     */
    public RowPacer(long rowsPerSecond, LongSupplier nanoClock) {
        this.perNano = rowsPerSecond / 1e9;
        this.most = rowsPerSecond;
        this.nanoClock = nanoClock;
        this.last = nanoClock.getAsLong();
    }

    /** Takes so many rows, and says how long to wait before they may be changed, in nanoseconds. */
    public synchronized long take(long rows) {
        refill();
        tokens -= rows;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perNano);
    }

    /** Gives back rows that were taken and not changed. */
    public synchronized void giveBack(long rows) {
        refill();
        tokens = Math.min(most, tokens + rows);
    }

    private void refill() {
        long now = nanoClock.getAsLong();
        tokens = Math.min(most, tokens + (now - last) * perNano);
        last = now;
    }
}
