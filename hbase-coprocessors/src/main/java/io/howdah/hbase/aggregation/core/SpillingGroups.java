// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/**
 * The groups of an answer within a memory budget, however many there are.
 *
 * <p><b>Algorithm.</b> External merge sort: groups are merged in a {@link GroupTable}; when it takes more than the budget
 * it is written to a temporary file as one run, ordered by key, and a new table begins. In the end the runs and the table
 * are read side by side, and the states of equal keys are merged. After {@link #MOST_RUNS} runs they are merged into one,
 * so that the memory for reading them is bounded too. Merging is associative and commutative (see {@link AggregateState}),
 * so the answer does not depend on where runs end.
 *
 * <p>Not thread-safe. Close it: the file takes room until then, though it has no name any more.
 */
public final class SpillingGroups implements Closeable {
    static final int MOST_RUNS = 32;

    /**
     * What the groups may take.
     *
     * @param memoryBytes memory, estimated; the reading of runs takes {@value SpillFile.Reader#BUFFER} bytes each more
     * @param diskBytes room on disk
     * @param directory where the file is made
     */
    public record Budget(long memoryBytes, long diskBytes, Path directory) {}

    private final List<Aggregate> aggregates;
    private final int parts;
    private final Budget budget;
    private GroupTable table;
    private SpillFile file;
    private final List<SpillFile.Run> runs = new ArrayList<>();

    public SpillingGroups(AggregationRequest request, Budget budget) {
        this.aggregates = request.aggregates();
        this.parts = request.groupBy().size();
        this.budget = budget;
        this.table = new GroupTable(aggregates, parts);
    }

    /**
     * Adds all groups of another table, which must not be used afterwards.
     *
     * @throws IOException when the file cannot be written, or would be greater than the budget: key, value, limit
     */
    public void merge(GroupTable other) throws IOException {
        table.merge(other);
        if (parts > 0 && table.memory() > budget.memoryBytes()) {
            spill();
        }
    }

    private void spill() throws IOException {
        if (runs.size() == MOST_RUNS) {
            rewrite();
        }
        if (file == null) {
            file = new SpillFile(budget.directory(), budget.diskBytes());
        }
        SpillFile.Writer out = file.newRun();
        for (Iterator<byte[]> sorted = sorted(table); sorted.hasNext(); ) {
            out.group(sorted.next());
        }
        runs.add(out.end());
        table = new GroupTable(aggregates, parts);
    }

    private void rewrite() throws IOException {
        SpillFile merged = new SpillFile(budget.directory(), budget.diskBytes());
        try {
            SpillFile.Writer out = merged.newRun();
            mergeRuns(Collections.emptyIterator(), (key, columns) -> out.group(bytes(key, columns)));
            SpillFile.Run run = out.end();
            file.close();
            file = merged;
            runs.clear();
            runs.add(run);
        } catch (IOException | RuntimeException e) {
            merged.close();
            throw e;
        }
    }

    /** True when the groups are in memory, and {@link #table} gives them. */
    public boolean isInMemory() {
        return runs.isEmpty();
    }

    /** How many runs there are on disk. */
    public int runs() {
        return runs.size();
    }

    /** The groups in memory. */
    public GroupTable table() {
        return table;
    }

    /** Each group, ordered by key, with one result for each aggregate, as {@link GroupTable#forEach} gives them. */
    public void forEach(BiConsumer<List<byte[]>, Object[]> consumer) throws IOException {
        if (runs.isEmpty()) {
            table.forEach(consumer);
            return;
        }
        mergeRuns(
                sorted(table),
                (key, columns) -> consumer.accept(
                        GroupKey.parts(key.array(), key.offset(), key.length(), parts),
                        GroupTable.results(columns, 0)));
    }

    /** The groups of a table in order, each as it is written to a run. */
    private static Iterator<byte[]> sorted(GroupTable table) {
        int[] order = table.sorted();
        WireWriter out = new WireWriter();
        return Arrays.stream(order)
                .mapToObj(group -> {
                    out.clear();
                    table.write(group, out);
                    return out.toByteArray();
                })
                .iterator();
    }

    /** A checked key, where it is. */
    private record Key(byte[] array, int offset, int length) {}

    private static byte[] bytes(Key key, StateColumn[] columns) {
        WireWriter out = new WireWriter();
        out.bytes(key.array(), key.offset(), key.length(), ResponseCodec.LONGEST_KEY);
        for (StateColumn column : columns) {
            column.write(0, out);
        }
        return out.toByteArray();
    }

    private interface Sink {
        /** @param columns the group is number 0 in them */
        void group(Key key, StateColumn[] columns) throws IOException;
    }

    /** One sorted source of groups, and the group it stands at. */
    private static final class Source {
        private final Iterator<byte[]> rest;
        private WireReader states;
        private Key key;

        Source(Iterator<byte[]> rest) {
            this.rest = rest;
        }

        boolean next() {
            if (!rest.hasNext()) {
                return false;
            }
            states = new WireReader(rest.next());
            int length = states.skipBytes(ResponseCodec.LONGEST_KEY);
            key = new Key(states.array(), states.position() - length, length);
            return true;
        }

        /** Reads what the group has seen into a group that has seen nothing. */
        void read(StateColumn[] columns, int group) {
            for (StateColumn column : columns) {
                column.reset(group);
                column.read(group, states);
            }
            states.end();
        }
    }

    private void mergeRuns(Iterator<byte[]> inMemory, Sink sink) throws IOException {
        PriorityQueue<Source> sources = new PriorityQueue<>((a, b) -> compare(a.key, b.key));
        add(sources, new Source(inMemory));
        for (SpillFile.Run run : runs) {
            add(sources, new Source(file.read(run)));
        }
        StateColumn[] columns = aggregates.stream().map(StateColumn::of).toArray(StateColumn[]::new);
        for (StateColumn column : columns) {
            column.reach(2);
        }
        while (!sources.isEmpty()) {
            Source first = sources.poll();
            Key key = first.key;
            first.read(columns, 0);
            add(sources, first);
            while (!sources.isEmpty() && compare(sources.peek().key, key) == 0) {
                Source same = sources.poll();
                same.read(columns, 1);
                for (StateColumn column : columns) {
                    column.merge(0, column, 1);
                }
                add(sources, same);
            }
            sink.group(key, columns);
        }
    }

    private int compare(Key a, Key b) {
        return GroupKey.compare(a.array(), a.offset(), b.array(), b.offset(), parts);
    }

    private static void add(PriorityQueue<Source> sources, Source source) {
        if (source.next()) {
            sources.add(source);
        }
    }

    @Override
    public void close() throws IOException {
        table = new GroupTable(aggregates, parts);
        runs.clear();
        if (file != null) {
            file.close();
        }
    }
}
