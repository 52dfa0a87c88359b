// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.GroupTable;
import io.howdah.hbase.slice.core.CoverageMeter;
import io.howdah.hbase.slice.core.RangeLedger;
import io.howdah.hbase.slice.core.RowRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.hbase.TableName;

/**
 * The answer as far as it is known: which rows are in it, and their groups. Both change together or not at all, and
 * listeners are told of each change in order. Thread-safe.
 */
final class MergedAnswer {
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
    private final GroupTable groups;
    private CoverageMeter meter = new CoverageMeter(List.of());

    MergedAnswer(
            TableName table,
            AggregationRequest request,
            int mostGroups,
            Listeners listeners,
            Supplier<AggregationStats> stats) {
        this.table = table;
        this.request = request;
        this.mostGroups = mostGroups;
        this.listeners = listeners;
        this.stats = stats;
        this.ledger = new RangeLedger(request.range());
        this.groups = request.newGroupTable();
    }

    /** Begins with what a token holds. */
    synchronized void restore(Checkpoint checkpoint) throws AggregationException {
        for (RowRange range : checkpoint.covered()) {
            if (ledger.enter(range) != RangeLedger.Entry.ENTERED) {
                throw new AggregationException("the resume token says twice, or of rows not asked for, that it covers "
                        + range + " of " + ledger.whole());
            }
        }
        groups.merge(checkpoint.groups());
    }

    /** @param parts what the range was cut into, for {@link AggregationProgress#fraction} */
    synchronized void measure(List<RowRange> parts) {
        meter = new CoverageMeter(parts);
        ledger.covered().forEach(meter::add);
    }

    /** Enters a reply and merges it, or neither. */
    synchronized void accept(AggregationResponse response) throws AggregationException {
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
        AggregationResult slice = listeners.slices() == null ? null : result(response.groups(), covered);
        groups.merge(response.groups());
        if (groups.size() > mostGroups && !request.groupBy().isEmpty()) {
            throw new AggregationException("more than " + mostGroups
                    + " groups: narrow the range, group by less, or raise howdah.hbase.client.groups.max");
        }
        meter.add(covered);
        if (slice != null) {
            listeners.slices().accept(slice);
        }
        if (listeners.progress() != null) {
            double fraction = ledger.isComplete() ? 1 : Math.min(meter.fraction(), Math.nextDown(1.0));
            listeners.progress().accept(new AggregationProgress(this, fraction, stats.get()));
        }
    }

    synchronized AggregationToken token() throws AggregationException {
        return AggregationToken.of(new Checkpoint(table.getNameAsString(), request, ledger.covered(), groups));
    }

    synchronized List<RowRange> missing() {
        return ledger.missing();
    }

    /** @throws IllegalStateException when a row of the range is not in the answer */
    synchronized AggregationResult result() {
        if (!ledger.isComplete()) {
            throw new IllegalStateException("no answer for " + ledger.missing() + " of " + ledger.whole());
        }
        return result(groups, request.range());
    }

    private AggregationResult result(GroupTable table, RowRange rows) {
        List<String> labels =
                request.aggregates().stream().map(Aggregate::label).toList();
        List<AggregationResult.Group> answer = new ArrayList<>(table.size());
        table.forEach((key, results) -> {
            Map<String, AggregateValue> values = new LinkedHashMap<>();
            for (int i = 0; i < results.length; i++) {
                values.put(labels.get(i), new AggregateValue(labels.get(i), results[i]));
            }
            answer.add(new AggregationResult.Group(key, values));
        });
        return new AggregationResult(
                request.groupBy().stream().map(GroupExpression::label).toList(), labels, answer, rows, stats.get());
    }
}
