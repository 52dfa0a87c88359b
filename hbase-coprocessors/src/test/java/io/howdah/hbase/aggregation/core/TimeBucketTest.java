// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static io.howdah.hbase.aggregation.core.FoldedRows.bytes;
import static io.howdah.hbase.aggregation.core.FoldedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TimeBucketTest {
    private static final Column TIME = Column.parse("d:t");
    private static final Column KIND = Column.parse("d:k");
    private static final List<Aggregate> COUNT = List.of(new Aggregate(AggregateFunction.COUNT_ROWS, null, null));

    private static String render(GroupTable table) {
        StringBuilder text = new StringBuilder();
        table.forEach((key, results) -> text.append(key.stream()
                        .map(part -> part == null ? "null" : Printable.of(part))
                        .collect(Collectors.joining(",")))
                .append('=')
                .append(results[0])
                .append(' '));
        return text.toString().trim();
    }

    private static byte[] at(String instant) {
        return bytes(Instant.parse(instant).toEpochMilli());
    }

    @Test
    void rows_fallIntoTheBucketOfTheirColumn_alsoBefore1970() {
        GroupTable table = new FoldedRows(COUNT, new GroupExpression.OfTimeBucket(TIME, Decoders.LONG, 3_600_000))
                .values(
                        at("2024-05-01T13:00:00Z"),
                        at("2024-05-01T13:59:59.999Z"),
                        at("2024-05-01T14:00:00Z"),
                        at("1969-12-31T23:59:59.999Z"),
                        null)
                .inOnePiece();

        assertThat(render(table))
                .isEqualTo("null=1 1969-12-31T23:00:00Z=1 2024-05-01T13:00:00Z=2 2024-05-01T14:00:00Z=1");
    }

    @Test
    void rows_fallIntoTheBucketOfTheirCellsTimestamp() {
        long noon = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();
        GroupTable table = new FoldedRows(COUNT, new GroupExpression.OfTimeBucket(TIME, null, 250))
                .row(new FoldedRows.Value(0, text("whatever"), noon))
                .row(new FoldedRows.Value(0, text("it is"), noon + 249))
                .row(new FoldedRows.Value(0, text("the value"), noon + 250))
                .inOnePiece();

        assertThat(render(table)).isEqualTo("2024-05-01T12:00:00.000Z=2 2024-05-01T12:00:00.250Z=1");
    }

    @Test
    void severalExpressions_makeOneGroupForEachCombination() {
        GroupTable table = new FoldedRows(
                        COUNT,
                        new GroupExpression.OfRowPrefix(1),
                        new GroupExpression.OfTimeBucket(TIME, Decoders.LONG, 86_400_000),
                        new GroupExpression.OfColumn(KIND))
                .row(
                        text("a1"),
                        new FoldedRows.Value(1, at("2024-05-01T01:00:00Z")),
                        new FoldedRows.Value(0, text("x")))
                .row(
                        text("a2"),
                        new FoldedRows.Value(1, at("2024-05-01T02:00:00Z")),
                        new FoldedRows.Value(0, text("x")))
                .row(
                        text("a3"),
                        new FoldedRows.Value(1, at("2024-05-01T02:00:00Z")),
                        new FoldedRows.Value(0, text("y")))
                .row(text("b1"), new FoldedRows.Value(1, at("2024-05-01T02:00:00Z")))
                .inSlices(1, new Random(1));

        assertThat(render(table))
                .isEqualTo("a,2024-05-01T00:00:00Z,x=2 a,2024-05-01T00:00:00Z,y=1 b,2024-05-01T00:00:00Z,null=1");
    }

    /** The remembered names never answer for another bucket. */
    @Test
    void names_areThoseOfInstant_whateverCameBefore() {
        Random random = new Random(5);
        for (long width : new long[] {1_000, 60_000, 86_400_000, 7_000}) {
            TimeBucket bucket = new TimeBucket(width);
            Map<String, Long> order = new TreeMap<>();
            for (int i = 0; i < 20_000; i++) {
                long millis = random.nextLong(4_000_000_000_000L) - 1_000_000_000_000L;
                long start = Math.floorDiv(millis, width) * width;
                String name = Printable.of(bucket.nameOf(millis));
                assertThat(name).isEqualTo(Instant.ofEpochMilli(start).toString());
                order.put(name, start);
            }
            assertThat(List.copyOf(order.values())).isSorted();
        }
    }

    @Test
    void time_isRefused_whenTheUnitCannotBeMilliseconds() {
        FoldedRows micros = new FoldedRows(COUNT, new GroupExpression.OfTimeBucket(TIME, Decoders.LONG, 1_000))
                .values(bytes(1_714_564_800_000_000L));

        assertThatThrownBy(micros::inOnePiece)
                .hasMessage("row 'row00000000', column d:t: 1714564800000000 is not a time in milliseconds since 1970"
                        + " (years 1 to 9999)");
        assertThatThrownBy(() -> new GroupExpression.OfTimeBucket(TIME, Decoders.DOUBLE, 1_000))
                .hasMessageContaining("needs milliseconds as a whole number, and the decoder 'double' reads DOUBLE");
        assertThatThrownBy(() -> new GroupExpression.OfTimeBucket(TIME, null, 0))
                .hasMessageContaining("a time bucket of 0 ms: allowed are 1 to ");
    }

    @Test
    void width_isReadAndWritten() {
        assertThat(TimeWidth.parse("15m")).isEqualTo(900_000);
        assertThat(TimeWidth.parse("250ms")).isEqualTo(250);
        assertThat(new GroupExpression.OfTimeBucket(TIME, null, TimeWidth.parse("48h")).label())
                .isEqualTo("timestamp(d:t,2d)");
        assertThat(new GroupExpression.OfTimeBucket(TIME, Decoders.LONG, 1_500).label())
                .isEqualTo("time(d:t,1500ms)");
        assertThatThrownBy(() -> TimeWidth.parse("1 hour"))
                .hasMessage("'1 hour' is no width of time: a number with ms, s, m, h or d, as in 15m");
        assertThatThrownBy(() -> new GroupExpression.OfTimeBucket(TIME, null, TimeWidth.parse("999999999999999d")))
                .hasMessageContaining("allowed are");
    }
}
