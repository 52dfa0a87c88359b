// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;

/**
 * The most frequent values, byte for byte, by a merging variant of the algorithm of Misra and Gries ("Finding repeated
 * elements", 1982; Anderson and others, "A high-performance algorithm for identifying frequent items in data streams",
 * 2017). The error of a count is never greater than 3.5 / M of all values, M = 1024 for up to 128 items, else at least eight
 * times the items: 0.34% or less.
 */
final class FrequentState extends SketchState {
    static final int LONGEST_VALUE = 1_024;

    private static final int LEAST_MAP = 1_024;

    /** A reference, a count and a state for each slot of the map. */
    private static final int SLOT_BYTES = 14;

    /** String and array. */
    private static final int ITEM_BYTES = 48;

    private static final ArrayOfStringsSerDe SER_DE = new ArrayOfStringsSerDe();

    private final int size;
    /** Values are kept as Latin-1 text, a byte for each character: byte arrays have no equality, strings have. */
    private ItemsSketch<String> sketch;

    private int longest;

    FrequentState(int size) {
        this.size = size;
        this.sketch = new ItemsSketch<>(mapSize(size));
    }

    /** The M of the error bound: a power of two. */
    static int mapSize(int size) {
        return Math.max(LEAST_MAP, Integer.highestOneBit(8 * size - 1) << 1);
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        if (length > LONGEST_VALUE) {
            throw new UndecodableValueException("a value of " + length
                    + " bytes is too long to be counted as a frequent item: at most " + LONGEST_VALUE + " bytes");
        }
        longest = Math.max(longest, length);
        sketch.update(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    void merge(AggregateState other) {
        FrequentState that = (FrequentState) other;
        longest = Math.max(longest, that.longest);
        sketch.merge(that.sketch);
    }

    @Override
    boolean isEmpty() {
        return sketch.isEmpty();
    }

    @Override
    byte[] serialised() {
        return sketch.toByteArray(SER_DE);
    }

    @Override
    void take(byte[] bytes) {
        sketch = ItemsSketch.getInstance(Memory.wrap(bytes), SER_DE);
        longest = LONGEST_VALUE;
    }

    @Override
    Object result() {
        if (sketch.isEmpty()) {
            return null;
        }
        List<FrequentItems.Item> items = Arrays.stream(sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
                .map(row -> new FrequentItems.Item(
                        row.getItem().getBytes(StandardCharsets.ISO_8859_1),
                        row.getEstimate(),
                        row.getLowerBound(),
                        row.getUpperBound()))
                .sorted(Comparator.comparingLong(FrequentItems.Item::estimate)
                        .reversed()
                        .thenComparing(FrequentItems.Item::value, Arrays::compareUnsigned))
                .limit(size)
                .toList();
        return new FrequentItems(sketch.getStreamLength(), sketch.getMaximumError(), items);
    }

    @Override
    int variableSize() {
        // The map is at most three quarters full.
        return ITEM_BYTES
                + sketch.getCurrentMapCapacity() * 4 / 3 * SLOT_BYTES
                + sketch.getNumActiveItems() * (ITEM_BYTES + longest);
    }
}
