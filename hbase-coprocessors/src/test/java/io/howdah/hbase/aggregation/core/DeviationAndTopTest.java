// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static io.howdah.hbase.aggregation.core.FoldedRows.bytes;
import static io.howdah.hbase.aggregation.core.FoldedRows.only;
import static io.howdah.hbase.aggregation.core.FoldedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviationAndTopTest {
    private static final Column V = Column.parse("d:v");
    private static final Aggregate SAMPLE = new Aggregate(AggregateFunction.STDDEV_SAMP, V, Decoders.DOUBLE);
    private static final Aggregate POPULATION = new Aggregate(AggregateFunction.STDDEV_POP, V, Decoders.DOUBLE);

    private static FoldedRows deviations() {
        return new FoldedRows(List.of(SAMPLE, POPULATION));
    }

    @Test
    void deviation_dividesByOneLess_forASample() {
        Object[] results = only(deviations()
                .values(bytes(2.0), bytes(4.0), bytes(4.0), bytes(4.0), bytes(5.0), bytes(5.0), bytes(7.0), bytes(9.0))
                .inOnePiece());

        assertThat((Double) results[0]).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
        assertThat((Double) results[1]).isCloseTo(2.0, within(1e-15));
    }

    @Test
    void deviation_isNull_whenThereIsNothingToDivide() {
        assertThat(only(deviations().values((byte[]) null).inOnePiece())).containsExactly(null, null);
        assertThat(only(deviations().values(bytes(7.0)).inOnePiece())).containsExactly(null, 0.0);
        assertThat(only(deviations().values(bytes(7.0), bytes(Double.NaN)).inOnePiece()))
                .containsExactly(Double.NaN, Double.NaN);
        assertThat(only(deviations()
                        .values(bytes(7.0), bytes(Double.NEGATIVE_INFINITY))
                        .inOnePiece()))
                .containsExactly(Double.NaN, Double.NaN);
    }

    /** A mean of a thousand million beside a spread of one: the difference of squares would have no digit left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void deviation_keepsItsDigits_whenTheMeanIsGreatAndSlicesComeInAnyOrder(long seed) {
        Random random = new Random(seed);
        FoldedRows rows = deviations();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double value = 1e9 + random.nextGaussian();
            values.add(value);
            rows.values(bytes(value));
        }
        double mean = values.stream().mapToDouble(v -> v - 1e9).sum() / values.size();
        double squares = values.stream()
                .mapToDouble(v -> (v - 1e9 - mean) * (v - 1e9 - mean))
                .sum();

        for (GroupTable table : List.of(rows.inOnePiece(), rows.inSlices(100, random))) {
            Object[] results = only(table);
            assertThat((Double) results[0])
                    .as("seed %d", seed)
                    .isCloseTo(Math.sqrt(squares / (values.size() - 1)), within(1e-6));
            assertThat((Double) results[1])
                    .as("seed %d", seed)
                    .isCloseTo(Math.sqrt(squares / values.size()), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void top_isExact_whenSlicesComeInAnyOrderAndValuesAreEqual(long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(30);
        List<TopValues.Entry> all = new ArrayList<>();
        FoldedRows longs = new FoldedRows(List.of(new Aggregate(AggregateFunction.TOP, V, Decoders.LONG, size)));
        FoldedRows texts = new FoldedRows(List.of(new Aggregate(AggregateFunction.TOP, V, Decoders.STRING, size)));
        for (int i = 0; i < 3_000; i++) {
            long value = random.nextInt(200) - 100;
            byte[] row = text(String.format("row%05d", i));
            all.add(new TopValues.Entry(value, row));
            longs.row(row, new FoldedRows.Value(0, bytes(value)));
            texts.row(row, new FoldedRows.Value(0, text(String.format("%03d", value + 100))));
        }
        // Sorting is stable: of equal values the smaller row stays first.
        all.sort(Comparator.comparing((TopValues.Entry e) -> (Long) e.value()).reversed());
        String expected = new TopValues(all.subList(0, size)).asText();

        assertThat(((TopValues) only(longs.inOnePiece())[0]).asText()).isEqualTo(expected);
        assertThat(((TopValues) only(longs.inSlices(50, random))[0]).asText())
                .as("seed %d", seed)
                .isEqualTo(expected);
        assertThat(((TopValues) only(texts.inSlices(50, random))[0])
                        .entries().stream().map(e -> Printable.of(e.row())))
                .as("seed %d", seed)
                .containsExactlyElementsOf(all.subList(0, size).stream()
                        .map(e -> Printable.of(e.row()))
                        .toList());
    }

    @Test
    void top_takesNaNForTheGreatest_andNothingForNull() {
        Aggregate top = new Aggregate(AggregateFunction.TOP, V, Decoders.DOUBLE, 2);

        assertThat(((TopValues) only(new FoldedRows(List.of(top))
                                .values(bytes(1.0), bytes(Double.NaN), bytes(Double.POSITIVE_INFINITY), null)
                                .inOnePiece())[0])
                        .asText())
                .isEqualTo("NaN @ row00000001, Infinity @ row00000002");
        assertThat(only(new FoldedRows(List.of(top)).values((byte[]) null).inOnePiece()))
                .containsExactly((Object) null);
        assertThat(top.label()).isEqualTo("top2(d:v)");
        assertThatThrownBy(() -> new Aggregate(AggregateFunction.TOP, V, Decoders.LONG, 1_001))
                .hasMessage("top with size 1001: allowed as the number of values are 1 to 1000");
        assertThatThrownBy(() -> new Aggregate(AggregateFunction.SUM, V, Decoders.LONG, 3))
                .hasMessage("sum with size 3: it has none");
    }
}
