// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hbase.aggregation.AggregationEndpoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How long an aggregate takes: ours, a client that scans and adds up, HBase's two aggregation clients, on one region
 * server with four regions; and Phoenix on a cluster like it in a process of its own. Every figure is the median of several turns, taken in turns.
 */
@Command(
        name = "bin/bench aggregates",
        header = "Seconds for an aggregate: ours beside a client's scan, HBase's clients and Phoenix",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench aggregates --quick"})
public final class AggregatesBench implements Callable<Integer> {
    private static final String PHOENIX = "io.howdah.hbase.bench.phoenix.PhoenixPeer";
    private static final int ROWS = 500_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "fewer turns; ends within 5 minutes")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows go as a JSON array")
    private Path json;

    @Option(
            names = "--case",
            paramLabel = "TEXT",
            description = "only cases whose name contains this",
            defaultValue = "")
    private String only;

    private BenchTable table;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new AggregatesBench(), args));
    }

    @Override
    public Integer call() throws Exception {
        table = new BenchTable(spec.commandLine().getOut());
        Map<String, String> endpoints = Map.of(
                "hbase.coprocessor.user.region.classes",
                AggregationEndpoint.class.getName() + "," + AggregateImplementation.class.getName());
        try (PeerProcess phoenix = new PeerProcess("Phoenix", peer(), PHOENIX);
                BenchCluster cluster = new BenchCluster(1, endpoints)) {
            phoenix.awaitReady();
            Connection connection = cluster.connection();
            NumberedQueries rows = new NumberedQueries(new NumberedTable("numbered", ROWS, 1_000), connection);
            rows.load();
            phoenix.ask("load numbered " + ROWS + " 1000");
            cluster.settle(rows.table());
            try (AggregationClient stock = new AggregationClient(connection);
                    AsyncConnection async = ConnectionFactory.createAsyncConnection(connection.getConfiguration())
                            .get()) {
                contest(new Contest("sum")
                        .with(Contest.OURS, rows::oursSum)
                        .with("client-scan", rows::scanSum)
                        .with("AggregationClient", () -> rows.stockSum(stock))
                        .with("AsyncAggregationClient", () -> rows.asyncSum(async))
                        .withTimed("Phoenix", () -> phoenix.ask("sum numbered")));
                contest(new Contest("count")
                        .with(Contest.OURS, rows::oursCount)
                        .with("client-scan", rows::scanCount)
                        .with("AggregationClient", () -> rows.stockCount(stock))
                        .with("AsyncAggregationClient", () -> rows.asyncCount(async))
                        .withTimed("Phoenix", () -> phoenix.ask("count numbered")));
                contest(new Contest("groupby-1000")
                        .with(Contest.OURS, rows::oursGroups)
                        .with("client-scan", rows::scanGroups)
                        .withTimed("Phoenix", () -> phoenix.ask("groups numbered")));
            }
        }
        table.write(json);
        return 0;
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
            contest.run(quick ? 5 : 15, quick ? 7 : 21, table);
        }
    }
}
