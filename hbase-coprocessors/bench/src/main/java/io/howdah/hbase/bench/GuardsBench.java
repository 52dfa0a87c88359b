// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hbase.guard.GuardCanary;
import io.howdah.hbase.guard.GuardMaster;
import io.howdah.hbase.guard.TableGuard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a guard costs a writer: puts of two columns to guarded tables and to one without a guard, table after table in turns, on
 * one region server with its write-ahead log on. The same rows are written in each turn, all of them allowed.
 */
@Command(
        name = "bin/bench guards",
        header = "Puts to guarded tables beside one without a guard",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench guards --quick"})
public final class GuardsBench extends HBaseBench {
    private static final byte[] FAMILY = Bytes.toBytes("d");
    private static final byte[] AGE = Bytes.toBytes("age");
    private static final byte[] KIND = Bytes.toBytes("kind");
    private static final int BATCH = 500;
    private static final String NONE = "none";

    @Option(
            names = "--rows",
            paramLabel = "N",
            description =
                    "rows written to a table in a turn, in batches of 500 (default: 50000); a tenth as single puts",
            defaultValue = "50000")
    private int rows;

    /** One table: its rules, and what was measured on it. */
    private static final class Case {
        final String name;
        final Table table;
        double seconds;
        long puts;
        long[] nanos = new long[0];

        Case(String name, Table table) {
            this.name = name;
            this.table = table;
        }

        double putsPerSecond() {
            return puts / seconds;
        }

        double p99Seconds() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(sorted.length * 0.99) - 1] / 1e9;
        }
    }

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new GuardsBench(), args));
    }

    @Override
    void check() {
        requireRange("--rows", rows, 5_000, 5_000_000);
    }

    @Override
    void run() throws Exception {
        Map<String, String> settings = Map.of(
                "hbase.coprocessor.master.classes", GuardMaster.class.getName(),
                "hbase.coprocessor.regionserver.classes", GuardCanary.class.getName());
        try (BenchCluster cluster = new BenchCluster(1, settings)) {
            List<Case> cases = List.of(
                    create(cluster.connection(), NONE, false),
                    create(cluster.connection(), "guard without rules", true),
                    create(
                            cluster.connection(),
                            "rules on cells",
                            true,
                            "cell.bytes",
                            "1000",
                            "column.d:age.range",
                            "long 0 150",
                            "column.d:kind.enum",
                            "hawk|goose"),
                    create(
                            cluster.connection(),
                            "rules on rows",
                            true,
                            "row.columns",
                            "10",
                            "column.d:kind.not-null",
                            "true"),
                    create(
                            cluster.connection(),
                            "rules on cells, audit all",
                            true,
                            "column.d:age.range",
                            "long 0 150",
                            "audit",
                            "all",
                            "audit.full",
                            "drop"));
            for (int turn = 0; turn <= (quick ? 5 : 15); turn++) {
                for (int i = 0; i < cases.size(); i++) {
                    // Each turn begins with another table; the first turn warms up.
                    measure(cases.get((turn + i) % cases.size()), turn > 0);
                }
            }
            report(cases);
        }
    }

    private void report(List<Case> cases) {
        Case none = cases.get(0);
        for (Case each : cases.subList(1, cases.size())) {
            table.add(new BenchTable.Row(
                    each.name, "puts/s", "1/s", "higher", each.putsPerSecond(), NONE, none.putsPerSecond()));
            table.add(new BenchTable.Row(
                    each.name, "put p99 seconds", "s", "lower", each.p99Seconds(), NONE, none.p99Seconds()));
        }
    }

    private static Case create(Connection connection, String name, boolean guarded, String... rules)
            throws IOException {
        TableName table = TableName.valueOf(name.replaceAll("\\W", "-"));
        TableDescriptorBuilder descriptor =
                TableDescriptorBuilder.newBuilder(table).setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY));
        if (guarded) {
            descriptor.setCoprocessor(TableGuard.class.getName());
        }
        for (int i = 0; i < rules.length; i += 2) {
            descriptor.setValue("howdah.guard." + rules[i], rules[i + 1]);
        }
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(descriptor.build());
        }
        return new Case(name, connection.getTable(table));
    }

    private void measure(Case each, boolean counts) throws IOException {
        long start = System.nanoTime();
        for (int from = 0; from < rows; from += BATCH) {
            List<Put> puts = new ArrayList<>();
            for (int row = from; row < Math.min(rows, from + BATCH); row++) {
                puts.add(put(row));
            }
            each.table.put(puts);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] nanos = new long[rows / 10];
        for (int row = 0; row < nanos.length; row++) {
            Put put = put(row);
            long before = System.nanoTime();
            each.table.put(put);
            nanos[row] = System.nanoTime() - before;
        }
        if (counts) {
            each.seconds += seconds;
            each.puts += rows;
            long[] all = Arrays.copyOf(each.nanos, each.nanos.length + nanos.length);
            System.arraycopy(nanos, 0, all, each.nanos.length, nanos.length);
            each.nanos = all;
        }
    }

    private static Put put(int row) {
        return new Put(Bytes.toBytes("r" + row))
                .addColumn(FAMILY, AGE, Bytes.toBytes((long) row % 150))
                .addColumn(FAMILY, KIND, Bytes.toBytes("hawk"));
    }
}
