// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFoldTest {
    private static final Column V = Column.parse("d:v");

    private static Aggregate of(AggregateFunction function, Decoder decoder) {
        return new Aggregate(function, V, decoder);
    }

    private static AggregationRequest request(List<Aggregate> aggregates, GroupExpression... groupBy) {
        return new AggregationRequest(RowRange.ALL, new byte[0], aggregates, List.of(groupBy), SliceLimits.SERVER);
    }

    /** Folds values of d:v, each in a row of its own; null: the row has no such column. */
    private static GroupTable fold(AggregationRequest request, List<byte[]> values) {
        GroupTable table = request.newGroupTable();
        RowFold fold = new RowFold(request, table);
        int number = 0;
        for (byte[] value : values) {
            byte[] row = ("row" + number++).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(row, 0, fold.begin(row.length), 0, row.length);
            if (value != null) {
                System.arraycopy(value, 0, fold.room(0, value.length), 0, value.length);
            }
            fold.end();
        }
        return table;
    }

    private static Object[] only(GroupTable table) {
        List<Object[]> results = new ArrayList<>();
        table.forEach((key, values) -> results.add(values));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static byte[] bytes(double value) {
        return ByteBuffer.allocate(8).putDouble(value).array();
    }

    @Test
    void nothing_countsZeroAndSumsNull_whenNoRowWasSeen() {
        AggregationRequest request = request(List.of(
                new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                of(AggregateFunction.COUNT, null),
                of(AggregateFunction.SUM, Decoders.LONG),
                of(AggregateFunction.MIN, Decoders.LONG),
                of(AggregateFunction.AVG, Decoders.LONG)));

        assertThat(only(fold(request, List.of()))).containsExactly(0L, 0L, null, null, null);
    }

    @Test
    void missingColumn_isSkipped_butItsRowCounts() {
        AggregationRequest request = request(List.of(
                new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                of(AggregateFunction.COUNT, null),
                of(AggregateFunction.AVG, Decoders.LONG)));
        List<byte[]> values = new ArrayList<>();
        values.add(bytes(1));
        values.add(null);
        values.add(bytes(2));

        assertThat(only(fold(request, values))).containsExactly(3L, 2L, new BigDecimal("1.5"));
    }

    @Test
    void sum_isExact_whenItIsGreaterThanALong() {
        AggregationRequest request = request(List.of(of(AggregateFunction.SUM, Decoders.LONG)));
        List<byte[]> values = List.of(
                bytes(Long.MAX_VALUE), bytes(Long.MAX_VALUE), bytes(1), bytes(Long.MIN_VALUE), bytes(Long.MAX_VALUE));

        assertThat(only(fold(request, values))[0])
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.TWO));
    }

    @Test
    void doubleSum_isCompensated_whenPlainAdditionLosesEverything() {
        AggregationRequest request = request(List.of(of(AggregateFunction.SUM, Decoders.DOUBLE)));

        assertThat(only(fold(request, List.of(bytes(1.0), bytes(1e100), bytes(1.0), bytes(-1e100))))[0])
                .isEqualTo(2.0);
        assertThat(only(fold(request, List.of(bytes(1.0), bytes(Double.POSITIVE_INFINITY), bytes(2.0))))[0])
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(only(fold(request, List.of(bytes(1.0), bytes(Double.NaN))))[0])
                .isEqualTo(Double.NaN);
    }

    @Test
    void group_hasNullKey_whenRowsHaveNoSuchColumn() {
        AggregationRequest request = request(
                List.of(new Aggregate(AggregateFunction.COUNT_ROWS, null, null)), new GroupExpression.OfColumn(V));
        List<byte[]> values = new ArrayList<>();
        values.add(null);
        values.add("a".getBytes(StandardCharsets.UTF_8));
        values.add(new byte[0]);
        values.add(null);
        Map<String, Object> counts = new LinkedHashMap<>();
        fold(request, values)
                .forEach((key, results) ->
                        counts.put(key.get(0) == null ? "null" : "'" + Printable.of(key.get(0)) + "'", results[0]));

        assertThat(counts.toString()).isEqualTo("{null=2, ''=1, 'a'=1}");
    }

    @Test
    void undecodableValue_namesRowColumnAndDecoder() {
        AggregationRequest request = request(List.of(of(AggregateFunction.SUM, Decoders.LONG)));

        assertThatThrownBy(() -> fold(request, List.of(bytes(1), new byte[] {'n', '/', 'a'})))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessage("row 'row1', column d:v: 'n/a' (3 bytes) is not exactly 8 bytes, which the decoder 'long'"
                        + " reads");
    }

    /** Cut anywhere, sent in any order: the same answer as in one piece. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void partialStates_mergeToTheWhole_whenCutAndShuffledAndSent(long seed) {
        Random random = new Random(seed);
        Column group = Column.parse("d:g");
        AggregationRequest request = new AggregationRequest(
                RowRange.ALL,
                new byte[] {1, 2, 3},
                List.of(
                        new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                        of(AggregateFunction.COUNT, null),
                        of(AggregateFunction.SUM, Decoders.LONG),
                        of(AggregateFunction.AVG, Decoders.LONG),
                        of(AggregateFunction.MIN, Decoders.BYTES),
                        of(AggregateFunction.MAX, Decoders.LONG)),
                List.of(new GroupExpression.OfColumn(group), new GroupExpression.OfRowPrefix(1)),
                SliceLimits.SERVER);
        GroupTable whole = request.newGroupTable();
        RowFold wholeFold = new RowFold(request, whole);
        GroupTable merged = request.newGroupTable();
        List<byte[]> replies = new ArrayList<>();
        for (int slice = 0; slice < 40; slice++) {
            GroupTable part = request.newGroupTable();
            RowFold partFold = new RowFold(request, part);
            for (int i = random.nextInt(20); i > 0; i--) {
                byte[] row = {(byte) ('a' + random.nextInt(3)), (byte) i};
                byte[] key = random.nextInt(5) == 0 ? null : new byte[] {(byte) random.nextInt(3)};
                byte[] value = random.nextInt(4) == 0 ? null : bytes(random.nextLong());
                for (RowFold fold : List.of(wholeFold, partFold)) {
                    System.arraycopy(row, 0, fold.begin(2), 0, 2);
                    if (key != null) {
                        fold.room(0, 1)[0] = key[0];
                    }
                    if (value != null) {
                        System.arraycopy(value, 0, fold.room(1, 8), 0, 8);
                    }
                    fold.end();
                }
            }
            replies.add(
                    ResponseCodec.encode(new AggregationResponse(RowRange.ALL, StopReason.TIME, "region", 1, 2, part)));
        }
        java.util.Collections.shuffle(replies, random);
        for (byte[] reply : replies) {
            merged.merge(ResponseCodec.decode(reply, request).groups());
        }

        assertThat(render(merged)).as("seed %d", seed).isEqualTo(render(whole)).hasSizeGreaterThan(100);
    }

    private static String render(GroupTable table) {
        StringBuilder text = new StringBuilder();
        table.forEach((key, results) -> {
            key.forEach(part ->
                    text.append(part == null ? "null" : Printable.of(part)).append(' '));
            for (Object result : results) {
                text.append(result instanceof byte[] raw ? Printable.of(raw) : result)
                        .append(' ');
            }
            text.append('\n');
        });
        return text.toString();
    }
}
