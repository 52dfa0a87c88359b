// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The book of which rows are already in the answer.
 *
 * <p><b>Goal.</b> Each row of a range is counted once, while regions split, merge and move and calls are repeated.
 *
 * <p><b>Constraint.</b> What a region is called or where it starts is not a fact to build on: between two calls it may
 * change. The only fact is the range of rows a reply says it covered, {@code [from, next)}.
 *
 * <p><b>Algorithm.</b> Covered ranges are kept disjoint and joined when they touch, in a sorted map by start. A range
 * is entered only as a whole and only if no row of it is in the book; the caller merges a partial result if and only if
 * it was entered. The answer is complete when the book holds exactly one range, the one asked for.
 *
 * <p><b>Example.</b> Asked [a, z). Region [a, m) answers [a, g) when its slice ends, and splits at f. The client goes on
 * at g, is sent to the daughter [f, m), which answers [g, m). A late duplicate of [a, g) is refused. [m, z) completes it:
 * three replies, each row once. A client that lists start keys once and adds up what comes (HBase's AggregationClient)
 * never asks for [f, m), or asks a merged region twice.
 *
 * <p>Not thread-safe: the caller locks around {@link #enter} and the merge of the partial result together.
 */
public final class RangeLedger {
    /** What became of a range. */
    public enum Entry {
        /** In the book now: merge the partial result. */
        ENTERED,
        /** Holds no row: nothing to merge. */
        EMPTY,
        /** At least one of its rows was in the book: the partial result must be thrown away. */
        OVERLAPS,
        /** At least one of its rows is not in the range asked for: the partial result must be thrown away. */
        OUTSIDE
    }

    private final RowRange whole;
    /** Start of each covered range, to the range. Disjoint, and no two touch. */
    private final TreeMap<byte[], RowRange> covered = new TreeMap<>(RowRange::compare);

    /** @param whole the range asked for */
    public RangeLedger(RowRange whole) {
        this.whole = whole;
    }

    /** Enters a range as covered, as a whole or not at all. */
    public Entry enter(RowRange range) {
        if (range.isEmpty()) {
            return Entry.EMPTY;
        }
        if (!whole.contains(range)) {
            return Entry.OUTSIDE;
        }
        byte[] from = range.from();
        byte[] to = range.to();
        Map.Entry<byte[], RowRange> before = covered.floorEntry(from);
        if (before != null && endsAfter(before.getValue(), from)) {
            return Entry.OVERLAPS;
        }
        Map.Entry<byte[], RowRange> after = covered.higherEntry(from);
        if (after != null && endsAfter(range, after.getKey())) {
            return Entry.OVERLAPS;
        }
        if (before != null && Arrays.equals(before.getValue().to(), from)) {
            from = before.getKey();
        }
        if (after != null && Arrays.equals(to, after.getKey())) {
            to = after.getValue().to();
            covered.remove(after.getKey());
        }
        covered.put(from, RowRange.of(from, to));
        return Entry.ENTERED;
    }

    private static boolean endsAfter(RowRange range, byte[] row) {
        byte[] end = range.to();
        return end.length == 0 || RowRange.compare(end, row) > 0;
    }

    /** True when every row of the range asked for is in the book. */
    public boolean isComplete() {
        return missing().isEmpty();
    }

    /** What is in the book: disjoint, in order, touching ranges joined. */
    public List<RowRange> covered() {
        return List.copyOf(covered.values());
    }

    /** What is not in the book yet: disjoint, in order. */
    public List<RowRange> missing() {
        List<RowRange> gaps = new ArrayList<>();
        if (whole.isEmpty()) {
            return gaps;
        }
        byte[] position = whole.from();
        for (RowRange range : covered.values()) {
            if (RowRange.compare(position, range.from()) < 0) {
                gaps.add(RowRange.of(position, range.from()));
            }
            if (range.to().length == 0) {
                return gaps;
            }
            position = range.to();
        }
        if (whole.to().length == 0 || RowRange.compare(position, whole.to()) < 0) {
            gaps.add(RowRange.of(position, whole.to()));
        }
        return gaps;
    }

    /** The range asked for. */
    public RowRange whole() {
        return whole;
    }
}
