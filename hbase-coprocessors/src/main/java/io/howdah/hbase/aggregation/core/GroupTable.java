// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The states of all groups seen so far. With no group expression there is exactly one group, also when no row was seen:
 * the count of nothing is 0. Not thread-safe.
 */
public final class GroupTable {
    /** What a group costs beside its key and what its states keep: entry, key, array, and each state with its fields. */
    private static final int GROUP_BYTES = 120;

    private static final int STATE_BYTES = 56;

    /** In a reply: lengths of a group's key, and the numbers of a state, at most. */
    private static final int GROUP_REPLY_BYTES = 4;

    private static final int STATE_REPLY_BYTES = 18;

    /** How many times the reply is there at once while it is written: a buffer that grew, its older half, the copy. */
    private static final int REPLY_COPIES = 3;

    private final List<Aggregate> aggregates;
    private final int parts;
    private final Map<GroupKey, AggregateState[]> groups = new HashMap<>();
    private long variableBytes;

    /**
     * @param aggregates what is computed for each group
     * @param parts number of group expressions; 0: one group
     */
    public GroupTable(List<Aggregate> aggregates, int parts) {
        this.aggregates = List.copyOf(aggregates);
        this.parts = parts;
        if (parts == 0) {
            groups.put(GroupKey.of(new byte[0]), newStates());
        }
    }

    AggregateState[] newStates() {
        AggregateState[] states = new AggregateState[aggregates.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = aggregates.get(i).newState();
        }
        return states;
    }

    /** The states of the group the probe holds; a new group when it is the first of its kind. */
    AggregateState[] statesOf(GroupKey.Probe probe) {
        AggregateState[] states = groups.get(probe.view());
        if (states == null) {
            states = newStates();
            put(probe.copy(), states);
        }
        return states;
    }

    private void put(GroupKey key, AggregateState[] states) {
        groups.put(key, states);
        variableBytes += key.length() + variableBytes(states);
    }

    private static long variableBytes(AggregateState[] states) {
        long bytes = 0;
        for (AggregateState state : states) {
            bytes += state.variableSize();
        }
        return bytes;
    }

    /** How many groups there are. */
    public int size() {
        return groups.size();
    }

    /** True when there are group expressions. */
    boolean isGrouped() {
        return parts > 0;
    }

    /** About how much memory the groups take, in bytes: measured with references of four bytes, heaps below 32 GB. */
    public long memory() {
        return groups.size() * (GROUP_BYTES + (long) STATE_BYTES * aggregates.size()) + variableBytes;
    }

    /** About how much memory the groups take together with the reply that is made of them, in bytes. */
    long memoryWithReply() {
        long reply = groups.size() * (GROUP_REPLY_BYTES + (long) STATE_REPLY_BYTES * aggregates.size()) + variableBytes;
        return memory() + REPLY_COPIES * reply;
    }

    /** What a state keeps beside itself has grown by so much. */
    void addVariableBytes(int bytes) {
        variableBytes += bytes;
    }

    /** Adds all groups of another table with the same aggregates. The other one must not be used afterwards. */
    public void merge(GroupTable other) {
        other.groups.forEach((key, states) -> {
            AggregateState[] mine = groups.get(key);
            if (mine == null) {
                put(key, states);
            } else {
                variableBytes -= variableBytes(mine);
                for (int i = 0; i < mine.length; i++) {
                    mine[i].merge(states[i]);
                }
                variableBytes += variableBytes(mine);
            }
        });
    }

    /** All groups, ordered by key as {@link #forEach} gives them. */
    List<Map.Entry<GroupKey, AggregateState[]>> sorted() {
        return groups.entrySet().stream()
                .map(group -> Map.entry(group.getKey().parts(parts), group))
                .sorted(Map.Entry.comparingByKey(BY_PARTS))
                .map(Map.Entry::getValue)
                .toList();
    }

    void write(WireWriter out) {
        out.unsigned(groups.size());
        groups.forEach((key, states) -> {
            out.bytes(key.encoded(), ResponseCodec.LONGEST_KEY);
            for (AggregateState state : states) {
                state.write(out);
            }
        });
    }

    void read(WireReader in) {
        int count = in.bounded("the number of groups", ResponseCodec.MOST_GROUPS);
        for (int g = 0; g < count; g++) {
            GroupKey key = GroupKey.of(in.bytes(ResponseCodec.LONGEST_KEY));
            AggregateState[] states = newStates();
            for (AggregateState state : states) {
                state.read(in);
            }
            if (groups.put(key, states) != null && parts > 0) {
                throw new ProtocolException("a group comes twice");
            }
            variableBytes += key.length() + variableBytes(states);
        }
    }

    /**
     * Gives each group, ordered by key (unsigned bytes, null first), with one result for each aggregate: Long,
     * BigInteger, BigDecimal, Double, byte[] or null.
     */
    public void forEach(BiConsumer<List<byte[]>, Object[]> consumer) {
        groups.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey().parts(parts), entry.getValue()))
                .sorted(Map.Entry.comparingByKey(BY_PARTS))
                .forEach(entry -> consumer.accept(entry.getKey(), results(entry.getValue())));
    }

    static Object[] results(AggregateState[] states) {
        Object[] results = new Object[states.length];
        for (int i = 0; i < states.length; i++) {
            results[i] = states[i].result();
        }
        return results;
    }

    /** By unsigned bytes, null first. */
    static final Comparator<List<byte[]>> BY_PARTS = (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
            int order = Arrays.compareUnsigned(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };
}
