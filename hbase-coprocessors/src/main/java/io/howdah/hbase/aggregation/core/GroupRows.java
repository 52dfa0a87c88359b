// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.util.List;

/**
 * The groups of an answer that is complete, ordered by key, numbered from 0: results of counts and of sums of whole
 * numbers are made when they are asked for, so that a million groups are not millions of objects. Immutable.
 */
public final class GroupRows {
    private final GroupKeys keys;
    private final int parts;
    private final int[] order;
    private final StateColumn[] columns;
    /** For columns of states, which not any thread may ask at any time: all results, by group; else null. */
    private final Object[][] results;

    /** @param keys that, as the columns, are changed by nobody any more */
    GroupRows(GroupKeys keys, int parts, StateColumn[] columns) {
        this.keys = keys;
        this.parts = parts;
        this.order = keys.sorted(parts);
        this.columns = columns;
        this.results = new Object[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] instanceof ObjectColumn column) {
                results[i] = new Object[order.length];
                for (int group = 0; group < order.length; group++) {
                    results[i][group] = column.result(group);
                }
            }
        }
    }

    public int size() {
        return order.length;
    }

    /** The parts of a group's key; a part is null where rows had no such column. The arrays are the caller's. */
    public List<byte[]> key(int row) {
        return keys.parts(order[row], parts);
    }

    /** As {@link GroupTable#forEach} gives them. */
    public Object result(int row, int aggregate) {
        int group = order[row];
        return results[aggregate] == null ? columns[aggregate].result(group) : results[aggregate][group];
    }
}
