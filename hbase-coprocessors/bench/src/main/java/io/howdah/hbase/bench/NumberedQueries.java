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
import java.util.function.IntFunction;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.AsyncConnection;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Durability;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.client.coprocessor.AggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.AsyncAggregationClient;
import org.apache.hadoop.hbase.client.coprocessor.LongColumnInterpreter;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.util.Bytes;

/** A {@link NumberedTable} in HBase, and the same aggregates over it by each client that HBase has, and by ours. */
final class NumberedQueries {
    private static final byte[] FAMILY = Bytes.toBytes("d");
    private static final byte[] NUMBER = Bytes.toBytes("n");
    private static final byte[] GROUP = Bytes.toBytes("g");

    private final NumberedTable data;
    private final TableName name;
    private final Connection connection;

    NumberedQueries(NumberedTable data, Connection connection) {
        this.data = data;
        this.name = TableName.valueOf(data.name());
        this.connection = connection;
    }

    TableName table() {
        return name;
    }

    /** @param firstKeyOf of a region, 0 to {@link NumberedTable#REGIONS} - 1 */
    static void create(Connection connection, TableName name, IntFunction<String> firstKeyOf) throws IOException {
        byte[][] splits = new byte[NumberedTable.REGIONS - 1][];
        for (int i = 1; i < NumberedTable.REGIONS; i++) {
            splits[i - 1] = Bytes.toBytes(firstKeyOf.apply(i));
        }
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(name)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                            .build(),
                    splits);
        }
    }

    void load() throws IOException {
        create(connection, name, data::firstKeyOf);
        try (BufferedMutator puts = connection.getBufferedMutator(name)) {
            for (int row = 0; row < data.rows(); row++) {
                puts.mutate(new Put(Bytes.toBytes(data.key(row)))
                        .addColumn(FAMILY, GROUP, Bytes.toBytes(data.group(row)))
                        .addColumn(FAMILY, NUMBER, Bytes.toBytes(data.number(row)))
                        .setDurability(Durability.SKIP_WAL));
            }
        }
    }

    Object oursSum() throws IOException {
        return on().sum("d:n", Decoders.LONG).execute().total().sum("d:n").asBigInteger();
    }

    Object oursCount() throws IOException {
        return on().count().execute().count();
    }

    Object oursGroups() throws IOException {
        Answer answer = new Answer();
        AggregationResult result =
                on().groupBy("d:g").count().avg("d:n", Decoders.LONG).execute();
        for (AggregationResult.Group group : result.groups()) {
            answer.group(group.keyText(0), group.count(), group.avg("d:n").asBigDecimal());
        }
        return answer;
    }

    private ExactAggregation on() {
        return ExactAggregation.on(connection).table(name);
    }

    Object scanSum() throws IOException {
        long sum = 0;
        try (Table table = connection.getTable(name);
                ResultScanner scanner = table.getScanner(new Scan().addColumn(FAMILY, NUMBER))) {
            for (Result row : scanner) {
                sum = Math.addExact(sum, Bytes.toLong(row.value()));
            }
        }
        return sum;
    }

    Object scanCount() throws IOException {
        long rows = 0;
        try (Table table = connection.getTable(name);
                ResultScanner scanner = table.getScanner(new Scan().setFilter(new FirstKeyOnlyFilter()))) {
            while (scanner.next() != null) {
                rows++;
            }
        }
        return rows;
    }

    private static final class CountAndSum {
        private long count;
        private long sum;

        private void add(long number) {
            count++;
            sum += number;
        }
    }

    Object scanGroups() throws IOException {
        Map<String, CountAndSum> groups = new HashMap<>();
        try (Table table = connection.getTable(name);
                ResultScanner scanner =
                        table.getScanner(new Scan().addColumn(FAMILY, GROUP).addColumn(FAMILY, NUMBER))) {
            for (Result row : scanner) {
                groups.computeIfAbsent(Bytes.toString(row.getValue(FAMILY, GROUP)), key -> new CountAndSum())
                        .add(Bytes.toLong(row.getValue(FAMILY, NUMBER)));
            }
        }
        Answer answer = new Answer();
        groups.forEach((key, group) -> answer.group(
                key,
                group.count,
                BigDecimal.valueOf(group.sum).divide(BigDecimal.valueOf(group.count), MathContext.DECIMAL64)));
        return answer;
    }

    Object stockSum(AggregationClient client) throws Exception {
        return unwrapped(() -> client.sum(name, new LongColumnInterpreter(), new Scan().addColumn(FAMILY, NUMBER)));
    }

    Object stockCount(AggregationClient client) throws Exception {
        return unwrapped(() -> client.rowCount(name, new LongColumnInterpreter(), new Scan().addFamily(FAMILY)));
    }

    Object asyncSum(AsyncConnection async) {
        return AsyncAggregationClient.sum(
                        async.getTable(name), new LongColumnInterpreter(), new Scan().addColumn(FAMILY, NUMBER))
                .join();
    }

    Object asyncCount(AsyncConnection async) {
        return AsyncAggregationClient.rowCount(
                        async.getTable(name), new LongColumnInterpreter(), new Scan().addFamily(FAMILY))
                .join();
    }

    @FunctionalInterface
    private interface StockCall {
        Object call() throws Throwable;
    }

    /** HBase's client declares Throwable. */
    private static Object unwrapped(StockCall call) throws Exception {
        try {
            return call.call();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
