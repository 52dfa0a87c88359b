// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.Arrays;

/** Any aggregate: a state of its own for each group. */
final class ObjectColumn extends StateColumn {
    /** A state with its fields, and the reference to it. */
    private static final int STATE_BYTES = 72;

    private final Aggregate aggregate;
    private AggregateState[] states = new AggregateState[8];
    private int groups;
    /** What states keep that have seen nothing. */
    private long emptyBytes;

    ObjectColumn(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    void reach(int count) {
        if (states.length < count) {
            states = Arrays.copyOf(states, Math.max(count, states.length + states.length / 2));
        }
        for (; groups < count; groups++) {
            states[groups] = aggregate.newState();
            emptyBytes += states[groups].variableSize();
        }
    }

    @Override
    void reset(int group) {
        states[group] = aggregate.newState();
    }

    @Override
    void addRow(int group) {
        states[group].addRow();
    }

    @Override
    int add(int group, byte[] row, int rowLength, byte[] bytes, int length) {
        AggregateState state = states[group];
        int before = state.variableSize();
        state.add(row, rowLength, bytes, length);
        return state.variableSize() - before;
    }

    @Override
    int merge(int group, StateColumn other, int otherGroup) {
        AggregateState state = states[group];
        int before = state.variableSize();
        state.merge(((ObjectColumn) other).states[otherGroup]);
        return state.variableSize() - before;
    }

    @Override
    int take(int group, StateColumn other, int otherGroup) {
        int before = states[group].variableSize();
        states[group] = ((ObjectColumn) other).states[otherGroup];
        return states[group].variableSize() - before;
    }

    @Override
    void write(int group, WireWriter out) {
        states[group].write(out);
    }

    @Override
    int read(int group, WireReader in) {
        AggregateState state = states[group];
        int before = state.variableSize();
        state.read(in);
        return state.variableSize() - before;
    }

    @Override
    Object result(int group) {
        return states[group].result();
    }

    @Override
    long memory() {
        return (long) groups * STATE_BYTES + emptyBytes;
    }
}
