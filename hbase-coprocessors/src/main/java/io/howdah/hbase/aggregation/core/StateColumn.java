// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/**
 * One aggregate's partial answers for all groups, by their numbers: what {@link AggregateState} is for one group. Methods
 * that change a group say by how many bytes what is kept for it has grown beside {@link #memory}. Not thread-safe.
 */
abstract sealed class StateColumn permits CountColumn, LongSumColumn, ObjectColumn {
    static StateColumn of(Aggregate aggregate) {
        return switch (aggregate.function()) {
            case COUNT_ROWS, COUNT -> new CountColumn();
            case SUM, AVG ->
                aggregate.decoder().kind() == ValueKind.INTEGRAL
                        ? new LongSumColumn(aggregate.decoder(), aggregate.function() == AggregateFunction.AVG)
                        : new ObjectColumn(aggregate);
            default -> new ObjectColumn(aggregate);
        };
    }

    /** Makes room for so many groups; the new ones have seen nothing. */
    abstract void reach(int groups);

    /** The group has seen nothing. */
    abstract void reset(int group);

    /** As {@link AggregateState#addRow}. */
    abstract void addRow(int group);

    /** As {@link AggregateState#add(byte[], int, byte[], int)}. */
    abstract int add(int group, byte[] row, int rowLength, byte[] bytes, int length);

    /** As {@link AggregateState#merge}. */
    abstract int merge(int group, StateColumn other, int otherGroup);

    /** Gives a group that has seen nothing what the other one has seen; the other one must not be used afterwards. */
    abstract int take(int group, StateColumn other, int otherGroup);

    abstract void write(int group, WireWriter out);

    /** Reads what {@link #write} wrote, into a group that has seen nothing. */
    abstract int read(int group, WireReader in);

    /** As {@link AggregateState#result}. */
    abstract Object result(int group);

    /** What the column takes for the groups there is room for, in bytes, beside what grew. */
    abstract long memory();
}
