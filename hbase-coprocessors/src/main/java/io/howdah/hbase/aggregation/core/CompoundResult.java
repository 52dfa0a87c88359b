// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

/** A result that is more than one number or byte string. */
public sealed interface CompoundResult permits TopValues, DistinctEstimate, Quantiles, FrequentItems {
    /**
     * The same as maps (from String), lists, numbers, byte strings and null: what a program prints as JSON. Maps keep their
     * order.
     */
    Object asTree();

    /** In one line for people. */
    String asText();
}
