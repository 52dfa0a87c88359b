// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * How long puts to another table of the same region server take while a client aggregates without a pause: with ours, and
 * in turns with HBase's client. Write-ahead log on, one put a call.
 */
final class PutLatency {
    private static final int WRITERS = 2;
    private static final byte[] FAMILY = Bytes.toBytes("d");

    private final Connection connection;
    private final TableName table;
    private final Map<String, Contest.Query> aggregates = new LinkedHashMap<>();

    PutLatency(Connection connection, String table) throws IOException {
        this.connection = connection;
        this.table = TableName.valueOf(table);
        NumberedQueries.create(
                connection, this.table, region -> "r" + (char) ('0' + 10 * region / NumberedTable.REGIONS));
    }

    PutLatency with(String client, Contest.Query aggregate) {
        aggregates.put(client, aggregate);
        return this;
    }

    /** @param turns how often each client's turn comes; the first does not count */
    void run(int turns, long turnMillis, BenchTable rows) throws Exception {
        Map<String, List<long[]>> nanos = new LinkedHashMap<>();
        aggregates.keySet().forEach(client -> nanos.put(client, new ArrayList<>()));
        for (int turn = 0; turn <= turns; turn++) {
            for (Map.Entry<String, Contest.Query> aggregate : aggregates.entrySet()) {
                List<long[]> latencies = during(aggregate.getValue(), turnMillis, turn);
                if (turn > 0) {
                    nanos.get(aggregate.getKey()).addAll(latencies);
                }
            }
        }
        double ours = p99(nanos.get(Contest.OURS));
        nanos.forEach((client, latencies) -> {
            if (!client.equals(Contest.OURS)) {
                rows.add(new BenchTable.Row(
                        "put p99 during an aggregate", "milliseconds", "ms", "lower", ours, client, p99(latencies)));
            }
        });
    }

    private List<long[]> during(Contest.Query aggregate, long millis, int turn) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<long[]>> latencies = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int first = (turn * WRITERS + writer) * 1_000_000;
                latencies.add(writers.submit(() -> write(first, done)));
            }
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (System.nanoTime() < end) {
                aggregate.run();
            }
            done.set(true);
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> latency : latencies) {
                all.add(latency.get(2, TimeUnit.MINUTES));
            }
            return all;
        } finally {
            done.set(true);
            writers.shutdownNow();
        }
    }

    private long[] write(int first, AtomicBoolean done) throws IOException {
        long[] nanos = new long[1024];
        int count = 0;
        try (Table puts = connection.getTable(table)) {
            while (!done.get()) {
                int row = first + count;
                Put put = new Put(Bytes.toBytes(
                                "r" + new StringBuilder().append(row).reverse()))
                        .addColumn(FAMILY, FAMILY, Bytes.toBytes((long) row));
                long start = System.nanoTime();
                puts.put(put);
                nanos = count == nanos.length ? Arrays.copyOf(nanos, count * 2) : nanos;
                nanos[count++] = System.nanoTime() - start;
            }
        }
        return Arrays.copyOf(nanos, count);
    }

    private static double p99(List<long[]> nanos) {
        long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return all[(int) Math.ceil(all.length * 0.99) - 1] / 1e6;
    }
}
