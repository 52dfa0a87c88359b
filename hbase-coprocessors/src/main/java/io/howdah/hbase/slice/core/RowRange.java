// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.util.Arrays;
import java.util.Objects;

/**
 * A half-open range of row keys, {@code [from, to)}, in unsigned byte order. An empty {@code from} is the first row there
 * can be; an empty {@code to} is "no end". Immutable and thread-safe.
 */
public final class RowRange {
    private static final byte[] OPEN = new byte[0];

    /** Every row. */
    public static final RowRange ALL = new RowRange(OPEN, OPEN);

    private final byte[] from;
    private final byte[] to;

    private RowRange(byte[] from, byte[] to) {
        this.from = from;
        this.to = to;
    }

    /**
     * The range between two rows.
     *
     * @param from first row, inclusive; empty: the start of the table
     * @param to last row, exclusive; empty: the end of the table
     * @throws IllegalArgumentException when {@code from} is greater than {@code to}
     */
    public static RowRange of(byte[] from, byte[] to) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (to.length > 0 && compare(from, to) > 0) {
            throw new IllegalArgumentException("range from '" + Printable.of(from) + "' is greater than to '"
                    + Printable.of(to) + "': from must be the smaller row key, in byte order");
        }
        return new RowRange(from.clone(), to.clone());
    }

    /** First row, inclusive. */
    public byte[] from() {
        return from.clone();
    }

    /** End, exclusive; empty when the range has no end. */
    public byte[] to() {
        return to.clone();
    }

    /** True when no row can be inside. */
    public boolean isEmpty() {
        return to.length > 0 && Arrays.equals(from, to);
    }

    /** True when {@code row} is inside. */
    public boolean contains(byte[] row) {
        return compare(from, row) <= 0 && (to.length == 0 || compare(row, to) < 0);
    }

    /** True when every row of {@code other} is inside. */
    public boolean contains(RowRange other) {
        return other.isEmpty() || (compare(from, other.from) <= 0 && compareEnds(other.to, to) <= 0);
    }

    /** The rows that are in both; an empty range that starts at the greater {@code from} when there is none. */
    public RowRange intersect(RowRange other) {
        byte[] start = compare(from, other.from) >= 0 ? from : other.from;
        byte[] end = compareEnds(to, other.to) <= 0 ? to : other.to;
        return end.length > 0 && compare(start, end) > 0 ? new RowRange(start, start) : new RowRange(start, end);
    }

    public static int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    /** Compares ends, where empty is greater than every row. */
    public static int compareEnds(byte[] a, byte[] b) {
        if (a.length == 0 || b.length == 0) {
            return Boolean.compare(a.length == 0, b.length == 0);
        }
        return compare(a, b);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RowRange r && Arrays.equals(from, r.from) && Arrays.equals(to, r.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return "[" + Printable.of(from) + ", " + (to.length == 0 ? "end" : Printable.of(to)) + ")";
    }
}
