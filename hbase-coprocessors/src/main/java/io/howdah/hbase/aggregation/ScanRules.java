// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import org.apache.hadoop.hbase.client.Consistency;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.ColumnCountGetFilter;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.PageFilter;
import org.apache.hadoop.hbase.filter.RandomRowFilter;
import org.apache.hadoop.hbase.filter.SkipFilter;
import org.apache.hadoop.hbase.filter.WhileMatchFilter;

/**
 * Which features of a {@link Scan} an aggregate over slices and regions cannot honour, each with its reason. Checked by
 * the client, so that a mistake shows before the first call, and by the region server, which trusts no client.
 */
public final class ScanRules {
    private ScanRules() {}

    /**
     * Lets a scan pass, or not.
     *
     * @throws AggregationException when the scan asks for what cannot be had; the message says why
     */
    public static void check(Scan scan) throws AggregationException {
        refuseIf(scan.isReversed(), "reversed", "slices go on at the next greater row key");
        refuseIf(
                scan.getLimit() > 0, "limit", "a limit on rows has no meaning over regions that are read side by side");
        refuseIf(scan.getBatch() > 0, "batch", "a row is always read as a whole, so that it is counted once");
        refuseIf(
                scan.getMaxResultsPerColumnFamily() >= 0 || scan.getRowOffsetPerColumnFamily() > 0,
                "maxResultsPerColumnFamily and rowOffsetPerColumnFamily",
                "they cut rows, and an aggregate is over whole rows");
        refuseIf(scan.isRaw(), "raw", "delete markers are not values");
        refuseIf(
                scan.getMaxVersions() > 1,
                "versions greater than 1",
                "an aggregate is over the newest value of each column");
        refuseIf(
                scan.getConsistency() == Consistency.TIMELINE || scan.getReplicaId() > 0,
                "replica reads (TIMELINE consistency)",
                "a secondary replica may lag behind, and the answer would not be exact");
        check(scan.getFilter());
    }

    private static void check(Filter filter) throws AggregationException {
        if (filter instanceof FilterList list) {
            for (Filter part : list.getFilters()) {
                check(part);
            }
        } else if (filter instanceof SkipFilter skip) {
            check(skip.getFilter());
        }
        refuseIf(
                filter instanceof PageFilter,
                "PageFilter",
                "it counts rows of one region server's scan, not of the range");
        refuseIf(
                filter instanceof WhileMatchFilter,
                "WhileMatchFilter",
                "it ends the scan of one slice, and the next slice or region would begin anew");
        refuseIf(filter instanceof ColumnCountGetFilter, "ColumnCountGetFilter", "it ends a scan; it is made for gets");
        refuseIf(filter instanceof RandomRowFilter, "RandomRowFilter", "a repeated call would draw other rows");
    }

    private static void refuseIf(boolean present, String feature, String reason) throws AggregationException {
        if (present) {
            throw new AggregationException("scan feature refused: " + feature + ": " + reason);
        }
    }
}
