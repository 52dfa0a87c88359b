// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.replication.ReplicationPeerConfigBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** The same writes for every target: a warm-up, a burst, a backlog, and a steady rate. One cell of 100 bytes a row. */
final class CdcLoad {
    private static final byte[] FAMILY = Bytes.toBytes("d");
    private static final byte[] QUALIFIER = Bytes.toBytes("q");
    private static final int VALUE_BYTES = 100;
    private static final int BATCH = 500;
    private static final int WRITERS = 4;

    private final Connection connection;
    private final TableName table;
    private final int burst;
    private final int rate;
    private final int seconds;

    /**
     * @param burst rows of the burst and of the backlog
     * @param rate puts a second of the steady phase
     * @param seconds of the steady phase
     */
    CdcLoad(Connection connection, TableName table, int burst, int rate, int seconds) {
        this.connection = connection;
        this.table = table;
        this.burst = burst;
        this.rate = rate;
        this.seconds = seconds;
    }

    /**
     * @param burst events a second from the first put to the last arrival
     * @param backlog events a second from the enabling of the peer to the last arrival
     * @param p50 seconds from a put's acknowledgement to its arrival
     * @param p99 the same
     * @param putP99 seconds a put took
     */
    record Figures(double burst, double backlog, double p50, double p99, double putP99) {}

    static ColumnFamilyDescriptor family() {
        return ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                .setScope(HConstants.REPLICATION_SCOPE_GLOBAL)
                .build();
    }

    /** Adds the peer, writes, waits for everything, removes the peer. */
    Figures run(String peer, ReplicationPeerConfigBuilder config) throws Exception {
        try (Admin admin = connection.getAdmin()) {
            admin.addReplicationPeer(peer, config.build());
            Arrivals warm = Arrivals.expect(peer + "-warm-", BATCH * 4);
            write(peer + "-warm-", BATCH * 4);
            warm.last();

            String rows = peer + "-burst-";
            Arrivals arrivals = Arrivals.expect(rows, burst);
            long start = System.nanoTime();
            write(rows, burst);
            double burstRate = burst / ((arrivals.last() - start) / 1e9);

            rows = peer + "-backlog-";
            arrivals = Arrivals.expect(rows, burst);
            admin.disableReplicationPeer(peer);
            write(rows, burst);
            start = System.nanoTime();
            admin.enableReplicationPeer(peer);
            double backlogRate = burst / ((arrivals.last() - start) / 1e9);

            rows = peer + "-steady-";
            arrivals = Arrivals.expect(rows, rate * seconds);
            long[][] puts = steady(rows);
            arrivals.last();
            admin.removeReplicationPeer(peer);
            double[] latency = new double[puts.length];
            for (int row = 0; row < latency.length; row++) {
                latency[row] = (arrivals.at(rows + row) - puts[row][1]) / 1e9;
            }
            return new Figures(burstRate, backlogRate, part(latency, 0.5), part(latency, 0.99), putP99(puts));
        }
    }

    /** {@return p99 of the steady phase's puts, in seconds, with whatever peers there are} */
    double puts(String name) throws Exception {
        return putP99(steady(name + "-steady-"));
    }

    private void write(String prefix, int count) throws IOException {
        List<Put> puts = new ArrayList<>();
        try (Table rows = connection.getTable(table)) {
            for (int row = 0; row < count; row++) {
                puts.add(put(prefix + row));
                if (puts.size() == BATCH || row == count - 1) {
                    rows.put(puts);
                    puts.clear();
                }
            }
        }
    }

    /** {@return for each row when its put began and when it was acknowledged} */
    private long[][] steady(String prefix) throws Exception {
        long[][] puts = new long[rate * seconds][2];
        long first = System.nanoTime();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int own = writer;
                all.add(writers.submit(() -> {
                    try (Table rows = connection.getTable(table)) {
                        for (int row = own; row < puts.length; row += WRITERS) {
                            long due = first + TimeUnit.SECONDS.toNanos(1) * row / rate;
                            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                            puts[row][0] = System.nanoTime();
                            rows.put(put(prefix + row));
                            puts[row][1] = System.nanoTime();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> writer : all) {
                writer.get();
            }
        } finally {
            writers.shutdownNow();
        }
        double held = puts.length / ((System.nanoTime() - first) / 1e9);
        if (held < rate * 0.95) {
            System.err.printf("%s: only %.0f of %d puts a second%n", prefix, held, rate);
        }
        return puts;
    }

    private static Put put(String row) {
        byte[] value = new byte[VALUE_BYTES];
        Arrays.fill(value, (byte) ('a' + Math.floorMod(row.hashCode(), 26)));
        return new Put(Bytes.toBytes(row)).addColumn(FAMILY, QUALIFIER, value);
    }

    private static double putP99(long[][] puts) {
        return part(
                Arrays.stream(puts).mapToDouble(put -> (put[1] - put[0]) / 1e9).toArray(), 0.99);
    }

    private static double part(double[] values, double part) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return sorted[(int) Math.ceil(sorted.length * part) - 1];
    }
}
