// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;

/** What can be computed. The codes are part of the wire format and never change. */
public enum AggregateFunction {
    /** Rows. */
    COUNT_ROWS(1, "count"),
    /** Rows that have the column. */
    COUNT(2, "count"),
    /** Sum of the column's newest values. */
    SUM(3, "sum"),
    /** Smallest of the column's newest values. */
    MIN(4, "min"),
    /** Largest of the column's newest values. */
    MAX(5, "max"),
    /** Mean of the column's newest values. */
    AVG(6, "avg"),
    /** Sample standard deviation of the column's newest values: divided by n - 1. */
    STDDEV_SAMP(7, "stddev_samp"),
    /** Population standard deviation of the column's newest values: divided by n. */
    STDDEV_POP(8, "stddev_pop"),
    /** The largest of the column's newest values, each with its row. */
    TOP(9, "top"),
    /** How many different values the column has, newest ones, byte for byte: an estimate. */
    DISTINCT(10, "distinct"),
    /** Values at given ranks of the column's newest values, p99 among them: estimates. */
    QUANTILES(11, "quantiles"),
    /** The values that the column has most often, newest ones, byte for byte: estimates. */
    FREQUENT(12, "frequent");

    private final int code;
    private final String label;

    AggregateFunction(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The name in labels and on the command line. */
    public String label() {
        return label;
    }

    int code() {
        return code;
    }

    /** The first version of the protocol that has it. */
    int since() {
        return code <= AVG.code ? 1 : 2;
    }

    boolean needsDecoder() {
        return this != COUNT_ROWS && this != COUNT && this != DISTINCT && this != FREQUENT;
    }

    boolean needsNumbers() {
        return this == SUM || this == AVG || this == STDDEV_SAMP || this == STDDEV_POP || this == QUANTILES;
    }

    /** True when results are single values, of which one can be greater than another. */
    public boolean isOrdered() {
        return this != TOP && this != QUANTILES && this != FREQUENT;
    }

    /** Smallest and largest {@link Aggregate#size}; null: the function has none. */
    SizeBounds sizeBounds() {
        return switch (this) {
            case TOP -> new SizeBounds("number of values", 1, 1_000);
            case DISTINCT -> new SizeBounds("base-2 logarithm of the registers", 4, 21);
            case QUANTILES -> new SizeBounds("parameter k of the sketch", 8, 65_535);
            case FREQUENT -> new SizeBounds("number of items", 1, 1_000);
            default -> null;
        };
    }

    record SizeBounds(String what, int least, int most) {}

    static AggregateFunction ofCode(int code) {
        for (AggregateFunction function : values()) {
            if (function.code == code) {
                return function;
            }
        }
        throw new ProtocolException(
                "unknown aggregate function " + code + ": the client is newer than the region server");
    }
}
