// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.LongColumnInterpreter;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The reason this module exists, in one run: HBase's AggregationClient beside ours, both with a connection that last
 * looked regions up before a split, then before a merge. The connections are warmed first and the change is made through
 * another one, so the cache is stale for certain and not by luck.
 */
class StaleRegionsIT {
    private static final int ROWS = 10_000;

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.regionServers(2)
                    .set(
                            "hbase.coprocessor.user.region.classes",
                            AggregateImplementation.class.getName() + "," + AggregationEndpoint.class.getName())));

    @Test
    void ours_countsEachRowOnce_whenRegionSplitsUnderStaleCacheAndStockLosesRows() throws Exception {
        TableName table = TableName.valueOf("split");
        fill(table);
        try (Connection stock = warmed(table);
                Connection ours = warmed(table);
                Admin admin = stack.get().hbase().connection().getAdmin()) {
            RegionInfo first = admin.getRegions(table).get(0);
            admin.splitRegionAsync(first.getRegionName(), NumberedRows.key(ROWS / 4))
                    .get();

            compare("after a split", table, stock, ours, 7_500);
        }
    }

    @Test
    void ours_countsEachRowOnce_whenRegionsMergeUnderStaleCacheAndStockCountsTwice() throws Exception {
        TableName table = TableName.valueOf("merge");
        fill(table);
        try (Connection stock = warmed(table);
                Connection ours = warmed(table);
                Admin admin = stack.get().hbase().connection().getAdmin()) {
            List<RegionInfo> regions = admin.getRegions(table);
            admin.mergeRegionsAsync(
                            regions.get(0).getRegionName(), regions.get(1).getRegionName(), false)
                    .get();

            compare("after a merge", table, stock, ours, 20_000);
        }
    }

    /**
     * Two region servers that each say for two minutes that the other has the region, which was split meanwhile: HBase's
     * client repeats its call between them for as long.
     */
    @Test
    void ours_answers_whenRegionMovedThereAndBackAndWasSplitUnderStaleCache() throws Exception {
        TableName table = TableName.valueOf("boomerang");
        fill(table);
        try (Connection ours = warmed(table);
                Admin admin = stack.get().hbase().connection().getAdmin();
                RegionLocator locator = stack.get().hbase().connection().getRegionLocator(table)) {
            RegionInfo first = admin.getRegions(table).get(0);
            ServerName home =
                    locator.getRegionLocation(first.getStartKey(), true).getServerName();
            ServerName away = admin.getRegionServers().stream()
                    .filter(server -> !server.equals(home))
                    .findFirst()
                    .orElseThrow();
            for (ServerName next : List.of(away, home)) {
                admin.move(first.getEncodedNameAsBytes(), next);
                assertThat(locator.getRegionLocation(first.getStartKey(), true).getServerName())
                        .isEqualTo(next);
            }
            admin.splitRegionAsync(first.getRegionName(), NumberedRows.key(ROWS / 4))
                    .get();

            AggregationResult result = ExactAggregation.on(ours)
                    .table(table)
                    .count()
                    .deadline(Duration.ofSeconds(100))
                    .execute();
            System.out.printf("after a move there and back and a split: %s%n", result.stats());
            assertThat(result.count()).isEqualTo(ROWS);
        }
    }

    private static void compare(String when, TableName table, Connection stock, Connection ours, long stockExpected)
            throws Exception {
        long stockRows;
        try (AggregationClient client = new AggregationClient(stock)) {
            stockRows = onFamily(client, table);
        } catch (Throwable e) {
            throw new AssertionError("stock failed " + when, e);
        }
        AggregationResult result = ExactAggregation.on(ours)
                .table(table)
                .count()
                .sum("d:n", Decoders.LONG)
                .execute();
        System.out.printf(
                "%s: AggregationClient %d rows, ExactAggregation %d rows of %d (%s)%n",
                when, stockRows, result.count(), ROWS, result.stats());

        assertThat(stockRows).as("stock is wrong %s", when).isNotEqualTo(ROWS).isEqualTo(stockExpected);
        assertThat(result.count()).as("ours %s", when).isEqualTo(ROWS);
        assertThat(result.total().sum("d:n").asBigInteger()).isEqualTo(NumberedRows.sum(ROWS));
        assertThat(result.stats().relocations())
                .as("ours had a stale cache too")
                .isPositive();
    }

    private static long onFamily(AggregationClient client, TableName table) throws Throwable {
        return client.rowCount(table, new LongColumnInterpreter(), new Scan().addFamily(NumberedRows.FAMILY));
    }

    private static void fill(TableName table) throws Exception {
        NumberedRows.create(stack.get(), table, NumberedRows.key(ROWS / 2));
        NumberedRows.put(stack.get(), table, 0, ROWS);
    }

    /** A connection of its own whose cache knows every region of the table as it is now. */
    private static Connection warmed(TableName table) throws Exception {
        Connection connection =
                ConnectionFactory.createConnection(stack.get().hbase().configuration());
        try (RegionLocator locator = connection.getRegionLocator(table)) {
            assertThat(locator.getAllRegionLocations()).hasSize(2);
        }
        assertThat(ExactAggregation.on(connection)
                        .table(table)
                        .count()
                        .execute()
                        .count())
                .isEqualTo(ROWS);
        return connection;
    }
}
