// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Group keys and their numbers, 0, 1, 2, ... as they come. A million groups as objects kept the garbage collector busy
 * for two thirds of an aggregate; here a group is no object: the keys' bytes lie one after the other in chunks, and a hash
 * table with open addressing holds numbers. Not thread-safe.
 */
final class GroupKeys {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private static final int FIRST_CHUNK = 256;
    private static final int CHUNK = 1 << 15;
    private static final int ARRAY_HEADER = 24;

    /** Where key i is: its chunk in the upper, its offset in the lower half. There: its length in 4 bytes, its bytes. */
    private final LongPages places = new LongPages();

    private static final int LENGTH_BYTES = 4;

    private byte[][] chunks = {new byte[FIRST_CHUNK]};
    private int chunk;
    private int used;
    private long chunkBytes = FIRST_CHUNK;

    /** Hash in the upper half, number + 1 in the lower; 0: free. */
    private long[] slots = new long[16];

    private int size;

    int size() {
        return size;
    }

    /** What it takes, in bytes; a hash table that grows is there twice for a moment. */
    long memory() {
        return chunkBytes
                + (long) ARRAY_HEADER * (chunk + 1)
                + places.memory()
                + (long) slots.length * (Long.BYTES + Long.BYTES / 2);
    }

    /** The number of this key; {@link #size} before the call when it is new. */
    int add(byte[] bytes, int offset, int length) {
        int hash = hash(bytes, offset, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (long found = slots[slot]; found != 0; found = slots[slot = (slot + 1) & mask]) {
            int number = (int) found - 1;
            if ((int) (found >>> 32) == hash && isAt(number, bytes, offset, length)) {
                return number;
            }
        }
        slots[slot] = (long) hash << 32 | (size + 1);
        append(bytes, offset, length);
        if (4L * size > 3L * slots.length) {
            grow();
        }
        return size - 1;
    }

    private boolean isAt(int number, byte[] bytes, int offset, int length) {
        byte[] other = bytes(number);
        int at = offset(number);
        return Arrays.equals(other, at, at + length(number), bytes, offset, offset + length);
    }

    private void append(byte[] bytes, int offset, int length) {
        int needed = LENGTH_BYTES + length;
        if (chunks[chunk].length - used < needed) {
            int next = Math.max(needed, Math.min(CHUNK, 2 * chunks[chunk].length));
            if (++chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, 2 * chunk);
            }
            chunks[chunk] = new byte[next];
            chunkBytes += next;
            used = 0;
        }
        byte[] into = chunks[chunk];
        for (int i = 0; i < LENGTH_BYTES; i++) {
            into[used + i] = (byte) (length >>> (8 * i));
        }
        System.arraycopy(bytes, offset, into, used + LENGTH_BYTES, length);
        places.reach(size + 1);
        places.set(size, (long) chunk << 32 | used);
        used += needed;
        size++;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        int mask = slots.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    /** Eight bytes at a time: multiplied, and the upper half folded into the lower one. */
    private static int hash(byte[] bytes, int offset, int length) {
        long h = length * MIX;
        int at = offset;
        int left = length;
        for (; left >= Long.BYTES; left -= Long.BYTES, at += Long.BYTES) {
            h = mix(h ^ (long) WORD.get(bytes, at));
        }
        long rest = 0;
        for (int i = 0; i < left; i++) {
            rest = rest << 8 | (bytes[at + i] & 0xff);
        }
        h = mix(mix(h ^ rest));
        return (int) (h ^ (h >>> 32));
    }

    private static long mix(long h) {
        long product = h * MIX;
        return product ^ (product >>> 32);
    }

    /** The array that key is in. */
    byte[] bytes(int number) {
        return chunks[(int) (places.get(number) >>> 32)];
    }

    /** Where it begins there. */
    int offset(int number) {
        return (int) places.get(number) + LENGTH_BYTES;
    }

    int length(int number) {
        byte[] bytes = bytes(number);
        int at = offset(number) - LENGTH_BYTES;
        int length = 0;
        for (int i = LENGTH_BYTES - 1; i >= 0; i--) {
            length = length << 8 | (bytes[at + i] & 0xff);
        }
        return length;
    }

    /** The parts of a key. */
    List<byte[]> parts(int number, int count) {
        return GroupKey.parts(bytes(number), offset(number), length(number), count);
    }

    void write(int number, WireWriter out) {
        out.bytes(bytes(number), offset(number), length(number), ResponseCodec.LONGEST_KEY);
    }

    private record Entry(long prefix, int number) {}

    /** The numbers, ordered by key: part by part, by unsigned bytes, null first. */
    int[] sorted(int parts) {
        Entry[] entries = new Entry[size];
        int skipped = parts == 0 ? 0 : commonOfFirstPart();
        for (int i = 0; i < size; i++) {
            entries[i] = new Entry(parts == 0 ? 0 : prefix(i, skipped), i);
        }
        // Eight bytes behind what all have in common tell most keys apart, without a look at the keys themselves.
        Arrays.sort(entries, (a, b) -> {
            int order = Long.compareUnsigned(a.prefix, b.prefix);
            return order != 0
                    ? order
                    : GroupKey.compare(bytes(a.number), offset(a.number), bytes(b.number), offset(b.number), parts);
        });
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = entries[i].number;
        }
        return numbers;
    }

    /** With how many equal bytes the first parts of all keys begin. */
    private int commonOfFirstPart() {
        int common = Integer.MAX_VALUE;
        for (int i = 0; i < size && common > 0; i++) {
            byte[] first = bytes(0);
            byte[] other = bytes(i);
            int firstAt = offset(0);
            int otherAt = offset(i);
            if (first[firstAt] == 0 || other[otherAt] == 0) {
                return 0;
            }
            int length = GroupKey.lengthAt(other, otherAt + 1);
            firstAt += 1 + GroupKey.bytesOfLength(GroupKey.lengthAt(first, firstAt + 1));
            otherAt += 1 + GroupKey.bytesOfLength(length);
            // The first part of key 0 is at least as long as what is common to the keys before this one.
            int most = Math.min(length, common);
            int differs = Arrays.mismatch(other, otherAt, otherAt + most, first, firstAt, first.length);
            common = differs < 0 ? most : Math.min(most, differs);
        }
        return size == 0 ? 0 : common;
    }

    /** Eight bytes of the first part, behind those skipped; fewer: filled up with 0, which no longer part sorts before. */
    private long prefix(int number, int skipped) {
        byte[] bytes = bytes(number);
        int at = offset(number);
        if (bytes[at] == 0) {
            return 0;
        }
        int length = GroupKey.lengthAt(bytes, at + 1);
        at += 1 + GroupKey.bytesOfLength(length) + skipped;
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = prefix << 8 | (skipped + i < length ? bytes[at + i] & 0xff : 0);
        }
        return prefix;
    }
}
