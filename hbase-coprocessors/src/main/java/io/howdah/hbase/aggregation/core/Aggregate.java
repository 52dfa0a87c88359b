// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import java.util.Objects;

/**
 * One aggregate of a request: a function, the column it reads (none for {@link AggregateFunction#COUNT_ROWS}) and the
 * decoder of that column (none for the counts).
 */
public record Aggregate(AggregateFunction function, Column column, Decoder decoder) {
    /** @throws IllegalArgumentException when column and decoder do not fit the function */
    public Aggregate {
        Objects.requireNonNull(function, "function");
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

    /** The name in results: {@code count(*)}, {@code sum(d:cost)}. */
    public String label() {
        return function.label() + "(" + (column == null ? "*" : column) + ")";
    }

    /** A state that has seen nothing. */
    AggregateState newState() {
        return switch (function) {
            case COUNT_ROWS, COUNT -> new CountState();
            case SUM -> sum();
            case AVG -> new AverageState(sum());
            case MIN -> ExtremeState.of(decoder, false);
            case MAX -> ExtremeState.of(decoder, true);
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
