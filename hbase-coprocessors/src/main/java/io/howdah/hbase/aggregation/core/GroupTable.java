// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The states of all groups seen so far. With no group expression there is exactly one group, also when no row was seen:
 * the count of nothing is 0. Not thread-safe.
 */
public final class GroupTable {
    private static final byte[] NO_PARTS = {};

    /** In a reply: lengths of a group's key, and the numbers of a state, at most. */
    private static final int GROUP_REPLY_BYTES = 4;

    private static final int STATE_REPLY_BYTES = 18;

    /** How many times the reply is there at once while it is written: a buffer that grew, its older half, the copy. */
    private static final int REPLY_COPIES = 3;

    private final int parts;
    private final GroupKeys keys = new GroupKeys();
    private final StateColumn[] columns;
    /** What keys and columns take. */
    private long fixedBytes;
    /** The bytes of the keys, and what grew beside the columns. */
    private long variableBytes;

    private long keyBytes;

    /**
     * @param aggregates what is computed for each group
     * @param parts number of group expressions; 0: one group
     */
    public GroupTable(List<Aggregate> aggregates, int parts) {
        this.parts = parts;
        this.columns = aggregates.stream().map(StateColumn::of).toArray(StateColumn[]::new);
        if (parts == 0) {
            group(NO_PARTS, 0, 0);
        }
    }

    /** The number of the group the probe holds: a new one when it is the first of its kind. */
    int groupOf(GroupKey.Probe probe) {
        return parts == 0 ? 0 : group(probe.bytes(), 0, probe.size());
    }

    private int group(byte[] key, int offset, int length) {
        int before = keys.size();
        int group = keys.add(key, offset, length);
        if (group == before) {
            long bytes = keys.memory();
            for (StateColumn column : columns) {
                column.reach(group + 1);
                bytes += column.memory();
            }
            fixedBytes = bytes;
            keyBytes += length;
        }
        return group;
    }

    void addRow(int aggregate, int group) {
        columns[aggregate].addRow(group);
    }

    void add(int aggregate, int group, byte[] row, int rowLength, byte[] value, int length) {
        variableBytes += columns[aggregate].add(group, row, rowLength, value, length);
    }

    /** How many groups there are. */
    public int size() {
        return keys.size();
    }

    /** True when there are group expressions. */
    boolean isGrouped() {
        return parts > 0;
    }

    /** About how much memory the groups take, in bytes: measured with references of four bytes, heaps below 32 GB. */
    public long memory() {
        return fixedBytes + variableBytes;
    }

    /** About how much memory the groups take together with the reply that is made of them, in bytes. */
    long memoryWithReply() {
        long reply = keys.size() * (GROUP_REPLY_BYTES + (long) STATE_REPLY_BYTES * columns.length)
                + keyBytes
                + variableBytes;
        return memory() + REPLY_COPIES * reply;
    }

    /** Adds all groups of another table with the same aggregates. The other one must not be used afterwards. */
    public void merge(GroupTable other) {
        for (int theirs = 0; theirs < other.size(); theirs++) {
            int before = keys.size();
            int mine = group(other.keys.bytes(theirs), other.keys.offset(theirs), other.keys.length(theirs));
            for (int i = 0; i < columns.length; i++) {
                variableBytes += mine == before
                        ? columns[i].take(mine, other.columns[i], theirs)
                        : columns[i].merge(mine, other.columns[i], theirs);
            }
        }
    }

    /** The numbers of all groups, ordered by key as {@link #forEach} gives them. */
    int[] sorted() {
        return keys.sorted(parts);
    }

    void write(WireWriter out) {
        out.unsigned(keys.size());
        for (int group = 0; group < keys.size(); group++) {
            write(group, out);
        }
    }

    /** One group: its key and its states. */
    void write(int group, WireWriter out) {
        keys.write(group, out);
        for (StateColumn column : columns) {
            column.write(group, out);
        }
    }

    void read(WireReader in) {
        int count = in.bounded("the number of groups", ResponseCodec.MOST_GROUPS);
        for (int g = 0; g < count; g++) {
            int length = in.skipBytes(ResponseCodec.LONGEST_KEY);
            int offset = in.position() - length;
            GroupKey.check(in.array(), offset, length, parts);
            int before = keys.size();
            int group = group(in.array(), offset, length);
            if (parts == 0 ? g > 0 : group != before) {
                throw new ProtocolException("a group comes twice");
            }
            for (StateColumn column : columns) {
                variableBytes += column.read(group, in);
            }
        }
    }

    /**
     * Gives each group, ordered by key (unsigned bytes, null first), with one result for each aggregate: Long,
     * BigInteger, BigDecimal, Double, byte[] or null.
     */
    public void forEach(BiConsumer<List<byte[]>, Object[]> consumer) {
        for (int group : sorted()) {
            consumer.accept(keys.parts(group, parts), results(columns, group));
        }
    }

    /** As {@link #forEach}, for an answer that is kept. The table must not be changed afterwards. */
    public GroupRows rows() {
        return new GroupRows(keys, parts, columns);
    }

    static Object[] results(StateColumn[] columns, int group) {
        Object[] results = new Object[columns.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = columns[i].result(group);
        }
        return results;
    }
}
