// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import io.howdah.hbase.cli.HBaseCommand;
import io.howdah.minicluster.EmbeddedStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
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
    private final Path conf;
    private String out = "";

    Cdc(EmbeddedStack stack, Path conf) throws Exception {
        this.stack = stack;
        this.conf = conf;
        stack.writeConfiguration(conf);
    }

    /** Two families, captured, and a third that is not. */
    TableName table(String name, byte[]... splits) throws Exception {
        TableName table = TableName.valueOf(name);
        try (Admin admin = stack.hbase().connection().getAdmin()) {
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

    /** What the last command said, errors too. */
    String said() {
        return out;
    }

    /**
     * Puts and deletes of few columns at few timestamps, one a call. No delete of one version: HBase then shows an older one
     * as long as it has it.
     *
     * @return how many changes
     */
    int write(TableName name, Random random, int writes) throws Exception {
        try (Table table = stack.hbase().connection().getTable(name)) {
            for (int i = 0; i < writes; i++) {
                byte[] row = Bytes.toBytes("r" + (10 + random.nextInt(40)));
                byte[] family = random.nextBoolean() ? D : E;
                byte[] qualifier = Bytes.toBytes("q" + random.nextInt(3));
                long timestamp = 1 + random.nextInt(60);
                int what = random.nextInt(12);
                if (what == 0) {
                    table.delete(new Delete(row).addFamily(family, timestamp));
                } else if (what == 1) {
                    table.delete(new Delete(row).addColumns(family, qualifier, timestamp));
                } else {
                    table.put(new Put(row)
                            .addColumn(family, qualifier, timestamp, Bytes.toBytes("v" + random.nextInt(1 << 30)))
                            .addColumn(Bytes.toBytes("local"), qualifier, timestamp, Bytes.toBytes("not captured")));
                }
            }
        }
        return writes;
    }
}
