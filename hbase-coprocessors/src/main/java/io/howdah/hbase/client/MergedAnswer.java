// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.HBaseSettings;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.GroupRows;
import io.howdah.hbase.aggregation.core.GroupTable;
import io.howdah.hbase.aggregation.core.SpillLimitException;
import io.howdah.hbase.aggregation.core.SpillingGroups;
import io.howdah.hbase.slice.core.CoverageMeter;
import io.howdah.hbase.slice.core.RangeLedger;
import io.howdah.hbase.slice.core.RowRange;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.hbase.TableName;

/**
 * The answer as far as it is known: which rows are in it, and their groups. Both change together or not at all, and
 * listeners are told of each change in order. Thread-safe.
 */
final class MergedAnswer implements Closeable {
    /** Who is told: of how far it is, and of each slice's own answer; null: nobody. */
    record Listeners(Consumer<AggregationProgress> progress, Consumer<AggregationResult> slices) {
        static final Listeners NONE = new Listeners(null, null);
    }

    private final TableName table;
    private final AggregationRequest request;
    private final int mostGroups;
    private final Listeners listeners;
    private final Supplier<AggregationStats> stats;
    private final RangeLedger ledger;
    private final SpillingGroups groups;
    /** False while a reply is in the ledger and not in the groups, and when the groups were given back. */
    private boolean whole = true;

    private CoverageMeter meter = new CoverageMeter(List.of());

    MergedAnswer(
            TableName table,
            AggregationRequest request,
            int mostGroups,
            SpillingGroups.Budget budget,
            Listeners listeners,
            Supplier<AggregationStats> stats) {
        this.table = table;
        this.request = request;
        this.mostGroups = mostGroups;
        this.listeners = listeners;
        this.stats = stats;
        this.ledger = new RangeLedger(request.range());
        this.groups = new SpillingGroups(request, budget);
    }

    /** Begins with what a token holds. */
    synchronized void restore(Checkpoint checkpoint) throws IOException {
        for (RowRange range : checkpoint.covered()) {
            if (ledger.enter(range) != RangeLedger.Entry.ENTERED) {
                throw new AggregationException("the resume token says twice, or of rows not asked for, that it covers "
                        + range + " of " + ledger.whole());
            }
        }
        merge(checkpoint.groups());
    }

    /** @param parts what the range was cut into, for {@link AggregationProgress#fraction} */
    synchronized void measure(List<RowRange> parts) {
        meter = new CoverageMeter(parts);
        ledger.covered().forEach(meter::add);
    }

    /** Enters a reply and merges it, or neither. */
    synchronized void accept(AggregationResponse response) throws IOException {
        RowRange covered = response.covered();
        RangeLedger.Entry entry = ledger.enter(covered);
        if (entry == RangeLedger.Entry.EMPTY) {
            return;
        }
        if (entry != RangeLedger.Entry.ENTERED) {
            throw new AggregationException("region " + response.region() + " answered for " + covered + ", which is "
                    + entry + " the rows already answered for or asked for");
        }
        // Its own answer first: merging takes the states away.
        AggregationResult slice = listeners.slices() == null ? null : resultOf(response.groups(), covered);
        merge(response.groups());
        meter.add(covered);
        if (slice != null) {
            listeners.slices().accept(slice);
        }
        if (listeners.progress() != null) {
            double fraction = ledger.isComplete() ? 1 : Math.min(meter.fraction(), Math.nextDown(1.0));
            listeners.progress().accept(new AggregationProgress(this, fraction, stats.get()));
        }
    }

    private void merge(GroupTable more) throws IOException {
        try {
            whole = false;
            groups.merge(more);
            whole = true;
        } catch (SpillLimitException e) {
            throw new AggregationException(
                    e.getMessage() + " (" + HBaseSettings.CLIENT_SPILL.name() + "): narrow the range or group by less",
                    e);
        }
    }

    /** @throws AggregationException when the groups are too many for a token */
    synchronized AggregationToken token() throws AggregationException {
        if (!whole) {
            throw new AggregationException("the aggregate has ended: ask for the token while it runs");
        }
        if (!groups.isInMemory()) {
            throw new AggregationException("the groups are on disk, too many for a resume token: raise "
                    + HBaseSettings.CLIENT_MEMORY.name() + ", or group by less");
        }
        return AggregationToken.of(new Checkpoint(table.getNameAsString(), request, ledger.covered(), groups.table()));
    }

    synchronized List<RowRange> missing() {
        return ledger.missing();
    }

    /**
     * The complete answer, in memory.
     *
     * @throws AggregationException when it has more groups than allowed
     * @throws IllegalStateException when a row of the range is not in the answer
     */
    synchronized AggregationResult result() throws IOException {
        requireComplete();
        if (groups.isInMemory()) {
            if (groups.table().size() > mostGroups && !request.groupBy().isEmpty()) {
                throw tooManyGroups();
            }
            return resultOf(groups.table(), request.range());
        }
        List<AggregationResult.Group> all = new ArrayList<>();
        try {
            forEach(group -> {
                if (all.size() == mostGroups) {
                    throw new TooManyGroups();
                }
                all.add(group);
            });
        } catch (TooManyGroups e) {
            throw tooManyGroups();
        }
        return result(all, request.range());
    }

    /** Ends the collecting of groups. */
    private static final class TooManyGroups extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyGroups() {
            super(null, null, false, false);
        }
    }

    /**
     * Each group of the complete answer, in the order of the keys.
     *
     * @throws IllegalStateException when a row of the range is not in the answer
     */
    synchronized void forEach(Consumer<AggregationResult.Group> consumer) throws IOException {
        requireComplete();
        AggregationResult.Labels labels = new AggregationResult.Labels(labels());
        try {
            groups.forEach((key, results) -> consumer.accept(new AggregationResult.Group(labels, key, results)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void requireComplete() {
        if (!ledger.isComplete()) {
            throw new IllegalStateException("no answer for " + ledger.missing() + " of " + ledger.whole());
        }
    }

    private AggregationException tooManyGroups() {
        return new AggregationException("more than " + mostGroups + " groups: narrow the range, group by less, take"
                + " them one by one with forEachGroup, or raise " + HBaseSettings.CLIENT_GROUPS.name());
    }

    private List<String> labels() {
        return request.aggregates().stream().map(Aggregate::label).toList();
    }

    private AggregationResult resultOf(GroupTable table, RowRange range) {
        AggregationResult.Labels labels = new AggregationResult.Labels(labels());
        List<AggregationResult.Group> all = new ArrayList<>(table.size());
        GroupRows rows = table.rows();
        for (int row = 0; row < rows.size(); row++) {
            all.add(new AggregationResult.Group(labels, rows, row));
        }
        return result(all, range);
    }

    private AggregationResult result(List<AggregationResult.Group> all, RowRange rows) {
        return new AggregationResult(
                request.groupBy().stream().map(GroupExpression::label).toList(), labels(), all, rows, stats.get());
    }

    /** Gives back what the groups took; there is no answer after that. */
    @Override
    public synchronized void close() throws IOException {
        whole = false;
        groups.close();
    }
}
