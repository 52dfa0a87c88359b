// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.RowRange;
import java.util.List;

/**
 * An aggregate that is not complete: the question, the rows that are in the answer, and the answer of those rows. All
 * that another process needs to go on.
 *
 * @param table the table's name
 * @param request the question, with the whole range
 * @param covered rows in the answer: disjoint, in order, inside the request's range
 * @param groups the states of exactly those rows
 */
public record Checkpoint(String table, AggregationRequest request, List<RowRange> covered, GroupTable groups) {
    public Checkpoint {
        covered = List.copyOf(covered);
    }
}
