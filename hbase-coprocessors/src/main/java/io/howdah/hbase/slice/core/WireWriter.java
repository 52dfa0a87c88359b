// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the parts of requests and replies: base-128 varints, 8-byte words, length-prefixed bytes. Not thread-safe. */
public final class WireWriter {
    /** Longest byte string, in bytes: no row key, column, group key or compared value may be longer. */
    public static final int LONGEST_BYTES = 65_536;

    private byte[] buffer = new byte[256];
    private int size;

    /** A number of 0 or more, in 1 to 9 bytes. */
    public void unsigned(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        room(9);
        long rest = value;
        while (rest > 0x7f) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    /** 8 bytes, big-endian. */
    public void fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
    }

    public void bytes(byte[] bytes) {
        bytes(bytes, LONGEST_BYTES);
    }

    public void bytes(byte[] bytes, int longest) {
        bytes(bytes, 0, bytes.length, longest);
    }

    /** As {@link #bytes(byte[], int)}, a part of an array. */
    public void bytes(byte[] bytes, int offset, int length, int longest) {
        if (length > longest) {
            throw new IllegalArgumentException(length + " bytes are too long: at most " + longest);
        }
        unsigned(length);
        room(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    /** A whole number as {@link java.math.BigInteger#toByteArray} gives it: the fewest bytes, at least one. */
    public void integer(long value) {
        int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
        int length = (bits + 7) / 8;
        room(1 + length);
        buffer[size++] = (byte) length;
        for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >> shift);
        }
    }

    public void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The scale (zigzag), then the unscaled value. */
    public void decimal(BigDecimal value) {
        long scale = value.scale();
        unsigned(scale >= 0 ? scale << 1 : (-scale << 1) - 1);
        bytes(value.unscaledValue().toByteArray());
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(
                    buffer, Math.max(Math.addExact(size, more), (int) Math.min(buffer.length * 2L, 1 << 30)));
        }
    }

    /** Begins anew. */
    public void clear() {
        size = 0;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }
}
