// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import java.util.Arrays;

/** A set of unordered pairs of small non-negative integers: open addressing, 8 bytes a pair. Not thread-safe. */
final class PairSet {
    private static final long FREE = -1;

    private long[] slots;
    private int size;

    PairSet(int expected) {
        slots = new long[Integer.highestOneBit(Math.max(16, expected)) * 4];
        Arrays.fill(slots, FREE);
    }

    /** {@return whether the pair was not there} */
    boolean add(int a, int b) {
        if (size * 2 >= slots.length) {
            grow();
        }
        int slot = slot(pair(a, b));
        if (slots[slot] != FREE) {
            return false;
        }
        slots[slot] = pair(a, b);
        size++;
        return true;
    }

    boolean contains(int a, int b) {
        return slots[slot(pair(a, b))] != FREE;
    }

    private static long pair(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    private int slot(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & slots.length - 1;
        while (slots[slot] != FREE && slots[slot] != pair) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        Arrays.fill(slots, FREE);
        for (long pair : old) {
            if (pair != FREE) {
                slots[slot(pair)] = pair;
            }
        }
    }
}
