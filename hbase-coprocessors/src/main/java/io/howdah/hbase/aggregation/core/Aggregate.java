// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import java.util.Objects;

/**
 * One aggregate of a request.
 *
 * @param function what is computed
 * @param column the column it reads; null for {@link AggregateFunction#COUNT_ROWS}
 * @param decoder how the column's bytes are read; null for the counts
 * @param size how many values {@link AggregateFunction#TOP} keeps; 0 for functions that have no size
 */
public record Aggregate(AggregateFunction function, Column column, Decoder decoder, int size) {
    /** @throws IllegalArgumentException when column, decoder and size do not fit the function */
    public Aggregate {
        Objects.requireNonNull(function, "function");
        checkSize(function, size);
        if ((function == AggregateFunction.COUNT_ROWS) != (column == null)) {
            throw new IllegalArgumentException(function + (column == null ? " needs a column" : " takes no column"));
        }
        if (function.needsDecoder() != (decoder != null)) {
            throw new IllegalArgumentException(function + (decoder == null ? " needs a decoder" : " takes no decoder"));
        }
        if (function.needsNumbers() && !decoder.kind().isNumeric()) {
            throw new IllegalArgumentException(function.label() + "(" + column + ") needs numbers, and the decoder '"
                    + decoder.id() + "' reads " + decoder.kind()
                    + ": use one of long, int, short, double, float, decimal,"
                    + " string-long, string-decimal, string-double");
        }
    }

    /** A function that has no size. */
    public Aggregate(AggregateFunction function, Column column, Decoder decoder) {
        this(function, column, decoder, 0);
    }

    private static void checkSize(AggregateFunction function, int size) {
        AggregateFunction.SizeBounds bounds = function.sizeBounds();
        if (bounds == null ? size != 0 : size < bounds.least() || size > bounds.most()) {
            throw new IllegalArgumentException(function.label() + " with size " + size
                    + (bounds == null
                            ? ": it has none"
                            : ": allowed as the " + bounds.what() + " are " + bounds.least() + " to " + bounds.most()));
        }
    }

    /** The name in results: {@code count(*)}, {@code sum(d:cost)}, {@code top3(d:cost)}. */
    public String label() {
        return function.label() + (function == AggregateFunction.TOP ? size : "") + "("
                + (column == null ? "*" : column) + ")";
    }

    /** A state that has seen nothing. */
    AggregateState newState() {
        return switch (function) {
            case COUNT_ROWS, COUNT -> new CountState();
            case SUM -> sum();
            case AVG -> new AverageState(sum());
            case MIN -> ExtremeState.of(decoder, false);
            case MAX -> ExtremeState.of(decoder, true);
            case STDDEV_SAMP -> new DeviationState(decoder, true);
            case STDDEV_POP -> new DeviationState(decoder, false);
            case TOP -> new TopState(decoder, size);
        };
    }

    private SumState sum() {
        return switch (decoder.kind()) {
            case INTEGRAL -> new SumState.OfLongs(decoder);
            case DECIMAL -> new SumState.OfDecimals(decoder);
            case DOUBLE -> new SumState.OfDoubles(decoder);
            case BYTES -> throw new IllegalStateException("checked by the constructor");
        };
    }
}
