// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Change data capture to real servers, one target after the other on one cluster with the same writes: RabbitMQ and MariaDB
 * beside HBase's own replication to a second cluster, and beside a peer that confirms at once (HBase's own part of it all).
 */
@Command(
        name = "bin/bench cdc",
        header = "Changes a second and seconds from put to sink: RabbitMQ and MariaDB beside HBase's replication",
        mixinStandardHelpOptions = true,
        footer = {"", "Needs root, rabbitmq-server, mariadbd and setpriv.", "Example: bin/bench cdc --quick"})
public final class CdcBench extends HBaseBench {
    private static final TableName TABLE = TableName.valueOf("cdc");
    private static final int RATE = 500;

    @Option(
            names = "--pause",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "HBase's pause at the end of its log, replication.source.sleepforretries; default: its own,"
                    + " ${DEFAULT-VALUE}")
    private int pause;

    private final Map<String, CdcLoad.Figures> figures = new LinkedHashMap<>();
    private CdcLoad load;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new CdcBench(), args));
    }

    @FunctionalInterface
    private interface Target {
        CdcTarget start() throws Exception;
    }

    @Override
    void check() {
        requireRange("--pause", pause, 1, 60_000);
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IllegalArgumentException("needs root: RabbitMQ and MariaDB run under their own accounts");
        }
    }

    @Override
    void run() throws Exception {
        double putsAlone;
        try (BenchCluster cluster =
                new BenchCluster(1, Map.of("replication.source.sleepforretries", Integer.toString(pause)))) {
            try (Admin admin = cluster.connection().getAdmin()) {
                admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                        .setColumnFamily(CdcLoad.family())
                        .build());
            }
            load = new CdcLoad(cluster.connection(), TABLE, quick ? 10_000 : 50_000, RATE, quick ? 10 : 60);
            load.puts("cold");
            putsAlone = load.puts("alone");
            measure("no sink", CdcTarget.NoSink::new);
            measure("HBase replication", () -> new CdcTarget.OtherCluster(TABLE));
            measure("rabbitmq", CdcTarget.RabbitMq::new);
            measure("mariadb", CdcTarget.MariaDb::new);
        }
        for (String sink : new String[] {"rabbitmq", "mariadb"}) {
            for (String peer : new String[] {"HBase replication", "no sink"}) {
                row(sink, "events/s", "1/s", "higher", CdcLoad.Figures::burst, peer);
                row(sink, "backlog events/s", "1/s", "higher", CdcLoad.Figures::backlog, peer);
                row(sink, "p50 seconds", "s", "lower", CdcLoad.Figures::p50, peer);
                row(sink, "p99 seconds", "s", "lower", CdcLoad.Figures::p99, peer);
                row(sink, "put p99 seconds", "s", "lower", CdcLoad.Figures::putP99, peer);
            }
            table.add(new BenchTable.Row(
                    sink, "put p99 seconds", "s", "lower", figures.get(sink).putP99(), "no peer", putsAlone));
        }
    }

    private void measure(String name, Target target) throws Exception {
        try (CdcTarget started = target.start()) {
            figures.put(name, load.run(name.replace(" ", ""), started.peer()));
        }
        System.err.println(name + ": " + figures.get(name));
    }

    private void row(
            String sink,
            String metric,
            String unit,
            String better,
            ToDoubleFunction<CdcLoad.Figures> value,
            String peer) {
        table.add(new BenchTable.Row(
                sink,
                metric,
                unit,
                better,
                value.applyAsDouble(figures.get(sink)),
                peer,
                value.applyAsDouble(figures.get(peer))));
    }
}
