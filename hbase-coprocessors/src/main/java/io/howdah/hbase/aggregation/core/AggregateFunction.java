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
    AVG(6, "avg");

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

    boolean needsDecoder() {
        return this != COUNT_ROWS && this != COUNT;
    }

    boolean needsNumbers() {
        return this == SUM || this == AVG;
    }

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
