// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The parts of a group key in one byte string: for each part a 0 (null), or a 1, its length as a varint and its bytes.
 * Where a key is said to be checked, it may be read in place, whatever surrounds it.
 */
final class GroupKey {
    private GroupKey() {}

    /**
     * Sees to it that the bytes are a key.
     *
     * @throws ProtocolException when they are not
     */
    static void check(byte[] bytes, int offset, int length, int parts) {
        WireReader in = new WireReader(bytes, offset, length);
        for (int i = 0; i < parts; i++) {
            if (in.bounded("a flag", 1) == 1) {
                int before = in.position();
                int part = in.skipBytes(WireWriter.LONGEST_BYTES);
                if (in.position() - before != bytesOfLength(part) + part) {
                    throw new ProtocolException("a length in a group key has more bytes than it needs");
                }
            }
        }
        in.end();
    }

    /** The parts; null for a row without the column. */
    static List<byte[]> parts(byte[] bytes, int offset, int length, int count) {
        WireReader in = new WireReader(bytes, offset, length);
        if (count == 1) {
            return Collections.singletonList(in.unsigned() == 0 ? null : in.bytes());
        }
        List<byte[]> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(in.unsigned() == 0 ? null : in.bytes());
        }
        in.end();
        return Collections.unmodifiableList(parts);
    }

    /** Compares two checked keys part by part: by unsigned bytes, null first. */
    static int compare(byte[] a, int aFrom, byte[] b, int bFrom, int parts) {
        int aAt = aFrom;
        int bAt = bFrom;
        for (int i = 0; i < parts; i++) {
            if (a[aAt] != b[bAt]) {
                return a[aAt] - b[bAt];
            }
            if (a[aAt++] == 0) {
                bAt++;
                continue;
            }
            bAt++;
            int aLength = lengthAt(a, aAt);
            int bLength = lengthAt(b, bAt);
            aAt += bytesOfLength(aLength);
            bAt += bytesOfLength(bLength);
            int order = Arrays.compareUnsigned(a, aAt, aAt + aLength, b, bAt, bAt + bLength);
            if (order != 0) {
                return order;
            }
            aAt += aLength;
            bAt += bLength;
        }
        return 0;
    }

    /** A varint of a checked key. */
    static int lengthAt(byte[] bytes, int at) {
        int value = 0;
        int i = at;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[i++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    static int bytesOfLength(int length) {
        return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : 3;
    }

    /** Builds one key after the other in one buffer. */
    static final class Probe {
        private byte[] buffer = new byte[128];
        private int size;

        void clear() {
            size = 0;
        }

        /** The key's bytes, from 0 to {@link #size}: valid until the next change. */
        byte[] bytes() {
            return buffer;
        }

        int size() {
            return size;
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
    }
}
