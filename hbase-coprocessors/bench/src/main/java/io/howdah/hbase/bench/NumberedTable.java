// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.util.Locale;

/**
 * The made-up table of the benchmark: row {@code r00000000, r00000001, ...}, a number and the name of a group, the same
 * for every peer.
 *
 * @param name of the table
 * @param rows how many
 * @param groups how many different groups, at most {@code rows}; each as large as the next
 */
public record NumberedTable(String name, int rows, int groups) {
    /** How many regions every peer cuts it into. */
    public static final int REGIONS = 4;

    /** {@return the first key of a region, 0 to {@link #REGIONS} - 1} */
    public String firstKeyOf(int region) {
        return key((int) ((long) rows * region / REGIONS));
    }

    /** {@return the key of a row} */
    public String key(int row) {
        return String.format(Locale.ROOT, "r%08d", row);
    }

    /** {@return the number of a row, 0 to 999,999: never negative, so that every peer can keep it in 8 plain bytes} */
    public long number(int row) {
        return Integer.toUnsignedLong(row * 0x9E3779B1)
                % 1_000_000; // Fibonacci hashing: looks random, is the same everywhere
    }

    /** {@return the group of a row; neighbours are in different ones} */
    public String group(int row) {
        return String.format(Locale.ROOT, "g%07d", (row * 7_919L) % groups);
    }
}
