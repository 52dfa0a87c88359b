// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.minicluster.EmbeddedStack;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;

/** Rows {@code r000000, r000001, ...}, each with its number as a long in {@code d:n}, and three more columns. */
public final class NumberedRows {
    public static final byte[] FAMILY = Bytes.toBytes("d");
    public static final int KINDS = 7;

    private NumberedRows() {}

    public static byte[] key(int number) {
        return Bytes.toBytes(String.format("r%06d", number));
    }

    public static BigInteger sum(long rows) {
        return BigInteger.valueOf(rows * (rows - 1) / 2);
    }

    public static void create(EmbeddedStack stack, TableName table, byte[]... splits) throws IOException {
        try (Admin admin = stack.hbase().connection().getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(table)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                            .build(),
                    splits.length == 0 ? null : splits);
        }
    }

    /** A table with the aggregation and an observer that does as its script says, whose connection is returned. */
    static Connection createScripted(EmbeddedStack stack, TableName table, byte[]... splits) throws IOException {
        Connection connection = stack.hbase().connection();
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(table)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                            .setCoprocessor(AggregationEndpoint.class.getName())
                            .setCoprocessor(ScriptedObserver.class.getName())
                            .build(),
                    splits);
        }
        return connection;
    }

    public static void put(EmbeddedStack stack, TableName name, int from, int to) throws IOException {
        List<Put> puts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            puts.add(new Put(key(i))
                    .addColumn(FAMILY, Bytes.toBytes("kind"), Bytes.toBytes("kind-" + i % KINDS))
                    .addColumn(FAMILY, Bytes.toBytes("n"), Bytes.toBytes((long) i))
                    .addColumn(FAMILY, Bytes.toBytes("text"), Bytes.toBytes(i + ".25"))
                    .addColumn(FAMILY, Bytes.toBytes("z"), Bytes.toBytes(i / 2.0)));
        }
        try (Table table = stack.hbase().connection().getTable(name)) {
            table.put(puts);
        }
    }
}
