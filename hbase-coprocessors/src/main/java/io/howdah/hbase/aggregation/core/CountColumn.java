// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/** Rows, or rows that have a column. */
final class CountColumn extends StateColumn {
    private final LongPages counts = new LongPages();

    @Override
    void reach(int groups) {
        counts.reach(groups);
    }

    @Override
    void reset(int group) {
        counts.set(group, 0);
    }

    @Override
    void addRow(int group) {
        counts.add(group, 1);
    }

    @Override
    int add(int group, byte[] row, int rowLength, byte[] bytes, int length) {
        counts.add(group, 1);
        return 0;
    }

    @Override
    int merge(int group, StateColumn other, int otherGroup) {
        counts.set(group, Math.addExact(counts.get(group), ((CountColumn) other).counts.get(otherGroup)));
        return 0;
    }

    @Override
    int take(int group, StateColumn other, int otherGroup) {
        return merge(group, other, otherGroup);
    }

    @Override
    void write(int group, WireWriter out) {
        out.unsigned(counts.get(group));
    }

    @Override
    int read(int group, WireReader in) {
        counts.set(group, in.unsigned());
        return 0;
    }

    @Override
    Object result(int group) {
        return counts.get(group);
    }

    @Override
    long memory() {
        return counts.memory();
    }
}
