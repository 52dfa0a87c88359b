// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Printable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The decoders that are there, by name: HBase's own encodings ({@code Bytes.toBytes(...)}), numbers as text, bytes. */
public final class Decoders {
    /** Longest text that is read as a number, in bytes. */
    private static final int LONGEST_NUMBER = 512;

    /** Largest magnitude of a decimal's scale: 1e999999999 is ten bytes of text and a gigabyte of sum. */
    private static final int LARGEST_SCALE = 1_024;

    /** 8 bytes, big-endian, two's complement: {@code Bytes.toBytes(long)}. */
    public static final Decoder LONG = new Fixed("long", ValueKind.INTEGRAL, 8);
    /** 4 bytes, big-endian, two's complement: {@code Bytes.toBytes(int)}. */
    public static final Decoder INT = new Fixed("int", ValueKind.INTEGRAL, 4);
    /** 2 bytes, big-endian, two's complement: {@code Bytes.toBytes(short)}. */
    public static final Decoder SHORT = new Fixed("short", ValueKind.INTEGRAL, 2);
    /** 8 bytes, IEEE 754, big-endian: {@code Bytes.toBytes(double)}. */
    public static final Decoder DOUBLE = new Fixed("double", ValueKind.DOUBLE, 8);
    /** 4 bytes, IEEE 754, big-endian: {@code Bytes.toBytes(float)}. */
    public static final Decoder FLOAT = new Fixed("float", ValueKind.DOUBLE, 4);
    /** 4 bytes of scale, then the unscaled value: {@code Bytes.toBytes(BigDecimal)}. */
    public static final Decoder DECIMAL = new Scaled();
    /** A whole number as UTF-8 text, in the range of a long: {@code 1250}. */
    public static final Decoder STRING_LONG = new Text("string-long", ValueKind.INTEGRAL);
    /** A decimal number as UTF-8 text, exact: {@code 12.50}. */
    public static final Decoder STRING_DECIMAL = new Text("string-decimal", ValueKind.DECIMAL);
    /** A floating point number as UTF-8 text: {@code 1.25e3}. */
    public static final Decoder STRING_DOUBLE = new Text("string-double", ValueKind.DOUBLE);
    /** UTF-8 text, compared as bytes (which is the order of code points); for min and max. */
    public static final Decoder STRING = new Raw("string");
    /** Bytes as they are, in unsigned order; for min and max. */
    public static final Decoder BYTES = new Raw("bytes");

    private static final Map<String, Decoder> BY_ID = load();

    private Decoders() {}

    private static Map<String, Decoder> load() {
        Map<String, Decoder> byId = new TreeMap<>();
        for (Decoder decoder : new Decoder[] {
            LONG, INT, SHORT, DOUBLE, FLOAT, DECIMAL, STRING_LONG, STRING_DECIMAL, STRING_DOUBLE, STRING, BYTES
        }) {
            byId.put(decoder.id(), decoder);
        }
        // The class loader of this class: on a region server the plugin's, not the handler thread's.
        for (Decoder decoder : ServiceLoader.load(Decoder.class, Decoders.class.getClassLoader())) {
            byId.putIfAbsent(decoder.id(), decoder);
        }
        return Map.copyOf(byId);
    }

    /**
     * The decoder with this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists those there are
     */
    public static Decoder byId(String id) {
        Decoder decoder = BY_ID.get(id);
        if (decoder == null) {
            throw new IllegalArgumentException("unknown decoder '" + id + "'; known: " + String.join(", ", ids()));
        }
        return decoder;
    }

    /** The names of all decoders, in order. */
    public static Iterable<String> ids() {
        return new TreeMap<>(BY_ID).keySet();
    }

    /** The nearest double of a value that is a number. */
    static double nearestDouble(Decoder decoder, byte[] bytes, int offset, int length) {
        return switch (decoder.kind()) {
            case INTEGRAL -> decoder.decodeLong(bytes, offset, length);
            case DECIMAL -> decoder.decodeDecimal(bytes, offset, length).doubleValue();
            case DOUBLE -> decoder.decodeDouble(bytes, offset, length);
            case BYTES -> throw new IllegalStateException("checked by the constructor of Aggregate");
        };
    }

    private static UndecodableValueException wrong(
            Decoder decoder, String expected, byte[] bytes, int offset, int length) {
        int shown = Math.min(length, 32);
        return new UndecodableValueException("'" + Printable.of(bytes, offset, shown) + (shown < length ? "..." : "")
                + "' (" + length + " bytes) is not " + expected + ", which the decoder '" + decoder.id() + "' reads");
    }

    private static long bigEndian(byte[] bytes, int offset, int length) {
        long value = bytes[offset];
        for (int i = 1; i < length; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    private record Fixed(String id, ValueKind kind, int width) implements Decoder {
        @Override
        public long decodeLong(byte[] bytes, int offset, int length) {
            return bits(bytes, offset, length);
        }

        @Override
        public double decodeDouble(byte[] bytes, int offset, int length) {
            long bits = bits(bytes, offset, length);
            return width == 8 ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
        }

        private long bits(byte[] bytes, int offset, int length) {
            if (length != width) {
                throw wrong(this, "exactly " + width + " bytes", bytes, offset, length);
            }
            return bigEndian(bytes, offset, width);
        }
    }

    private record Scaled() implements Decoder {
        @Override
        public String id() {
            return "decimal";
        }

        @Override
        public ValueKind kind() {
            return ValueKind.DECIMAL;
        }

        @Override
        public BigDecimal decodeDecimal(byte[] bytes, int offset, int length) {
            int scale = length < 5 ? 0 : (int) bigEndian(bytes, offset, 4);
            if (length < 5 || length > LONGEST_NUMBER || Math.abs((long) scale) > LARGEST_SCALE) {
                throw wrong(
                        this,
                        "a scale (4 bytes, at most " + LARGEST_SCALE + ") and an unscaled value (1 to "
                                + (LONGEST_NUMBER - 4) + " bytes)",
                        bytes,
                        offset,
                        length);
            }
            return new BigDecimal(new BigInteger(bytes, offset + 4, length - 4), scale);
        }
    }

    private record Text(String id, ValueKind kind) implements Decoder {
        @Override
        public long decodeLong(byte[] bytes, int offset, int length) {
            try {
                return Long.parseLong(text("a whole number in the range of a long", bytes, offset, length));
            } catch (NumberFormatException e) {
                throw wrong(this, "a whole number in the range of a long", bytes, offset, length);
            }
        }

        @Override
        public BigDecimal decodeDecimal(byte[] bytes, int offset, int length) {
            String expected = "a decimal number with a scale of at most " + LARGEST_SCALE;
            try {
                BigDecimal value = new BigDecimal(text(expected, bytes, offset, length));
                if (Math.abs((long) value.scale()) <= LARGEST_SCALE) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Falls through: the same message for both.
            }
            throw wrong(this, expected, bytes, offset, length);
        }

        @Override
        public double decodeDouble(byte[] bytes, int offset, int length) {
            try {
                return Double.parseDouble(text("a floating point number", bytes, offset, length));
            } catch (NumberFormatException e) {
                throw wrong(this, "a floating point number", bytes, offset, length);
            }
        }

        private String text(String expected, byte[] bytes, int offset, int length) {
            if (length == 0 || length > LONGEST_NUMBER) {
                throw wrong(this, expected + " of 1 to " + LONGEST_NUMBER + " bytes", bytes, offset, length);
            }
            return new String(bytes, offset, length, StandardCharsets.UTF_8);
        }
    }

    private record Raw(String id) implements Decoder {
        @Override
        public ValueKind kind() {
            return ValueKind.BYTES;
        }
    }
}
