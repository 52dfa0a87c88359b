// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.AsyncAggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.LongColumnInterpreter;
import org.apache.hadoop.hbase.coprocessor.AggregateImplementation;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Rows of a table that does not change, counted again and again by each client with a connection of its own while its
 * regions split, merge and move between two region servers. What a client answers is right, wrong, or not there.
 */
final class ChurnCase {
    private static final int ROWS = 4_000;
    private static final long SEED = 4_711;
    private static final TableName TABLE = TableName.valueOf("churn");

    private final int[] wanted;
    private final long deadlineSeconds;
    private final NumberedTable data = new NumberedTable(TABLE.getNameAsString(), ROWS, 10);
    private final int[] changes = new int[3];
    private volatile boolean done;

    /**
     * @param wanted splits, merges and moves until the end
     * @param deadlineSeconds the end, however many there were
     */
    ChurnCase(int[] wanted, long deadlineSeconds) {
        this.wanted = wanted.clone();
        this.deadlineSeconds = deadlineSeconds;
    }

    /** One client's answers. */
    private record Tally(int answers, int wrong, int failed) {}

    void run(BenchTable rows) throws Exception {
        Map<String, String> settings = Map.of(
                "hbase.coprocessor.user.region.classes",
                AggregationEndpoint.class.getName() + "," + AggregateImplementation.class.getName(),
                // Run by the churn itself, so that daughters may split and merge again.
                "hbase.catalogjanitor.interval",
                "2147483647");
        Map<String, Tally> tallies = new LinkedHashMap<>();
        try (BenchCluster cluster = new BenchCluster(2, settings);
                Connection ours =
                        ConnectionFactory.createConnection(cluster.connection().getConfiguration());
                Connection sync = ConnectionFactory.createConnection(ours.getConfiguration());
                AsyncConnection async = ConnectionFactory.createAsyncConnection(ours.getConfiguration())
                        .get();
                AggregationClient stock = new AggregationClient(sync)) {
            new NumberedQueries(data, ours).load();
            ExecutorService pool = Executors.newCachedThreadPool();
            try {
                Map<String, Future<Tally>> clients = new LinkedHashMap<>();
                clients.put(
                        Contest.OURS,
                        pool.submit(() -> count(() -> ExactAggregation.on(ours)
                                .table(TABLE)
                                .count()
                                .execute()
                                .count())));
                clients.put(
                        "AggregationClient",
                        pool.submit(() -> count(() -> stock.rowCount(TABLE, new LongColumnInterpreter(), scan()))));
                clients.put(
                        "AsyncAggregationClient",
                        pool.submit(() -> count(() -> AsyncAggregationClient.rowCount(
                                        async.getTable(TABLE), new LongColumnInterpreter(), scan())
                                .get(2, TimeUnit.MINUTES))));
                churn(cluster);
                for (Map.Entry<String, Future<Tally>> client : clients.entrySet()) {
                    tallies.put(client.getKey(), client.getValue().get(10, TimeUnit.MINUTES));
                }
            } finally {
                done = true;
                pool.shutdownNow();
            }
        }
        System.err.printf(
                "exact under churn: %d splits, %d merges, %d moves, seed %d; %s%n",
                changes[0], changes[1], changes[2], SEED, tallies);
        Tally ours = tallies.remove(Contest.OURS);
        tallies.forEach((client, tally) -> {
            rows.add(row("wrong answers", ours.wrong(), client, tally.wrong()));
            rows.add(row("failed", ours.failed(), client, tally.failed()));
        });
    }

    private static BenchTable.Row row(String metric, int ours, String client, int theirs) {
        return new BenchTable.Row("exact under churn", metric, "", "lower", ours, client, theirs);
    }

    private static Scan scan() {
        return new Scan().addFamily(Bytes.toBytes("d"));
    }

    @FunctionalInterface
    private interface Count {
        long rows() throws Throwable;
    }

    private Tally count(Count count) {
        int answers = 0;
        int wrong = 0;
        int failed = 0;
        while (!done) {
            answers++;
            try {
                wrong += count.rows() == ROWS ? 0 : 1;
            } catch (Throwable e) { // HBase's client declares it
                failed++;
            }
        }
        return new Tally(answers, wrong, failed);
    }

    private void churn(BenchCluster cluster) throws Exception {
        Random random = new Random(SEED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(deadlineSeconds);
        try (Admin admin = cluster.connection().getAdmin()) {
            List<ServerName> servers = new ArrayList<>(admin.getRegionServers());
            while (System.nanoTime() < end && !enough()) {
                try {
                    change(admin, servers, random);
                } catch (IOException | ExecutionException e) {
                    // A region in transition refuses the next change: another one is tried.
                } finally {
                    tidy(cluster, admin);
                }
            }
        }
        done = true;
    }

    private boolean enough() {
        return IntStream.range(0, wanted.length).allMatch(kind -> changes[kind] >= wanted[kind]);
    }

    private void change(Admin admin, List<ServerName> servers, Random random) throws Exception {
        List<RegionInfo> regions = admin.getRegions(TABLE);
        int index = random.nextInt(regions.size());
        RegionInfo region = regions.get(index);
        int kind = regions.size() < 4 ? 0 : regions.size() > 8 ? 1 : random.nextInt(3);
        switch (kind) {
            case 0 ->
                admin.splitRegionAsync(region.getRegionName(), middle(region)).get(2, TimeUnit.MINUTES);
            case 1 -> {
                int left = Math.min(index, regions.size() - 2);
                admin.mergeRegionsAsync(
                                regions.get(left).getRegionName(),
                                regions.get(left + 1).getRegionName(),
                                false)
                        .get(2, TimeUnit.MINUTES);
            }
            default -> admin.move(region.getEncodedNameAsBytes(), servers.get(random.nextInt(servers.size())));
        }
        changes[kind]++;
    }

    private byte[] middle(RegionInfo region) {
        int start = region.getStartKey().length == 0 ? 0 : number(region.getStartKey());
        int end = region.getEndKey().length == 0 ? ROWS : number(region.getEndKey());
        return Bytes.toBytes(data.key((start + end) / 2));
    }

    private static int number(byte[] key) {
        return Integer.parseInt(Bytes.toString(key).substring(1));
    }

    /** Lets daughters and merged regions be split and merged again: no reference files, parents forgotten. */
    private static void tidy(BenchCluster cluster, Admin admin) throws IOException {
        cluster.stack()
                .hbase()
                .utility()
                .getMiniHBaseCluster()
                .getLiveRegionServerThreads()
                .forEach(server -> server.getRegionServer().getRegions(TABLE).forEach(region -> {
                    try {
                        region.compact(true);
                    } catch (IOException e) {
                        // Closing under the compaction: it will be compacted where it opens.
                    }
                }));
        admin.runCatalogJanitor();
    }
}
