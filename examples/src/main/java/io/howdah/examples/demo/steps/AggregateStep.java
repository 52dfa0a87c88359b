// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.birdstrikes.BirdStrikeQuery;
import io.howdah.examples.birdstrikes.OperatorCost;
import io.howdah.examples.birdstrikes.ReportResult;
import io.howdah.examples.birdstrikes.StrikeTable;
import io.howdah.examples.birdstrikes.core.OperatorSummary;
import io.howdah.examples.demo.report.Chart;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.util.Bytes;

/** Group-by inside the region servers: equal to the MapReduce report, before and after a region is split. */
final class AggregateStep implements DemoStep {

    private static final String BEAN = "Hadoop:service=*,name=HowdahAggregation*";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int SHOWN = 8;

    private record Totals(long strikes, long cost) {}

    @Override
    public String title() {
        return "Group-by inside HBase, exact over a split";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.HBASE_COPROCESSORS);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        // A connection of our own: its cache of region locations is what the split makes stale.
        try (Connection connection =
                ConnectionFactory.createConnection(context.stack().hbase().configuration())) {
            return run(context, connection);
        }
    }

    private static StepOutcome run(DemoContext context, Connection connection) throws Exception {
        Map<String, Totals> report = context.result(ReportResult.class).operators().stream()
                .collect(Collectors.toMap(
                        OperatorSummary::operator,
                        o -> new Totals(o.strikes(), o.totalCost()),
                        (a, b) -> a,
                        TreeMap::new));
        List<OperatorCost> first = BirdStrikeQuery.byOperator(connection, BulkLoadStep.TABLE);
        StepFailure.unless(totals(first).equals(report), "the endpoint's groups differ from the MapReduce report's");
        long scanned = clientScan(connection);
        StepFailure.unless(
                scanned == report.values().stream().mapToLong(Totals::cost).sum(),
                "a client scan adds up to " + scanned + " USD, which is not the report's sum");
        // The second call of each is timed: the first compiles both.
        long begin = System.nanoTime();
        BirdStrikeQuery.byOperator(connection, BulkLoadStep.TABLE);
        Duration pushedDown = Duration.ofNanos(System.nanoTime() - begin);
        begin = System.nanoTime();
        clientScan(connection);
        Duration scan = Duration.ofNanos(System.nanoTime() - begin);

        int regions = split(connection);
        AggregationResult again = ExactAggregation.on(connection)
                .table(BulkLoadStep.TABLE)
                .count()
                .sum(StrikeTable.FAMILY + ":" + StrikeTable.COST, Decoders.LONG)
                .execute();
        long rows = context.result(LoadRowsStep.Rows.class).count();
        StepFailure.unless(
                again.count() == rows,
                "after the split the endpoint counts " + again.count() + " of " + rows + " rows");
        long calls = Jmx.awaitAtLeast(1, context.stack().hbase().masterWebAddress(), BEAN, "Calls");

        List<OperatorCost> top = first.stream()
                .sorted(Comparator.comparingLong(OperatorCost::strikes).reversed())
                .limit(SHOWN)
                .toList();
        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "%d groups over %,d rows in %d ms (a client scan that adds up one column: %d ms), equal to the report. "
                                + "Then a region was split behind the client's back: still %,d rows, %d parts found elsewhere.",
                        first.size(),
                        rows,
                        pushedDown.toMillis(),
                        scan.toMillis(),
                        again.count(),
                        again.stats().relocations()))
                .chart(new Chart(
                        Chart.Kind.HORIZONTAL_BAR,
                        "Strikes by operator, from the region servers",
                        "strikes",
                        top.stream().map(OperatorCost::operator).toList(),
                        List.of(new Chart.Series(
                                "strikes",
                                top.stream().map(o -> (double) o.strikes()).toList()))))
                .evidence("groups equal to the MapReduce report's", first.size() + " of " + report.size())
                .evidence("rows after the split, with a stale cache", again.count() + " of " + rows)
                .evidence("regions after the split", regions)
                .evidence("Calls in a region server's /jmx", calls)
                .tile(
                        pushedDown.toMillis() + " ms",
                        "group-by in HBase",
                        first.size() + " groups; a client scan of one column: " + scan.toMillis() + " ms")
                .command("howdah hbase agg birdstrikes --count --sum d:cost --group-by d:operator");
    }

    private static Map<String, Totals> totals(List<OperatorCost> groups) {
        return groups.stream()
                .collect(Collectors.toMap(
                        OperatorCost::operator,
                        o -> new Totals(o.strikes(), o.totalCost()),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static long clientScan(Connection connection) throws IOException {
        byte[] family = Bytes.toBytes(StrikeTable.FAMILY);
        byte[] cost = Bytes.toBytes(StrikeTable.COST);
        long sum = 0;
        try (var table = connection.getTable(BulkLoadStep.TABLE);
                ResultScanner rows =
                        table.getScanner(new Scan().addColumn(family, cost).setCaching(1000))) {
            for (Result row : rows) {
                sum += Bytes.toLong(row.getValue(family, cost));
            }
        }
        return sum;
    }

    /** Splits one region and waits until its daughters are open. */
    private static int split(Connection connection) throws Exception {
        try (Admin admin = connection.getAdmin()) {
            int before = admin.getRegions(BulkLoadStep.TABLE).size();
            RegionInfo region = admin.getRegions(BulkLoadStep.TABLE).get(0);
            admin.splitRegionAsync(region.getRegionName()).get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            int after = admin.getRegions(BulkLoadStep.TABLE).size();
            StepFailure.unless(after == before + 1, "the split left " + after + " regions of " + before);
            return after;
        }
    }
}
