// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.util.Arrays;

/** A long for each group, 0 at first, in pages: growing copies no more than one of them. Not thread-safe. */
final class LongPages {
    private static final int BITS = 10;
    private static final int PAGE = 1 << BITS;
    private static final int ARRAY_HEADER = 16;

    private long[][] pages = {new long[8]};
    private int capacity = 8;

    /** Makes room for so many. */
    void reach(int count) {
        while (capacity < count) {
            if (capacity < PAGE) {
                capacity *= 2;
                pages[0] = Arrays.copyOf(pages[0], capacity);
            } else {
                int page = capacity >> BITS;
                if (page == pages.length) {
                    pages = Arrays.copyOf(pages, 2 * page);
                }
                pages[page] = new long[PAGE];
                capacity += PAGE;
            }
        }
    }

    long get(int i) {
        return pages[i >> BITS][i & (PAGE - 1)];
    }

    void set(int i, long value) {
        pages[i >> BITS][i & (PAGE - 1)] = value;
    }

    /** Adds without a look at overflow. */
    void add(int i, long value) {
        pages[i >> BITS][i & (PAGE - 1)] += value;
    }

    /** What it takes, in bytes. */
    long memory() {
        return (long) capacity * Long.BYTES + (long) pages.length * (ARRAY_HEADER + Long.BYTES);
    }
}
