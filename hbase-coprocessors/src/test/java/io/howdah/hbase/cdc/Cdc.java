// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cli.HBaseCommand;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HBaseSpec;
import io.howdah.minicluster.RabbitMqServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.management.ObjectName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import picocli.CommandLine;

/** What the tests do with one stack: tables, peers through the command line, random writes. */
final class Cdc {
    static final byte[] D = Bytes.toBytes("d");
    static final byte[] E = Bytes.toBytes("e");

    private final EmbeddedStack stack;
    private final Path directory;
    private final Path conf;
    private String out = "";

    /** @param directory where the stack's configuration and the peers' credentials go */
    Cdc(EmbeddedStack stack, Path directory) throws Exception {
        this.stack = stack;
        this.directory = directory;
        conf = directory.resolve("conf");
        stack.writeConfiguration(conf);
    }

    /** Pauses of HBase and of ours, short enough for a test to wait for. */
    static HBaseSpec shortPauses(HBaseSpec hbase) {
        return hbase.set("replication.source.sleepforretries", "100")
                .set(CdcSettings.RETRY_PAUSE.name(), "50")
                .set(CdcSettings.RETRY_PAUSE_MAX.name(), "500");
    }

    Path conf() {
        return conf;
    }

    Connection connection() throws IOException {
        return stack.hbase().connection();
    }

    /** Two families, captured, and a third that is not. */
    TableName table(String name, byte[]... splits) throws Exception {
        TableName table = TableName.valueOf(name);
        try (Admin admin = connection().getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(table)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(D)
                                    .setScope(1)
                                    .build())
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(E)
                                    .setScope(1)
                                    .build())
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of("local"))
                            .build(),
                    splits.length == 0 ? null : splits);
        }
        return table;
    }

    /** {@code howdah hbase cdc ...}. */
    int run(String... args) {
        List<String> line = new ArrayList<>(List.of("cdc"));
        line.addAll(List.of(args));
        line.addAll(List.of("--conf", conf.toString(), "--timeout", "300"));
        StringWriter text = new StringWriter();
        CommandLine command =
                HBaseCommand.commandLine().setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
        int code = command.execute(line.toArray(String[]::new));
        out = text.toString();
        return code;
    }

    /**
     * {@code howdah hbase cdc add}, which has to succeed.
     *
     * @return the file with the user {@code cdc} and the password
     */
    Path add(String peer, String uri, String password, String... more) throws Exception {
        Path credentials = RabbitMqServer.credentials(directory, "cdc", password);
        List<String> line = new ArrayList<>(List.of("add", peer, "--uri", uri));
        line.addAll(List.of("--credentials", credentials.toString()));
        line.addAll(List.of(more));
        assertThat(run(line.toArray(String[]::new))).as(this::said).isZero();
        return credentials;
    }

    /** What a peer's metrics say, once it has some: HBase takes all beans away for a moment when a table or region goes. */
    static long metric(String peer, String name) throws Exception {
        ObjectName bean = new ObjectName("Hadoop:service=HBase,name=" + CdcMetrics.NAME + peer);
        return Await.value(
                        () -> (Number)
                                ManagementFactory.getPlatformMBeanServer().getAttribute(bean, name),
                        Objects::nonNull)
                .longValue();
    }

    /** What the last command said, errors too. */
    String said() {
        return out;
    }

    /**
     * Puts and deletes of few columns at few timestamps, one a call. Deletes of one version have odd timestamps and puts even
     * ones: of a newest version that exists HBase shows an older one as long as it has it.
     *
     * @return how many changes
     */
    int write(TableName name, Random random, int writes) throws Exception {
        try (Table table = connection().getTable(name)) {
            for (int i = 0; i < writes; i++) {
                byte[] row = Bytes.toBytes("r" + (10 + random.nextInt(40)));
                byte[] family = random.nextBoolean() ? D : E;
                byte[] qualifier = Bytes.toBytes("q" + random.nextInt(3));
                long timestamp = 1 + random.nextInt(60);
                long even = 2 + 2 * random.nextInt(30);
                int what = random.nextInt(14);
                if (what == 0) {
                    table.delete(new Delete(row).addFamily(family, timestamp));
                } else if (what == 1) {
                    table.delete(new Delete(row).addColumns(family, qualifier, timestamp));
                } else if (what == 2) {
                    table.delete(new Delete(row).addColumn(family, qualifier, even + 1));
                } else if (what == 3) {
                    table.delete(new Delete(row).addFamilyVersion(family, even + 1));
                } else {
                    table.put(new Put(row)
                            .addColumn(family, qualifier, even, Bytes.toBytes("v" + random.nextInt(1 << 30)))
                            .addColumn(Bytes.toBytes("local"), qualifier, timestamp, Bytes.toBytes("not captured")));
                }
            }
        }
        return writes;
    }
}
