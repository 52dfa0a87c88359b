// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one call asks of one region.
 *
 * @param range the rows wanted; the region server clips them to its region
 * @param scan the scan's selection, filter, time range and attributes, serialised by the platform; opaque here
 * @param aggregates at least one, each label once
 * @param groupBy empty: one group
 * @param limits limits of the client's own; see {@link SliceLimits#SERVER}
 */
@SuppressWarnings("ArrayRecordComponent") // Opaque bytes that travel once; requests are never compared.
public record AggregationRequest(
        RowRange range, byte[] scan, List<Aggregate> aggregates, List<GroupExpression> groupBy, SliceLimits limits) {
    /** Most aggregates in one request. */
    public static final int MOST_AGGREGATES = 64;

    /** Most group expressions in one request. */
    public static final int MOST_GROUP_EXPRESSIONS = 8;

    /** @throws IllegalArgumentException when there is nothing to compute, too much, or the same twice */
    public AggregationRequest {
        aggregates = List.copyOf(aggregates);
        groupBy = List.copyOf(groupBy);
        if (aggregates.isEmpty()) {
            throw new IllegalArgumentException("nothing to compute: ask for at least one of count, sum, min, max, avg");
        }
        if (aggregates.size() > MOST_AGGREGATES || groupBy.size() > MOST_GROUP_EXPRESSIONS) {
            throw new IllegalArgumentException(aggregates.size() + " aggregates and " + groupBy.size()
                    + " group expressions: allowed are " + MOST_AGGREGATES + " and " + MOST_GROUP_EXPRESSIONS);
        }
        Set<String> labels = new HashSet<>();
        for (Aggregate aggregate : aggregates) {
            if (!labels.add(aggregate.label())) {
                throw new IllegalArgumentException(aggregate.label() + " is asked for twice");
            }
        }
    }

    /** The same request for other rows. */
    public AggregationRequest withRange(RowRange other) {
        return new AggregationRequest(other, scan, aggregates, groupBy, limits);
    }

    /** The same request with other limits. */
    public AggregationRequest withLimits(SliceLimits other) {
        return new AggregationRequest(range, scan, aggregates, groupBy, other);
    }

    /** The columns whose values are needed, in the order of cells in a row. */
    public List<Column> columns() {
        Set<Column> columns = new TreeSet<>();
        for (Aggregate aggregate : aggregates) {
            if (aggregate.column() != null) {
                columns.add(aggregate.column());
            }
        }
        for (GroupExpression expression : groupBy) {
            if (expression.column() != null) {
                columns.add(expression.column());
            }
        }
        return List.copyOf(columns);
    }

    /** True when rows that have none of {@link #columns()} count too. */
    public boolean needsEveryRow() {
        return !groupBy.isEmpty() || aggregates.stream().anyMatch(a -> a.function() == AggregateFunction.COUNT_ROWS);
    }

    /** A table for this request's groups. */
    public GroupTable newGroupTable() {
        return new GroupTable(aggregates, groupBy.size());
    }
}
