// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.UndecodableValueException;
import io.howdah.hbase.slice.core.Printable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What one value of one column must be. Immutable and thread-safe; {@link #admits} never throws for any bytes. */
public sealed interface Constraint {
    /** True when the value may be written. */
    boolean admits(byte[] value);

    /** The limit, as the operator wrote it. */
    String limit();

    /** The rule's name: the end of its attribute. */
    String name();

    /** At most so many bytes. */
    record MostBytes(long most) implements Constraint {
        @Override
        public boolean admits(byte[] value) {
            return value.length <= most;
        }

        @Override
        public String limit() {
            return Long.toString(most);
        }

        @Override
        public String name() {
            return "bytes";
        }
    }

    /**
     * The whole value, as UTF-8 text, matches. An expression that backtracks without end would hold a row lock for as long:
     * after {@link BoundedText#MOST_STEPS} steps, and for a value longer than {@link #LONGEST} bytes, the answer is no.
     */
    record Matches(Pattern pattern) implements Constraint {
        /** Longest value an expression is tried on, in bytes. */
        static final int LONGEST = 65_536;

        @Override
        public boolean admits(byte[] value) {
            if (value.length > LONGEST) {
                return false;
            }
            try {
                return pattern.matcher(new BoundedText(new String(value, StandardCharsets.UTF_8)))
                        .matches();
            } catch (BoundedText.TooManySteps | StackOverflowError e) {
                return false;
            }
        }

        @Override
        public String limit() {
            return pattern.pattern();
        }

        @Override
        public String name() {
            return "regex";
        }
    }

    /** One of these values, byte for byte. */
    record OneOf(List<String> values, List<byte[]> bytes) implements Constraint {
        @Override
        public boolean admits(byte[] value) {
            return bytes.stream().anyMatch(allowed -> Arrays.equals(allowed, value));
        }

        @Override
        public String limit() {
            return String.join("|", values);
        }

        @Override
        public String name() {
            return "enum";
        }
    }

    /**
     * Between two values, both allowed; a bound that is null is open. NaN is in no range.
     *
     * @param text the limit as it was written
     */
    record Range(Decoder decoder, Bound least, Bound most, String text) implements Constraint {
        @Override
        public boolean admits(byte[] value) {
            try {
                Bound read = Bound.read(decoder, value);
                return read != null
                        && (least == null || least.compareTo(read) <= 0)
                        && (most == null || read.compareTo(most) <= 0);
            } catch (UndecodableValueException e) {
                return false;
            }
        }

        @Override
        public String limit() {
            return text;
        }

        @Override
        public String name() {
            return "range";
        }
    }

    /** A value of a range: a number, or bytes in unsigned order. One of the two is null. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared with equals.
    record Bound(BigDecimal number, byte[] bytes) implements Comparable<Bound> {
        /** @return null for a floating point value that is no number */
        static Bound read(Decoder decoder, byte[] value) {
            return switch (decoder.kind()) {
                case INTEGRAL -> new Bound(BigDecimal.valueOf(decoder.decodeLong(value, 0, value.length)), null);
                case DECIMAL -> new Bound(decoder.decodeDecimal(value, 0, value.length), null);
                case DOUBLE -> ofDouble(decoder.decodeDouble(value, 0, value.length));
                case BYTES -> new Bound(null, value);
            };
        }

        private static Bound ofDouble(double value) {
            return Double.isFinite(value) ? new Bound(new BigDecimal(value), null) : null;
        }

        @Override
        public int compareTo(Bound other) {
            return number != null
                    ? number.compareTo(Objects.requireNonNull(other.number))
                    : Arrays.compareUnsigned(bytes, other.bytes);
        }

        @Override
        public String toString() {
            return number != null ? number.toPlainString() : Printable.of(bytes);
        }
    }
}
