// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.hadoop.hbase.client.Consistency;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.filter.PageFilter;
import org.apache.hadoop.hbase.filter.PrefixFilter;
import org.apache.hadoop.hbase.filter.SkipFilter;
import org.apache.hadoop.hbase.filter.WhileMatchFilter;
import org.junit.jupiter.api.Test;

class ScanRulesTest {
    private static void refused(Scan scan, String message) {
        assertThatThrownBy(() -> ScanRules.check(scan))
                .isInstanceOf(AggregationException.class)
                .hasMessageStartingWith("scan feature refused: " + message);
    }

    @Test
    void scanFeature_isRefused_withItsReason() {
        refused(new Scan().setReversed(true), "reversed: slices go on at the next greater row key");
        refused(new Scan().setLimit(5), "limit: a limit on rows has no meaning");
        refused(new Scan().setBatch(5), "batch: a row is always read as a whole");
        refused(new Scan().setMaxResultsPerColumnFamily(5), "maxResultsPerColumnFamily");
        refused(new Scan().setRowOffsetPerColumnFamily(5), "maxResultsPerColumnFamily");
        refused(new Scan().setRaw(true), "raw: delete markers");
        refused(new Scan().readVersions(3), "versions greater than 1");
        refused(new Scan().setConsistency(Consistency.TIMELINE), "replica reads");
        refused(new Scan().setReplicaId(1), "replica reads");
        refused(new Scan().setFilter(new PageFilter(10)), "PageFilter: it counts rows of one region server's scan");
        refused(
                new Scan().setFilter(new FilterList(new FilterList(List.of(new SkipFilter(new PageFilter(10)))))),
                "PageFilter");
        refused(new Scan().setFilter(new WhileMatchFilter(new FirstKeyOnlyFilter())), "WhileMatchFilter");
    }

    @Test
    void scan_isAccepted_withOtherFilters() {
        assertThatCode(() -> ScanRules.check(new Scan()
                        .addFamily(new byte[] {'d'})
                        .setTimeRange(1, 2)
                        .setFilter(new FilterList(new PrefixFilter(new byte[] {1}), new FirstKeyOnlyFilter()))))
                .doesNotThrowAnyException();
    }
}
