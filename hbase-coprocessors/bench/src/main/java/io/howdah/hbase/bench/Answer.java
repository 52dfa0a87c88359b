// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What an aggregate gave, small enough to be compared between processes: the number itself, or for groups how many there
 * are and a digest of them that does not depend on their order.
 */
public final class Answer {
    private long groups;
    private long digest;

    /** Adds a group with what was computed for it; averages are rounded to whole numbers, all peers agree that far. */
    public void group(String key, Number... values) {
        long h = key.hashCode();
        for (Number value : values) {
            h = h * 1_000_003 + rounded(value);
        }
        groups++;
        digest += h * 0x9E3779B97F4A7C15L;
    }

    private static long rounded(Number value) {
        return value instanceof Long whole
                ? whole
                : new BigDecimal(value.toString())
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    @Override
    public String toString() {
        return groups + " groups, " + Long.toHexString(digest);
    }
}
