// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.StopReason;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Says between two rows whether the slice must end, and counts. The first row always passes: each slice makes progress.
 * Not thread-safe.
 */
public final class BulkGuard {
    private final long mostMatches;
    private final long nanos;
    private final LongSupplier nanoClock;
    private final BooleanSupplier closing;
    private final long start;
    private long rows;
    private long matches;

    /**
     * @param mostMatches the slice ends after so many rows that match
     * @param millis the slice ends after so long
     * @param nanoClock as {@link System#nanoTime}
     * @param closing true when the region wants to close
     */
    public BulkGuard(long mostMatches, long millis, LongSupplier nanoClock, BooleanSupplier closing) {
        this.mostMatches = mostMatches;
        this.nanos = millis * 1_000_000L;
        this.nanoClock = nanoClock;
        this.closing = closing;
        this.start = nanoClock.getAsLong();
    }

    /** @return null: read the row; else why the slice ends before it */
    public StopReason beforeRow() {
        StopReason reason = rows == 0 ? null : reached();
        if (reason == null) {
            rows++;
        }
        return reason;
    }

    private StopReason reached() {
        if (matches >= mostMatches) {
            return StopReason.ROWS;
        }
        if (nanoClock.getAsLong() - start >= nanos) {
            return StopReason.TIME;
        }
        return closing.getAsBoolean() ? StopReason.CLOSING : null;
    }

    /** A row matched. */
    public void matched() {
        matches++;
    }

    /** Rows let pass. */
    public long rows() {
        return rows;
    }

    /** Rows that matched. */
    public long matches() {
        return matches;
    }
}
