// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The parts of a group key in one byte string: for each part a 0 (null), or a 1, its length as a varint and its bytes. As
 * a map key it must not change; {@link Probe} is the one that does.
 */
final class GroupKey {
    private final byte[] bytes;
    private final int length;
    private final int hash;

    private GroupKey(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        int h = 1;
        for (int i = 0; i < length; i++) {
            h = 31 * h + bytes[i];
        }
        // Spread: HashMap uses the low bits, and keys often differ in their first bytes only.
        this.hash = h ^ (h >>> 15);
    }

    static GroupKey of(byte[] encoded) {
        return new GroupKey(encoded, encoded.length);
    }

    byte[] encoded() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    int length() {
        return length;
    }

    /** The parts; null for a row without the column. */
    List<byte[]> parts(int count) {
        WireReader in = new WireReader(encoded());
        List<byte[]> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(in.unsigned() == 0 ? null : in.bytes());
        }
        in.end();
        return Collections.unmodifiableList(parts);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof GroupKey k && Arrays.equals(bytes, 0, length, k.bytes, 0, k.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Builds one key after the other in one buffer. */
    static final class Probe {
        private byte[] buffer = new byte[128];
        private int size;

        void clear() {
            size = 0;
        }

        void addNull() {
            room(1);
            buffer[size++] = 0;
        }

        void add(byte[] part, int offset, int length) {
            if (length > WireWriter.LONGEST_BYTES) {
                throw new UndecodableValueException("a value of " + length + " bytes is too long to group by: at most "
                        + WireWriter.LONGEST_BYTES + " bytes");
            }
            room(length + 4);
            buffer[size++] = 1;
            int rest = length;
            while (rest > 0x7f) {
                buffer[size++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            buffer[size++] = (byte) rest;
            System.arraycopy(part, offset, buffer, size, length);
            size += length;
        }

        private void room(int more) {
            if (buffer.length - size < more) {
                buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
            }
        }

        /** A view of the buffer: valid until the next change, good for a look-up only. */
        GroupKey view() {
            return new GroupKey(buffer, size);
        }

        /** A key of its own. */
        GroupKey copy() {
            return GroupKey.of(Arrays.copyOf(buffer, size));
        }
    }
}
