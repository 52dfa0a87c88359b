// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.ColumnPaginationFilter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.MultiRowRangeFilter;
import org.apache.hadoop.hbase.filter.PrefixFilter;
import org.apache.hadoop.hbase.filter.RowFilter;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import org.apache.hadoop.hbase.filter.SubstringComparator;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the endpoint answers is what a client computes that scans the rows, on random rows: two families, columns that are
 * missing, old versions, deleted cells and rows, several files and the memstore, several regions; with selections,
 * filters and slices of every kind.
 */
class RandomRowsIT {
    private static final long SEED = 20_240_611;
    private static final TableName TABLE = TableName.valueOf("random");
    private static final byte[] D = Bytes.toBytes("d");
    private static final byte[] E = Bytes.toBytes("e");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.coprocessor.user.region.classes", AggregationEndpoint.class.getName())));

    private static Connection connection;

    /** One row as a client sees it. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Row(byte[] key, Result cells) {
        byte[] get(byte[] family, String qualifier) {
            return cells.getValue(family, Bytes.toBytes(qualifier));
        }
    }

    /** The expected values of one group, computed on the client. */
    private static final class Expected {
        private long rows;
        private long withV;
        private BigInteger sum = BigInteger.ZERO;
        private long min = Long.MAX_VALUE;
        private long max = Long.MIN_VALUE;
        private BigDecimal decimals;
        private BigDecimal doubles = BigDecimal.ZERO;

        void add(Row row) {
            rows++;
            byte[] v = row.get(D, "v");
            if (v != null) {
                withV++;
                sum = sum.add(BigInteger.valueOf(Bytes.toLong(v)));
                min = Math.min(min, Bytes.toLong(v));
                max = Math.max(max, Bytes.toLong(v));
            }
            byte[] w = row.get(E, "w");
            if (w != null) {
                BigDecimal value = new BigDecimal(Bytes.toString(w));
                decimals = decimals == null ? value : decimals.add(value);
            }
            byte[] x = row.get(D, "x");
            if (x != null) {
                doubles = doubles.add(new BigDecimal(Bytes.toDouble(x)));
            }
        }
    }

    @BeforeAll
    static void fill() throws Exception {
        connection = stack.get().hbase().connection();
        Random random = new Random(SEED);
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(TABLE)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(D)
                                    .setMaxVersions(3)
                                    .build())
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.of(E))
                            .build(),
                    new byte[][] {{0x30}, {0x31, 0x10}, {(byte) 0x90}});
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                byte[] key = new byte[1 + random.nextInt(3)];
                random.nextBytes(key);
                keys.add(key);
            }
            try (Table table = connection.getTable(TABLE)) {
                for (int round = 0; round < 3; round++) {
                    write(table, keys, random, 1_000 + round);
                    if (round < 2) {
                        admin.flush(TABLE);
                    }
                }
            }
        }
    }

    private static void write(Table table, List<byte[]> keys, Random random, long time) throws Exception {
        List<Put> puts = new ArrayList<>();
        List<Delete> deletes = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (byte[] key : keys) {
            if (!done.add(Bytes.toStringBinary(key))) {
                continue;
            }
            if (random.nextInt(10) == 0) {
                deletes.add(
                        random.nextBoolean()
                                ? new Delete(key, time)
                                : new Delete(key).addColumns(D, Bytes.toBytes("v"), time));
                continue;
            }
            Put put = new Put(key, time).addColumn(D, Bytes.toBytes("a" + random.nextInt(3)), Bytes.toBytes("junk"));
            if (random.nextInt(5) > 0) {
                put.addColumn(D, Bytes.toBytes("g"), Bytes.toBytes("group " + random.nextInt(4)));
            }
            if (random.nextInt(4) > 0) {
                put.addColumn(D, Bytes.toBytes("v"), Bytes.toBytes(random.nextLong()));
            }
            if (random.nextInt(4) > 0) {
                put.addColumn(D, Bytes.toBytes("x"), Bytes.toBytes(random.nextGaussian()));
            }
            if (random.nextInt(3) > 0) {
                put.addColumn(
                        E,
                        Bytes.toBytes("w"),
                        Bytes.toBytes(BigDecimal.valueOf(random.nextInt(), random.nextInt(5))
                                .toPlainString()));
            }
            puts.add(put);
        }
        table.put(puts);
        table.delete(deletes);
    }

    private static Scan template(int kind) throws Exception {
        Scan scan = new Scan();
        return switch (kind) {
            case 1 -> scan.addFamily(E);
            case 2 -> scan.addColumn(D, Bytes.toBytes("x"));
            case 3 -> {
                SingleColumnValueFilter filter = new SingleColumnValueFilter(
                        D, Bytes.toBytes("g"), CompareOperator.EQUAL, Bytes.toBytes("group 2"));
                filter.setFilterIfMissing(true);
                yield scan.setFilter(filter);
            }
            case 4 -> scan.setFilter(new PrefixFilter(new byte[] {0x31}));
            case 5 -> scan.setTimeRange(0, 1_001);
            case 6 ->
                scan.setFilter(new FilterList(
                        new RowFilter(CompareOperator.NOT_EQUAL, new SubstringComparator("a")),
                        new MultiRowRangeFilter(Arrays.asList(
                                new MultiRowRangeFilter.RowRange(new byte[] {0x10}, true, new byte[] {0x20}, false),
                                new MultiRowRangeFilter.RowRange(new byte[] {0x70}, true, new byte[] {0x7a}, false)))));
            case 7 -> scan.setFilter(new RowFilter(CompareOperator.EQUAL, new SubstringComparator("nowhere")));
            case 8 -> scan.withStartRow(new byte[] {0x30, 0x01}, false).withStopRow(new byte[] {(byte) 0xa0}, true);
            case 9 -> scan.addFamily(D).addColumn(E, Bytes.toBytes("absent"));
            default -> scan;
        };
    }

    private static Map<String, Expected> expected(Scan template) throws Exception {
        Map<String, Expected> groups = new TreeMap<>();
        Scan all = new Scan();
        all.setTimeRange(
                template.getTimeRange().getMin(), template.getTimeRange().getMax());
        Set<String> selected = new HashSet<>();
        try (Table table = connection.getTable(TABLE)) {
            try (ResultScanner rows = table.getScanner(new Scan(template))) {
                rows.forEach(row -> selected.add(Bytes.toStringBinary(row.getRow())));
            }
            try (ResultScanner rows = table.getScanner(all)) {
                for (Result result : rows) {
                    if (selected.contains(Bytes.toStringBinary(result.getRow()))) {
                        Row row = new Row(result.getRow(), result);
                        groups.computeIfAbsent(group(row), g -> new Expected()).add(row);
                    }
                }
            }
        }
        return groups;
    }

    private static String group(Row row) {
        byte[] g = row.get(D, "g");
        return (g == null ? "null" : Bytes.toString(g)) + "/" + Bytes.toStringBinary(row.key(), 0, 1);
    }

    @Test
    void groups_equalClientSideComputation_whateverIsSelectedAndHoweverItIsSliced() throws Exception {
        Random random = new Random(SEED);
        for (int kind = 0; kind <= 9; kind++) {
            Map<String, Expected> expected = expected(template(kind));
            for (int slicing = 0; slicing < 3; slicing++) {
                SliceLimits limits = switch (slicing) {
                    case 0 -> SliceLimits.SERVER;
                    case 1 -> new SliceLimits(0, 1 + random.nextInt(40), 0, 0);
                    default -> new SliceLimits(0, 0, 1 + random.nextInt(20), 0);
                };
                AggregationResult result = ExactAggregation.on(connection)
                        .table(TABLE)
                        .scan(template(kind))
                        .groupBy("d:g")
                        .groupByRowPrefix(1)
                        .count()
                        .count("d:v")
                        .sum("d:v", Decoders.LONG)
                        .avg("d:v", Decoders.LONG)
                        .min("d:v", Decoders.LONG)
                        .max("d:v", Decoders.LONG)
                        .sum("e:w", Decoders.STRING_DECIMAL)
                        .sum("d:x", Decoders.DOUBLE)
                        .sliceLimits(limits)
                        .execute();

                String what = "seed " + SEED + ", kind " + kind + ", " + limits;
                assertThat(result.groups()).as(what).hasSameSizeAs(expected.keySet());
                for (AggregationResult.Group group : result.groups()) {
                    String key = (group.key().get(0) == null ? "null" : group.keyText(0)) + "/"
                            + Bytes.toStringBinary(group.key().get(1));
                    check(what + ", group " + key, group, expected.get(key));
                }
                assertThat(result.stats().relocations()).as(what).isZero();
            }
        }
    }

    private static void check(String what, AggregationResult.Group group, Expected expected) {
        assertThat(expected).as(what).isNotNull();
        assertThat(group.count()).as(what).isEqualTo(expected.rows);
        assertThat(group.count("d:v")).as(what).isEqualTo(expected.withV);
        if (expected.withV == 0) {
            assertThat(group.sum("d:v").isNull()).as(what).isTrue();
        } else {
            assertThat(group.sum("d:v").asBigInteger()).as(what).isEqualTo(expected.sum);
            assertThat(group.min("d:v").asLong()).as(what).isEqualTo(expected.min);
            assertThat(group.max("d:v").asLong()).as(what).isEqualTo(expected.max);
            assertThat(group.avg("d:v").asBigDecimal())
                    .as(what)
                    .isEqualTo(new BigDecimal(expected.sum)
                            .divide(BigDecimal.valueOf(expected.withV), MathContext.DECIMAL128));
        }
        assertThat(group.sum("e:w").isNull()).as(what).isEqualTo(expected.decimals == null);
        if (expected.decimals != null) {
            assertThat(group.sum("e:w").asBigDecimal()).as(what).isEqualByComparingTo(expected.decimals);
        }
        if (!group.sum("d:x").isNull()) {
            assertThat(group.sum("d:x").asDouble())
                    .as(what)
                    .isCloseTo(expected.doubles.doubleValue(), within(1e-13 * expected.rows));
        }
    }

    @Test
    void sumAlone_equalsTheGroupedSums_thoughItReadsOneColumnOnly() throws Exception {
        for (int kind = 0; kind <= 9; kind++) {
            BigInteger sum = BigInteger.ZERO;
            long values = 0;
            for (Expected group : expected(template(kind)).values()) {
                sum = sum.add(group.sum);
                values += group.withV;
            }
            AggregationResult result = ExactAggregation.on(connection)
                    .table(TABLE)
                    .scan(template(kind))
                    .sum("d:v", Decoders.LONG)
                    .count("d:v")
                    .execute();

            assertThat(result.total().count("d:v")).as("kind %d", kind).isEqualTo(values);
            if (values > 0) {
                assertThat(result.total().sum("d:v").asBigInteger())
                        .as("kind %d", kind)
                        .isEqualTo(sum);
            }
        }
    }

    @Test
    void filterOnCells_isAskedFirst_soThatHiddenValuesAreNotAdded() throws Exception {
        // The first cell of each row only: d:v is hidden wherever d:a* or d:g comes before it, which is everywhere.
        AggregationResult result = ExactAggregation.on(connection)
                .table(TABLE)
                .family("d")
                .filter(new ColumnPaginationFilter(1, 0))
                .count()
                .count("d:v")
                .execute();

        assertThat(result.count()).isPositive();
        assertThat(result.total().count("d:v")).isLessThan(result.count() / 10);
    }
}
