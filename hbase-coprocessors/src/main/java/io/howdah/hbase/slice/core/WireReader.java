// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link WireWriter} wrote. Trusts nothing: every length is checked against what is there before anything is
 * allocated. Throws {@link ProtocolException}. Not thread-safe.
 */
public final class WireReader {
    private final byte[] buffer;
    private final int end;
    private int position;

    public WireReader(byte[] buffer) {
        this(buffer, 0, buffer.length);
    }

    /** Reads a part of an array. */
    public WireReader(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.position = offset;
        this.end = Math.addExact(offset, length);
    }

    public long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            need(1);
            byte next = buffer[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ProtocolException("a number is longer than 63 bits at byte " + position);
    }

    /** A count or size that must not be greater than {@code most}. */
    public int bounded(String what, int most) {
        long value = unsigned();
        if (value > most) {
            throw new ProtocolException(what + " is " + value + ": at most " + most);
        }
        return (int) value;
    }

    public long fixed() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (buffer[position++] & 0xff);
        }
        return value;
    }

    public byte[] bytes() {
        return bytes(WireWriter.LONGEST_BYTES);
    }

    public byte[] bytes(int longest) {
        int length = bounded("a byte string's length", longest);
        need(length);
        position += length;
        return Arrays.copyOfRange(buffer, position - length, position);
    }

    /**
     * Passes over a byte string.
     *
     * @return its length: it ends at {@link #position}
     */
    public int skipBytes(int longest) {
        int length = bounded("a byte string's length", longest);
        need(length);
        position += length;
        return length;
    }

    /** Where the next byte is in the array. */
    public int position() {
        return position;
    }

    /** The array that is read. */
    public byte[] array() {
        return buffer;
    }

    /** True when the whole number that comes next has 1 to 8 bytes. */
    public boolean isLong() {
        need(1);
        return buffer[position] > 0 && buffer[position] <= Long.BYTES;
    }

    /** A whole number for which {@link #isLong}. */
    public long integerAsLong() {
        int length = bounded("the length of a long", Long.BYTES);
        need(length);
        long value = buffer[position];
        for (int i = 1; i < length; i++) {
            value = value << 8 | (buffer[position + i] & 0xff);
        }
        position += length;
        return value;
    }

    /** A whole number of any size, as {@link WireWriter#integer} or its bytes. */
    public BigInteger integer() {
        int length = bounded("a byte string's length", WireWriter.LONGEST_BYTES);
        if (length == 0) {
            throw new ProtocolException("a number without digits at byte " + position);
        }
        need(length);
        position += length;
        return new BigInteger(buffer, position - length, length);
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public BigDecimal decimal() {
        int zigzag = bounded("a scale", 1 << 20);
        int scale = (zigzag & 1) == 0 ? zigzag >> 1 : -((zigzag + 1) >> 1);
        return new BigDecimal(integer(), scale);
    }

    /** Everything must have been read. */
    public void end() {
        if (position != end) {
            throw new ProtocolException((end - position) + " bytes too many");
        }
    }

    private void need(int bytes) {
        if (end - position < bytes) {
            throw new ProtocolException("cut short: " + bytes + " bytes wanted at byte " + position + " of " + end);
        }
    }
}
