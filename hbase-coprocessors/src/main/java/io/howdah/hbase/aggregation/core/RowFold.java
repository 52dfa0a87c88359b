// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.util.List;

/**
 * Folds rows into a {@link GroupTable}, one at a time: {@link #begin}, one {@link #room} for each column that is there,
 * {@link #end}. Copies values into buffers it keeps, so that the fold leaves no garbage per row. Not thread-safe.
 */
public final class RowFold {
    private static final int ABSENT = -1;

    private final List<Aggregate> aggregates;
    private final List<GroupExpression> groupBy;
    private final List<Column> columns;
    private final GroupTable table;

    /** For each aggregate and group expression, the index of its column in {@link #columns}; -1: none. */
    private final int[] columnOfAggregate;

    private final int[] columnOfGroup;
    /** For each group expression, its buckets, or null when it is not about time. */
    private final TimeBucket[] buckets;

    private final byte[][] values;
    private final int[] lengths;
    private final long[] timestamps;
    private final GroupKey.Probe probe = new GroupKey.Probe();
    private byte[] row = new byte[128];
    private int rowLength;

    public RowFold(AggregationRequest request, GroupTable table) {
        this.aggregates = request.aggregates();
        this.groupBy = request.groupBy();
        this.columns = request.columns();
        this.table = table;
        this.values = new byte[columns.size()][64];
        this.lengths = new int[columns.size()];
        this.timestamps = new long[columns.size()];
        this.columnOfAggregate = aggregates.stream()
                .mapToInt(a -> a.column() == null ? ABSENT : columns.indexOf(a.column()))
                .toArray();
        this.columnOfGroup = groupBy.stream().mapToInt(this::columnOf).toArray();
        this.buckets = groupBy.stream()
                .map(g -> g instanceof GroupExpression.OfTimeBucket t ? new TimeBucket(t.widthMillis()) : null)
                .toArray(TimeBucket[]::new);
    }

    private int columnOf(GroupExpression expression) {
        Column column = expression.column();
        return column == null ? ABSENT : columns.indexOf(column);
    }

    /**
     * Starts a row.
     *
     * @return a buffer of at least {@code length} bytes to put the row key in
     */
    public byte[] begin(int length) {
        if (row.length < length) {
            row = new byte[length];
        }
        rowLength = length;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = ABSENT;
        }
        return row;
    }

    /**
     * Gives the row a value; the first one of a column counts, it is the newest.
     *
     * @param column index in {@link AggregationRequest#columns}
     * @return a buffer of at least {@code length} bytes to put the value in; null when the column has its value already
     */
    public byte[] room(int column, int length) {
        if (lengths[column] != ABSENT) {
            return null;
        }
        if (values[column].length < length) {
            values[column] = new byte[length];
        }
        lengths[column] = length;
        return values[column];
    }

    /**
     * As {@link #room(int, int)}, with the timestamp of the cell.
     *
     * @param timestamp in milliseconds since 1970
     */
    public byte[] room(int column, int length, long timestamp) {
        byte[] room = room(column, length);
        if (room != null) {
            timestamps[column] = timestamp;
        }
        return room;
    }

    /**
     * Ends the row: it is in the table now.
     *
     * @throws UndecodableValueException names row, column and decoder; the table must then be thrown away
     */
    public void end() {
        int group = table.groupOf(key());
        for (int i = 0; i < columnOfAggregate.length; i++) {
            int column = columnOfAggregate[i];
            if (column == ABSENT) {
                table.addRow(i, group);
            } else if (lengths[column] != ABSENT) {
                add(i, group, column);
            }
        }
    }

    private void add(int aggregate, int group, int column) {
        try {
            table.add(aggregate, group, row, rowLength, values[column], lengths[column]);
        } catch (UndecodableValueException e) {
            throw located(e, columns.get(column));
        }
    }

    private GroupKey.Probe key() {
        probe.clear();
        for (int i = 0; i < columnOfGroup.length; i++) {
            int column = columnOfGroup[i];
            if (groupBy.get(i) instanceof GroupExpression.OfRowPrefix prefix) {
                probe.add(row, 0, Math.min(prefix.length(), rowLength));
            } else if (lengths[column] == ABSENT) {
                probe.addNull();
            } else {
                try {
                    addPart(groupBy.get(i), buckets[i], column);
                } catch (UndecodableValueException e) {
                    throw located(e, columns.get(column));
                }
            }
        }
        return probe;
    }

    private void addPart(GroupExpression expression, TimeBucket bucket, int column) {
        if (expression instanceof GroupExpression.OfTimeBucket time) {
            byte[] name = bucket.nameOf(
                    time.decoder() == null
                            ? timestamps[column]
                            : time.decoder().decodeLong(values[column], 0, lengths[column]));
            probe.add(name, 0, name.length);
        } else {
            probe.add(values[column], 0, lengths[column]);
        }
    }

    private UndecodableValueException located(UndecodableValueException e, Column column) {
        return new UndecodableValueException(
                "row '" + Printable.of(row, 0, rowLength) + "', column " + column + ": " + e.getMessage());
    }
}
