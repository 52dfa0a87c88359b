// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of a range is covered, as a fraction. The parts the range was cut into (its regions) weigh the same, for
 * HBase cuts regions by size; within a part, row keys are taken to be spread evenly over the bytes that differ. An
 * estimate that only grows, and is 1 when everything is covered. Not thread-safe.
 */
public final class CoverageMeter {
    private static final int DIGITS = 6;
    private static final double SCALE = 0x1p48;

    /** Start of each part, to the part. */
    private final TreeMap<byte[], RowRange> parts = new TreeMap<>(RowRange::compare);

    private double covered;

    /** @param parts disjoint, none empty */
    public CoverageMeter(List<RowRange> parts) {
        parts.forEach(part -> this.parts.put(part.from(), part));
    }

    /** Rows that were not covered until now are. */
    public void add(RowRange range) {
        if (range.isEmpty()) {
            return;
        }
        Map.Entry<byte[], RowRange> entry = parts.floorEntry(range.from());
        if (entry == null) {
            entry = parts.firstEntry();
        }
        while (entry != null && (range.to().length == 0 || RowRange.compare(entry.getKey(), range.to()) < 0)) {
            covered += share(entry.getValue(), entry.getValue().intersect(range)) / parts.size();
            entry = parts.higherEntry(entry.getKey());
        }
    }

    /** From 0 to 1. */
    public double fraction() {
        return parts.isEmpty() ? 1 : Math.min(1, covered);
    }

    private static double share(RowRange part, RowRange inside) {
        if (inside.isEmpty()) {
            return 0;
        }
        byte[] from = part.from();
        byte[] to = part.to();
        int skip = 0;
        while (skip < from.length && skip < to.length && from[skip] == to[skip]) {
            skip++;
        }
        double start = number(from, skip);
        double width = (to.length == 0 ? SCALE : number(to, skip)) - start;
        if (width <= 0) {
            // They differ further behind than the number sees: all or nothing.
            return inside.equals(part) ? 1 : 0;
        }
        byte[] end = inside.to();
        double last = end.length == 0 ? SCALE : number(end, skip);
        return Math.max(0, Math.min(1, (last - number(inside.from(), skip)) / width));
    }

    /** The bytes after {@code skip} as a number; the shares of a part that is covered piece by piece add up to 1. */
    private static double number(byte[] key, int skip) {
        long number = 0;
        for (int i = skip; i < skip + DIGITS; i++) {
            number = (number << 8) | (i < key.length ? key[i] & 0xff : 0);
        }
        return number;
    }
}
