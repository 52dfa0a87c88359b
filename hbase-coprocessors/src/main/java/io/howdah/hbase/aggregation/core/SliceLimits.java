// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

/**
 * How far one slice goes at most. A row is never cut: limits act between rows, and each slice makes at least one row of
 * progress.
 *
 * @param millis time, in milliseconds
 * @param rows rows read
 * @param groups groups held
 * @param memoryBytes memory of the groups held, in bytes, estimated
 */
public record SliceLimits(long millis, long rows, int groups, long memoryBytes) {
    /** In a request: no limit of its own, the region server's apply. */
    public static final SliceLimits SERVER = new SliceLimits(0, 0, 0, 0);

    /** @throws IllegalArgumentException when a limit is negative */
    public SliceLimits {
        if (millis < 0 || rows < 0 || groups < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException("slice limits must not be negative: time " + millis + " ms, rows " + rows
                    + ", groups " + groups + ", memory " + memoryBytes + " bytes");
        }
    }

    /** The smaller of each limit; 0 in {@code asked} stands for "as here". */
    public SliceLimits tightenedBy(SliceLimits asked) {
        return new SliceLimits(
                smaller(millis, asked.millis),
                smaller(rows, asked.rows),
                (int) smaller(groups, asked.groups),
                smaller(memoryBytes, asked.memoryBytes));
    }

    private static long smaller(long mine, long asked) {
        return asked == 0 ? mine : Math.min(mine, asked);
    }
}
