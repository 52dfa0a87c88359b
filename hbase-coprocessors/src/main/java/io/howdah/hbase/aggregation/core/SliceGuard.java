// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.StopReason;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Says between two rows whether the slice must end, and why. The first row always passes: each slice makes progress, so
 * a client that goes on where a slice ended gets to the end. Not thread-safe.
 */
public final class SliceGuard {
    private final SliceLimits limits;
    private final GroupTable groups;
    private final LongSupplier nanoClock;
    private final BooleanSupplier closing;
    private final long start;
    private long rows;

    /**
     * @param limits all greater than 0
     * @param groups the groups of the slice
     * @param nanoClock as {@link System#nanoTime}
     * @param closing true when the region wants to close
     */
    public SliceGuard(SliceLimits limits, GroupTable groups, LongSupplier nanoClock, BooleanSupplier closing) {
        this.limits = limits;
        this.groups = groups;
        this.nanoClock = nanoClock;
        this.closing = closing;
        this.start = nanoClock.getAsLong();
    }

    /**
     * To be called before each row is read.
     *
     * @return null: read it; else why the slice ends before it
     */
    public StopReason beforeRow() {
        StopReason reason = rows == 0 ? null : reached();
        if (reason == null) {
            rows++;
        }
        return reason;
    }

    private StopReason reached() {
        if (rows >= limits.rows()) {
            return StopReason.ROWS;
        }
        if (groups.isGrouped() && groups.size() >= limits.groups()) {
            return StopReason.GROUPS;
        }
        if (groups.memory() >= limits.memoryBytes()) {
            return StopReason.MEMORY;
        }
        if (nanoClock.getAsLong() - start >= limits.millis() * 1_000_000L) {
            return StopReason.TIME;
        }
        return closing.getAsBoolean() ? StopReason.CLOSING : null;
    }

    /** Rows let pass until now. */
    public long rows() {
        return rows;
    }

    /** Time since the slice began, in nanoseconds. */
    public long elapsedNanos() {
        return nanoClock.getAsLong() - start;
    }
}
