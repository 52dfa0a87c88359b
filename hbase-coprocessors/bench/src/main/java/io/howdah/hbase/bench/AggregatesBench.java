// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hbase.aggregation.AggregationEndpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long an aggregate takes: ours, a client that scans and adds up, HBase's two aggregation clients, on one region
 * server with four regions; and Phoenix on a cluster like it in a process of its own. Every figure is the median of several turns, taken in turns.
 */
@Command(
        name = "bin/bench aggregates",
        header = "Seconds for an aggregate: ours beside a client's scan, HBase's clients and Phoenix",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench aggregates --quick"})
public final class AggregatesBench extends HBaseBench {
    private static final String PHOENIX = "Phoenix";
    private static final String SCAN = "client-scan";
    private static final String STOCK = "AggregationClient";
    private static final String PUTS = "put p99 during an aggregate";
    /** Estimates and exact values may differ by so much; the greatest published error of the sketches is below it. */
    private static final double AGREE = 0.05;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "rows of the made-up table (default: 500000); groupby-1e6 has twice as many",
            defaultValue = "500000")
    private int numberOfRows;

    @Option(
            names = "--case",
            paramLabel = "TEXT",
            description = "only cases whose name contains this",
            defaultValue = "")
    private String only;

    private PeerProcess phoenix;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new AggregatesBench(), args));
    }

    @Override
    void check() {
        requireRange("--rows", numberOfRows, 2_000, 10_000_000);
    }

    @Override
    void run() throws Exception {
        Map<String, String> endpoints = Map.of(
                "hbase.coprocessor.user.region.classes",
                AggregationEndpoint.class.getName() + "," + AggregateImplementation.class.getName());
        try (PeerProcess peer = new PeerProcess(PHOENIX, peer(), "io.howdah.hbase.bench.phoenix.PhoenixPeer");
                BenchCluster cluster = new BenchCluster(1, endpoints)) {
            phoenix = peer;
            phoenix.awaitReady();
            Connection connection = cluster.connection();
            try (AggregationClient stock = new AggregationClient(connection);
                    AsyncConnection async = ConnectionFactory.createAsyncConnection(connection.getConfiguration())
                            .get()) {
                numbered(cluster, stock, async);
                million(cluster);
                lineitem(cluster);
            }
        }
        if ("exact under churn".contains(only)) {
            (quick ? new ChurnCase(new int[] {3, 3, 3}, 60) : new ChurnCase(new int[] {40, 40, 60}, 1_200)).run(table);
        }
    }

    private void numbered(BenchCluster cluster, AggregationClient stock, AsyncConnection async) throws Exception {
        if (Stream.of("sum", "count", "groupby-1000", "distinct", "p99", PUTS).noneMatch(name -> name.contains(only))) {
            return;
        }
        NumberedTable data = new NumberedTable("numbered", numberOfRows, 1_000);
        NumberedQueries rows = new NumberedQueries(data, cluster.connection());
        rows.load();
        cluster.settle(rows.table());
        phoenix.ask("load numbered " + numberOfRows + " 1000");
        contest(new Contest("sum")
                .with(Contest.OURS, rows::oursSum)
                .with(SCAN, rows::scanSum)
                .with(STOCK, () -> rows.stockSum(stock))
                .with("AsyncAggregationClient", () -> rows.asyncSum(async))
                .withTimed(PHOENIX, () -> phoenix.ask("sum numbered")));
        contest(new Contest("count")
                .with(Contest.OURS, rows::oursCount)
                .with(SCAN, rows::scanCount)
                .with(STOCK, () -> rows.stockCount(stock))
                .with("AsyncAggregationClient", () -> rows.asyncCount(async))
                .withTimed(PHOENIX, () -> phoenix.ask("count numbered")));
        contest(new Contest("groupby-1000")
                .with(Contest.OURS, rows::oursGroups)
                .with(SCAN, rows::scanGroups)
                .withTimed(PHOENIX, () -> phoenix.ask("groups numbered")));
        SketchQueries sketches = new SketchQueries(data, cluster.connection());
        contest(new Contest("distinct")
                .within(AGREE)
                .with(Contest.OURS, sketches::oursDistinct)
                .with(SCAN, sketches::scanDistinct)
                .withTimed(PHOENIX, () -> phoenix.ask("distinct numbered")));
        contest(new Contest("p99")
                .within(AGREE)
                .with(Contest.OURS, sketches::oursP99)
                .with(SCAN, sketches::scanP99)
                .withTimed(PHOENIX, () -> phoenix.ask("p99 numbered")));
        if (PUTS.contains(only)) {
            new PutLatency(cluster.connection(), "puts")
                    .with(Contest.OURS, rows::oursSum)
                    .with(STOCK, () -> rows.stockSum(stock))
                    .run(quick ? 3 : 9, 3_000, table);
        }
    }

    private void million(BenchCluster cluster) throws Exception {
        if (!"groupby-1e6".contains(only)) {
            return;
        }
        int groups = 2 * numberOfRows;
        NumberedQueries rows = new NumberedQueries(new NumberedTable("million", groups, groups), cluster.connection());
        rows.load();
        cluster.settle(rows.table());
        phoenix.ask("load million " + groups + " " + groups);
        new Contest(groups == 1_000_000 ? "groupby-1e6" : "groupby-" + groups)
                .with(Contest.OURS, rows::oursGroups)
                .with(SCAN, rows::scanGroups)
                .withTimed(PHOENIX, () -> phoenix.ask("groups million"))
                .run(1, quick ? 3 : 7, table);
    }

    private void lineitem(BenchCluster cluster) throws Exception {
        if (!"tpch-q1".contains(only)) {
            return;
        }
        double scale = quick ? 0.02 : 0.1;
        LineitemQueries rows = new LineitemQueries(new Lineitems("lineitem", scale), cluster.connection());
        rows.load();
        cluster.settle(rows.table());
        phoenix.ask("load-lineitem lineitem " + scale);
        contest(new Contest("tpch-q1")
                .with(Contest.OURS, rows::ours)
                .with(SCAN, rows::scan)
                .withTimed(PHOENIX, () -> phoenix.ask("q1 lineitem")));
    }

    private static Path peer() {
        String target = System.getProperty("howdah.bench.peer");
        if (target == null) {
            throw new IllegalArgumentException("-Dhowdah.bench.peer is missing: start it with bin/bench");
        }
        return Path.of(target);
    }

    private void contest(Contest contest) throws Exception {
        if (contest.name().contains(only)) {
            contest.run(quick ? 3 : 10, quick ? 5 : 21, table);
        }
    }
}
