// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Rows folded as a region server folds them: in slices that go over the wire and are merged in any order. */
final class FoldedRows {
    /** A value of one column of a row. */
    record Value(int column, byte[] bytes, long timestamp) {
        Value(int column, byte[] bytes) {
            this(column, bytes, 0);
        }
    }

    private final AggregationRequest request;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<List<Value>> rows = new ArrayList<>();

    FoldedRows(List<Aggregate> aggregates, GroupExpression... groupBy) {
        request = new AggregationRequest(RowRange.ALL, new byte[0], aggregates, List.of(groupBy), SliceLimits.SERVER);
    }

    /** A row with a key of its own, in ascending order. */
    FoldedRows row(Value... values) {
        return row(String.format("row%08d", rows.size()).getBytes(StandardCharsets.UTF_8), values);
    }

    FoldedRows row(byte[] key, Value... values) {
        keys.add(key);
        rows.add(List.of(values));
        return this;
    }

    /** One row for each value of the first column; null: the row has no such column. */
    FoldedRows values(byte[]... values) {
        for (byte[] value : values) {
            if (value == null) {
                row();
            } else {
                row(new Value(0, value));
            }
        }
        return this;
    }

    GroupTable inOnePiece() {
        return slice(0, rows.size());
    }

    /** Cut in slices of about so many rows, each sent, merged in random order. */
    GroupTable inSlices(int rowsOfSlice, Random random) {
        List<byte[]> replies = new ArrayList<>();
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(2 * rowsOfSlice));
            replies.add(ResponseCodec.encode(
                    new AggregationResponse(RowRange.ALL, StopReason.TIME, "region", 1, 2, slice(from, to)), request));
            from = to;
        }
        Collections.shuffle(replies, random);
        GroupTable merged = request.newGroupTable();
        for (byte[] reply : replies) {
            merged.merge(ResponseCodec.decode(reply, request).groups());
        }
        return merged;
    }

    private GroupTable slice(int from, int to) {
        GroupTable table = request.newGroupTable();
        RowFold fold = new RowFold(request, table);
        for (int i = from; i < to; i++) {
            byte[] key = keys.get(i);
            System.arraycopy(key, 0, fold.begin(key.length), 0, key.length);
            for (Value value : rows.get(i)) {
                byte[] room = fold.room(value.column(), value.bytes().length, value.timestamp());
                System.arraycopy(value.bytes(), 0, room, 0, value.bytes().length);
            }
            fold.end();
        }
        return table;
    }

    /** The results of the only group. */
    static Object[] only(GroupTable table) {
        List<Object[]> results = new ArrayList<>();
        table.forEach((key, values) -> results.add(values));
        if (results.size() != 1) {
            throw new AssertionError(results.size() + " groups");
        }
        return results.get(0);
    }

    static byte[] bytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    static byte[] bytes(double value) {
        return ByteBuffer.allocate(8).putDouble(value).array();
    }

    static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
