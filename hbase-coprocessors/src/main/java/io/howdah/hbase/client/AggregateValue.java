// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.core.CompoundResult;
import io.howdah.hbase.aggregation.core.DistinctEstimate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * One result: a Long (counts; min and max of whole numbers), BigInteger (sums of whole numbers), BigDecimal (decimals;
 * averages of whole numbers), Double, or bytes; or nothing, when no row had a value. The accessors convert without loss or
 * throw {@link ArithmeticException}; on a null value they throw {@link NoSuchElementException}. Immutable.
 */
public final class AggregateValue {
    /** Numbers by size (NaN above all), bytes in unsigned order; both values have the same label. */
    static final Comparator<AggregateValue> GREATEST_FIRST_NULL_LAST = (a, b) -> {
        if (a.isNull() || b.isNull()) {
            return Boolean.compare(a.isNull(), b.isNull());
        }
        return b.compareTo(a);
    };

    private final String label;
    private final Object value;

    AggregateValue(String label, Object value) {
        this.label = label;
        this.value = value;
    }

    /** True when no row had a value: sum, min, max and avg of nothing. A count is never null. */
    public boolean isNull() {
        return value == null;
    }

    /**
     * The whole number.
     *
     * @throws ArithmeticException when the value is not a whole number in the range of a long
     */
    public long asLong() {
        if (value instanceof Long number) {
            return number;
        }
        return value instanceof BigInteger number
                ? number.longValueExact()
                : asBigDecimal().longValueExact();
    }

    /**
     * The whole number, of any size.
     *
     * @throws ArithmeticException when the value is not a whole number
     */
    public BigInteger asBigInteger() {
        return value instanceof BigInteger number ? number : asBigDecimal().toBigIntegerExact();
    }

    /** The exact value; of a Double, the binary value it stands for. */
    public BigDecimal asBigDecimal() {
        Object present = present();
        if (present instanceof BigDecimal number) {
            return number;
        } else if (present instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (present instanceof Long number) {
            return BigDecimal.valueOf(number);
        } else if (present instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new ArithmeticException(label + " is " + number);
            }
            return new BigDecimal(number);
        }
        throw new ArithmeticException(label + " is not a number");
    }

    /** The nearest double. The one accessor that may round. */
    public double asDouble() {
        if (present() instanceof Number number) {
            return number.doubleValue();
        } else if (value instanceof DistinctEstimate distinct) {
            return distinct.estimate();
        }
        throw new ArithmeticException(label + " is not a number");
    }

    /** The bytes of a min or max by the decoders {@code string} and {@code bytes}. */
    public byte[] asBytes() {
        if (present() instanceof byte[] bytes) {
            return bytes.clone();
        }
        throw new ArithmeticException(label + " is a number, not bytes");
    }

    /**
     * What is more than one number: {@code value.as(TopValues.class)}.
     *
     * @throws ArithmeticException when the value is of another type
     */
    public <T extends CompoundResult> T as(Class<T> type) {
        if (type.isInstance(present())) {
            return type.cast(value);
        }
        throw new ArithmeticException(label + " is no " + type.getSimpleName());
    }

    /** Numbers in plain decimal notation, bytes as UTF-8. */
    public String asText() {
        Object present = present();
        if (present instanceof CompoundResult compound) {
            return compound.asText();
        }
        if (present instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return present instanceof BigDecimal number ? number.toPlainString() : present.toString();
    }

    private int compareTo(AggregateValue other) {
        if (value instanceof byte[] mine && other.value instanceof byte[] theirs) {
            return Arrays.compareUnsigned(mine, theirs);
        } else if (value instanceof Double || value instanceof DistinctEstimate) {
            return Double.compare(asDouble(), other.asDouble());
        } else if (value instanceof CompoundResult) {
            throw new IllegalArgumentException(label + " is more than one value: there is no order to take the top of");
        }
        return asBigDecimal().compareTo(other.asBigDecimal());
    }

    private Object present() {
        if (value == null) {
            throw new NoSuchElementException(label + " is null: no row had a value");
        }
        return value;
    }

    /** Long, BigInteger, BigDecimal, Double, byte[], {@link CompoundResult} or null. */
    public Object raw() {
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof AggregateValue v && Objects.deepEquals(value, v.value);
    }

    @Override
    public int hashCode() {
        return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return label + "=" + (value == null ? "null" : asText());
    }
}
