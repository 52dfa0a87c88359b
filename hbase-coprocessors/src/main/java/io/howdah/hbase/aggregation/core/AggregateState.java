// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/**
 * A partial answer of one aggregate for one group: fed with values on a region server, sent, merged by the client.
 * Merging is associative and commutative, so the order in which regions answer does not matter (floating point sums: up
 * to the error that {@link SumState.OfDoubles} states). Not thread-safe.
 */
abstract sealed class AggregateState
        permits SumState, AverageState, ExtremeState, DeviationState, TopState, SketchState {
    /** A row of the group was seen. */
    void addRow() {}

    /** The column's newest value in a row of the group. */
    abstract void add(byte[] bytes, int offset, int length);

    /** As {@link #add}, for a state that keeps the row's key: its first {@code rowLength} bytes. */
    void add(byte[] row, int rowLength, byte[] bytes, int length) {
        add(bytes, 0, length);
    }

    /** Adds what the other state has seen; both are of the same aggregate. */
    abstract void merge(AggregateState other);

    abstract void write(WireWriter out);

    /** Reads what {@link #write} wrote, into a state that has seen nothing. */
    abstract void read(WireReader in);

    /** Long, BigInteger, BigDecimal, Double, byte[], {@link CompoundResult}; null when no value was seen (a count is then 0). */
    abstract Object result();

    /** Upper bound, in bytes, of what the state keeps beside the object itself. */
    abstract int variableSize();
}
