// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.StopReason;

/**
 * Says whether the slice must end, and why. Between two rows: the first row always passes, so each slice makes progress and
 * a client that goes on where a slice ended gets to the end. Within a row only when it would keep the call from ending in
 * time: a row that is not the first is given back to the next slice, the first one fails. Not thread-safe.
 */
public final class SliceGuard {
    /** Cells of one row between two looks at the clock. */
    private static final int CELLS_PER_LOOK = 1_024;

    /** Each of the first rows is followed by a look at the clock. */
    private static final int FIRST_ROWS = 64;

    /** Rows between two looks later on, at most; as long as so many take no longer than {@link #FAST_NANOS}. */
    private static final int MOST_ROWS_PER_LOOK = 16;

    private static final long FAST_NANOS = 500_000;

    /** What the guard asks of the region server. */
    public interface Host {
        /** As {@link System#nanoTime}. */
        long nanoTime();

        /** True when the region wants to close. */
        boolean closing();

        /** True when HBase's quota for what may be read is used up. */
        boolean quotaSpent();

        /** Sees to it that the call may hold so many bytes; false: all calls together hold too much. */
        boolean holds(long bytes);
    }

    /**
     * How far one row may go at most.
     *
     * @param bytes of its cells that are kept
     * @param millis until the slice that begins with it must be over
     * @param late true: the call has waited so long that a row too slow for it may have time enough in the next one
     */
    public record RowLimits(long bytes, long millis, boolean late) {
        /**
         * Limits of a call that a deadline ends.
         *
         * @param millisLeft until then, in milliseconds
         * @param millisInAll that the call had when it came in, in milliseconds
         */
        public static RowLimits of(long bytes, long millisLeft, long millisInAll) {
            return new RowLimits(bytes, millisLeft / 10 * 9, millisLeft < millisInAll / 4 * 3);
        }
    }

    /** What becomes of a row after one more cell. */
    public enum Row {
        GOES_ON,
        /** The slice ends before this row: it is forgotten, and the next slice begins with it. */
        GIVEN_BACK,
        /** More bytes than a slice may hold: it can be in no slice. */
        TOO_WIDE,
        /** It takes longer, alone, than a call may. */
        TOO_SLOW,
        /** It takes longer, alone, than this call may, which has waited for its turn. */
        TOO_LATE
    }

    private final SliceLimits limits;
    private final RowLimits rowLimits;
    private final GroupTable groups;
    private final Host host;
    private final long start;
    private long rows;
    private long rowCells;
    private long rowBytes;
    private long lastLook;
    private int rowsPerLook = 1;
    private int rowsToLook = 1;

    /**
     * @param limits all greater than 0
     * @param groups the groups of the slice
     */
    public SliceGuard(SliceLimits limits, RowLimits rowLimits, GroupTable groups, Host host) {
        this.limits = limits;
        this.rowLimits = rowLimits;
        this.groups = groups;
        this.host = host;
        this.start = host.nanoTime();
        this.lastLook = start;
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
            rowCells = 0;
            rowBytes = 0;
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
        long memory = groups.memoryWithReply();
        if (memory >= limits.memoryBytes() || !host.holds(memory)) {
            return StopReason.MEMORY;
        }
        if (--rowsToLook <= 0 && timeIsUpBeforeRow()) {
            return StopReason.TIME;
        }
        if (host.quotaSpent()) {
            return StopReason.QUOTA;
        }
        return host.closing() ? StopReason.CLOSING : null;
    }

    /**
     * To be called for each cell of a row that a filter sees.
     *
     * @param keptBytes what the cell takes when it is kept until the row is complete; 0: it is not
     */
    public Row cell(long keptBytes) {
        rowBytes += keptBytes;
        if (rowBytes > rowLimits.bytes()) {
            return Row.TOO_WIDE;
        }
        if (++rowCells % CELLS_PER_LOOK != 0) {
            return Row.GOES_ON;
        }
        if (rows > 1) {
            if (timeIsUp(limits.millis())) {
                rows--;
                return Row.GIVEN_BACK;
            }
            return Row.GOES_ON;
        }
        if (!timeIsUp(rowLimits.millis())) {
            return Row.GOES_ON;
        }
        return rowLimits.late() ? Row.TOO_LATE : Row.TOO_SLOW;
    }

    /** A look at the clock took a twentieth of a slice of small rows, so rows that come fast share one. */
    private boolean timeIsUpBeforeRow() {
        long now = host.nanoTime();
        rowsPerLook =
                rows < FIRST_ROWS || now - lastLook > FAST_NANOS ? 1 : Math.min(MOST_ROWS_PER_LOOK, 2 * rowsPerLook);
        rowsToLook = rowsPerLook;
        lastLook = now;
        return now - start >= limits.millis() * 1_000_000L;
    }

    private boolean timeIsUp(long millis) {
        return host.nanoTime() - start >= millis * 1_000_000L;
    }

    /** The limits of one row. */
    public RowLimits rowLimits() {
        return rowLimits;
    }

    /** Rows let pass until now, without one that was given back. */
    public long rows() {
        return rows;
    }

    /** Time since the slice began, in nanoseconds. */
    public long elapsedNanos() {
        return host.nanoTime() - start;
    }
}
