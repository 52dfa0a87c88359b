// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import org.apache.hadoop.hbase.util.Bytes;

/** {@link Lineitems} in HBase, and TPC-H's query 1 over it: pushed down by ours, and by a client that scans. */
final class LineitemQueries {
    private static final byte[] FAMILY = Bytes.toBytes("d");
    /** What query 1 sums. */
    private static final String[] SUMMED = {"quantity", "price", "discounted", "charge", "discount"};

    private final Lineitems data;
    private final TableName name;
    private final Connection connection;

    LineitemQueries(Lineitems data, Connection connection) {
        this.data = data;
        this.name = TableName.valueOf(data.name());
        this.connection = connection;
    }

    TableName table() {
        return name;
    }

    void load() throws IOException {
        NumberedQueries.create(connection, name, data::firstKeyOf);
        try (BufferedMutator puts = connection.getBufferedMutator(name)) {
            for (Lineitems.Item item : data) {
                Put put = new Put(Bytes.toBytes(item.key())).setDurability(Durability.SKIP_WAL);
                add(put, "flag", Bytes.toBytes(item.flag()));
                add(put, "status", Bytes.toBytes(item.status()));
                add(put, "quantity", Bytes.toBytes(item.quantity()));
                add(put, "price", Bytes.toBytes(item.price()));
                add(put, "discount", Bytes.toBytes(item.discount()));
                add(put, "discounted", Bytes.toBytes(item.discounted()));
                add(put, "charge", Bytes.toBytes(item.charge()));
                add(put, "shipdate", Bytes.toBytes(item.shipDate()));
                puts.mutate(put);
            }
        }
    }

    private static void add(Put put, String column, byte[] value) {
        put.addColumn(FAMILY, Bytes.toBytes(column), value);
    }

    private static SingleColumnValueFilter shipped() {
        return new SingleColumnValueFilter(
                FAMILY,
                Bytes.toBytes("shipdate"),
                CompareOperator.LESS_OR_EQUAL,
                Bytes.toBytes(Lineitems.SHIPPED_UNTIL)); // never negative: bytes sort as numbers
    }

    Object ours() throws IOException {
        ExactAggregation query = ExactAggregation.on(connection)
                .table(name)
                .filter(shipped())
                .groupBy("d:flag")
                .groupBy("d:status")
                .count();
        for (String column : SUMMED) {
            query.sum("d:" + column, Decoders.LONG);
        }
        query.avg("d:quantity", Decoders.LONG).avg("d:price", Decoders.LONG).avg("d:discount", Decoders.LONG);
        Answer answer = new Answer();
        for (AggregationResult.Group group : query.execute().groups()) {
            answer.group(
                    group.keyText(0) + group.keyText(1),
                    group.count(),
                    group.sum("d:quantity").asLong(),
                    group.sum("d:price").asLong(),
                    group.sum("d:discounted").asLong(),
                    group.sum("d:charge").asLong(),
                    group.avg("d:quantity").asBigDecimal(),
                    group.avg("d:price").asBigDecimal(),
                    group.avg("d:discount").asBigDecimal());
        }
        return answer;
    }

    Object scan() throws IOException {
        byte[][] columns = new byte[SUMMED.length][];
        Map<String, long[]> groups = new HashMap<>();
        Scan scan = new Scan().setFilter(shipped());
        for (String column : new String[] {"flag", "status", "shipdate"}) {
            scan.addColumn(FAMILY, Bytes.toBytes(column));
        }
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Bytes.toBytes(SUMMED[i]);
            scan.addColumn(FAMILY, columns[i]);
        }
        try (Table table = connection.getTable(name);
                ResultScanner scanner = table.getScanner(scan)) {
            for (Result row : scanner) {
                String key = Bytes.toString(row.getValue(FAMILY, Bytes.toBytes("flag")))
                        + Bytes.toString(row.getValue(FAMILY, Bytes.toBytes("status")));
                long[] sums = groups.computeIfAbsent(key, k -> new long[columns.length + 1]);
                for (int i = 0; i < columns.length; i++) {
                    sums[i] = Math.addExact(sums[i], Bytes.toLong(row.getValue(FAMILY, columns[i])));
                }
                sums[columns.length]++;
            }
        }
        Answer answer = new Answer();
        groups.forEach((key, s) -> {
            long count = s[columns.length];
            answer.group(key, count, s[0], s[1], s[2], s[3], mean(s[0], count), mean(s[1], count), mean(s[4], count));
        });
        return answer;
    }

    private static BigDecimal mean(long sum, long count) {
        return BigDecimal.valueOf(sum).divide(BigDecimal.valueOf(count), MathContext.DECIMAL64);
    }
}
