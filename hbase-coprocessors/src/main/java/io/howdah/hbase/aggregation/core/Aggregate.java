// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import java.util.List;
import java.util.Objects;

/**
 * One aggregate of a request.
 *
 * @param function what is computed
 * @param column the column it reads; null for {@link AggregateFunction#COUNT_ROWS}
 * @param decoder how the column's bytes are read; null for the counts
 * @param size what it means depends on the function: how many values or items, or how fine a sketch; 0 for functions
 *     that have no size
 * @param ranks for {@link AggregateFunction#QUANTILES}, each 0 to 1; else empty
 */
public record Aggregate(AggregateFunction function, Column column, Decoder decoder, int size, List<Double> ranks) {
    /** Most ranks of one aggregate. */
    static final int MOST_RANKS = 32;

    /** @throws IllegalArgumentException when column, decoder and size do not fit the function */
    public Aggregate {
        Objects.requireNonNull(function, "function");
        checkSize(function, size);
        ranks = List.copyOf(ranks);
        checkRanks(function, ranks);
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
        this(function, column, decoder, 0, List.of());
    }

    /** A function that has a size and no ranks. */
    public Aggregate(AggregateFunction function, Column column, Decoder decoder, int size) {
        this(function, column, decoder, size, List.of());
    }

    /** About how many different values a column has; 1.6% is the relative standard error. */
    public static Aggregate distinct(Column column) {
        return new Aggregate(AggregateFunction.DISTINCT, column, null, DistinctState.DEFAULT_LG_K);
    }

    /** The values of a column at ranks, each 0 to 1, about: the error of a rank is 0.003. */
    public static Aggregate quantiles(Column column, Decoder decoder, List<Double> ranks) {
        return new Aggregate(AggregateFunction.QUANTILES, column, decoder, QuantilesState.DEFAULT_K, ranks);
    }

    private static void checkRanks(AggregateFunction function, List<Double> ranks) {
        if (function != AggregateFunction.QUANTILES) {
            if (!ranks.isEmpty()) {
                throw new IllegalArgumentException(function.label() + " takes no ranks");
            }
        } else if (ranks.isEmpty() || ranks.size() > MOST_RANKS) {
            throw new IllegalArgumentException(
                    "quantiles at " + ranks.size() + " ranks: allowed are 1 to " + MOST_RANKS);
        }
        for (double rank : ranks) {
            if (!(rank >= 0 && rank <= 1)) {
                throw new IllegalArgumentException("rank " + rank + ": allowed are 0 to 1, as in 0.99");
            }
        }
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
        boolean many = function == AggregateFunction.TOP || function == AggregateFunction.FREQUENT;
        return function.label() + (many ? size : "") + "(" + (column == null ? "*" : column) + ")";
    }

    /** A state that has seen nothing, for an {@link ObjectColumn}. */
    AggregateState newState() {
        return switch (function) {
            case COUNT_ROWS, COUNT -> throw new IllegalStateException("counts are in CountColumn");
            case SUM -> sum();
            case AVG -> new AverageState(sum());
            case MIN -> ExtremeState.of(decoder, false);
            case MAX -> ExtremeState.of(decoder, true);
            case STDDEV_SAMP -> new DeviationState(decoder, true);
            case STDDEV_POP -> new DeviationState(decoder, false);
            case TOP -> new TopState(decoder, size);
            case DISTINCT -> new DistinctState(size);
            case QUANTILES -> new QuantilesState(decoder, size, ranks);
            case FREQUENT -> new FrequentState(size);
        };
    }

    private SumState sum() {
        return switch (decoder.kind()) {
            case INTEGRAL -> throw new IllegalStateException("sums of whole numbers are in LongSumColumn");
            case DECIMAL -> new SumState.OfDecimals(decoder);
            case DOUBLE -> new SumState.OfDoubles(decoder);
            case BYTES -> throw new IllegalStateException("checked by the constructor");
        };
    }
}
