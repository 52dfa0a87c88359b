// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        for (Map.Entry<GroupKey, AggregateState[]> group : table.sorted()) {
            out.group(group.getKey(), group.getValue());
        }
        runs.add(out.end());
        table = new GroupTable(aggregates, parts);
    }

    private void rewrite() throws IOException {
        SpillFile merged = new SpillFile(budget.directory(), budget.diskBytes());
        try {
            SpillFile.Writer out = merged.newRun();
            mergeRuns(List.of(), out::group);
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
        mergeRuns(table.sorted(), (key, states) -> consumer.accept(key.parts(parts), GroupTable.results(states)));
    }

    private interface Sink {
        void group(GroupKey key, AggregateState[] states) throws IOException;
    }

    /** One sorted source of groups, and the group it stands at. */
    private static final class Source {
        private final java.util.Iterator<Map.Entry<GroupKey, AggregateState[]>> rest;
        private List<byte[]> parts;
        private Map.Entry<GroupKey, AggregateState[]> group;

        Source(java.util.Iterator<Map.Entry<GroupKey, AggregateState[]>> rest) {
            this.rest = rest;
        }

        boolean next(int count) {
            if (!rest.hasNext()) {
                return false;
            }
            group = rest.next();
            parts = group.getKey().parts(count);
            return true;
        }
    }

    private void mergeRuns(List<Map.Entry<GroupKey, AggregateState[]>> inMemory, Sink sink) throws IOException {
        PriorityQueue<Source> sources = new PriorityQueue<>((a, b) -> GroupTable.BY_PARTS.compare(a.parts, b.parts));
        add(sources, new Source(inMemory.iterator()));
        for (SpillFile.Run run : runs) {
            add(sources, new Source(file.read(run, new GroupTable(aggregates, parts)::newStates)));
        }
        while (!sources.isEmpty()) {
            Source first = sources.poll();
            List<byte[]> key = first.parts;
            Map.Entry<GroupKey, AggregateState[]> group = first.group;
            add(sources, first);
            while (!sources.isEmpty() && GroupTable.BY_PARTS.compare(sources.peek().parts, key) == 0) {
                Source same = sources.poll();
                AggregateState[] states = group.getValue();
                for (int i = 0; i < states.length; i++) {
                    states[i].merge(same.group.getValue()[i]);
                }
                add(sources, same);
            }
            sink.group(group.getKey(), group.getValue());
        }
    }

    private void add(PriorityQueue<Source> sources, Source source) {
        if (source.next(parts)) {
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
