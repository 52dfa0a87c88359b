// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/** Rows, or rows that have a column. */
final class CountState extends AggregateState {
    private long count;

    @Override
    void addRow() {
        count++;
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        count++;
    }

    @Override
    void merge(AggregateState other) {
        count = Math.addExact(count, ((CountState) other).count);
    }

    @Override
    void write(WireWriter out) {
        out.unsigned(count);
    }

    @Override
    void read(WireReader in) {
        count = in.unsigned();
    }

    @Override
    Object result() {
        return count;
    }

    @Override
    int variableSize() {
        return 0;
    }
}
