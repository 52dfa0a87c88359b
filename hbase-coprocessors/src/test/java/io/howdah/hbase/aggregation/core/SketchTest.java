// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static io.howdah.hbase.aggregation.core.FoldedRows.bytes;
import static io.howdah.hbase.aggregation.core.FoldedRows.only;
import static io.howdah.hbase.aggregation.core.FoldedRows.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Errors of the sketches against the exact answer, on columns shaped like real ones (Zipf's law, many duplicates, a few
 * different values), cut into slices that are sent and merged in random order.
 */
class SketchTest {
    private static final Column V = Column.parse("d:v");
    private static final List<Double> RANKS = List.of(0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0);
    private static final int ROWS = 30_000;

    /** Draws from 1..most with probability proportional to 1 / n. */
    private static long zipf(Random random, int most) {
        // The integral of 1/x inverted: close enough to Zipf's law for its shape.
        return (long) Math.exp(random.nextDouble() * Math.log(most));
    }

    private static long draw(String shape, Random random) {
        return switch (shape) {
            case "zipf" -> zipf(random, 1_000_000);
            case "duplicates" -> random.nextInt(500);
            case "different" -> random.nextLong();
            default -> (long) (Math.exp(random.nextGaussian() * 2) * 1_000); // latency, in microseconds
        };
    }

    /**
     * 20 trials of two standard deviations each: 95 of 100 are inside, so fewer than 14 of 20 inside has a probability below
     * 1e-4; and none is ever beyond five. The library's hash has a fixed seed: the same rows give the same answer.
     */
    @ParameterizedTest
    @ValueSource(strings = {"zipf", "duplicates", "different"})
    void distinct_isWithinItsBounds_whenMergedInRandomOrder(String shape) {
        int inside = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Set<Long> exact = new HashSet<>();
            FoldedRows rows = new FoldedRows(List.of(Aggregate.distinct(V)));
            for (int i = 0; i < ROWS / 4; i++) {
                long value = draw(shape, random);
                exact.add(value);
                rows.values(bytes(value));
            }
            DistinctEstimate estimate = (DistinctEstimate) only(rows.inSlices(700, random))[0];

            inside +=
                    exact.size() >= estimate.lowerBound() - 0.5 && exact.size() <= estimate.upperBound() + 0.5 ? 1 : 0;
            assertThat(Math.abs(estimate.estimate() - exact.size()) / exact.size())
                    .as("%s, seed %d: %s of %d", shape, seed, estimate, exact.size())
                    .isLessThan(5 * 1.04 / Math.sqrt(1 << DistinctState.DEFAULT_LG_K));
        }
        assertThat(inside).as(shape).isGreaterThanOrEqualTo(14);
    }

    /**
     * The error of a rank is bounded at 99% confidence, for each of the ranks; the sketch draws its own random numbers. 12
     * trials of 8 ranks: more than 8 of 96 outside has a probability below 1e-5.
     */
    @ParameterizedTest
    @ValueSource(strings = {"zipf", "duplicates", "different", "latency"})
    void quantiles_areWithinTheirBounds_whenMergedInRandomOrder(String shape) {
        int outside = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            double[] exact = new double[ROWS];
            FoldedRows rows = new FoldedRows(List.of(Aggregate.quantiles(V, Decoders.LONG, RANKS)));
            for (int i = 0; i < ROWS; i++) {
                long value = draw(shape, random);
                exact[i] = value;
                rows.values(bytes(value));
            }
            Arrays.sort(exact);
            Quantiles quantiles = (Quantiles) only(rows.inSlices(900, random))[0];

            assertThat(quantiles.count()).isEqualTo(ROWS);
            assertThat(quantiles.rankError()).isBetween(0.001, 0.0045);
            assertThat(quantiles.values().get(0)).as("seed %d", seed).isEqualTo(exact[0]);
            assertThat(quantiles.values().get(7)).as("seed %d", seed).isEqualTo(exact[ROWS - 1]);
            for (int i = 0; i < RANKS.size(); i++) {
                double value = quantiles.values().get(i);
                // A value with duplicates has a whole interval of true ranks.
                double lowest = (double) lessThan(exact, value) / ROWS;
                double highest = (double) lessThan(exact, Math.nextUp(value)) / ROWS;
                double error = Math.max(0, Math.max(lowest - RANKS.get(i), RANKS.get(i) - highest));
                outside += error > quantiles.rankError() ? 1 : 0;
                assertThat(error)
                        .as("%s, seed %d, rank %s", shape, seed, RANKS.get(i))
                        .isLessThan(4 * quantiles.rankError());
            }
        }
        assertThat(outside).as(shape).isLessThanOrEqualTo(8);
    }

    private static int lessThan(double[] sorted, double value) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) / 2;
            if (sorted[middle] < value) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The bounds of frequent items hold always. */
    @ParameterizedTest
    @ValueSource(strings = {"zipf", "duplicates", "different"})
    void frequentItems_areWithinTheirBounds_always(String shape) {
        for (long seed = 1; seed <= 8; seed++) {
            Random random = new Random(seed);
            Map<String, Integer> exact = new HashMap<>();
            FoldedRows rows = new FoldedRows(List.of(new Aggregate(AggregateFunction.FREQUENT, V, null, 20)));
            for (int i = 0; i < ROWS; i++) {
                String value = "v" + draw(shape, random);
                exact.merge(value, 1, Integer::sum);
                rows.values(text(value));
            }
            FrequentItems found = (FrequentItems) only(rows.inSlices(900, random))[0];

            assertThat(found.count()).isEqualTo(ROWS);
            assertThat(found.maximumError()).as("seed %d", seed).isLessThanOrEqualTo((long) (3.5 / 1_024 * ROWS) + 1);
            Set<String> names = new HashSet<>();
            for (FrequentItems.Item item : found.items()) {
                names.add(Printable.of(item.value()));
                assertThat((long) exact.get(Printable.of(item.value())))
                        .as("%s, seed %d, %s", shape, seed, Printable.of(item.value()))
                        .isBetween(item.lowerBound(), item.upperBound());
            }
            long weakest = found.items().isEmpty() || found.items().size() < 20
                    ? 0
                    : found.items().get(found.items().size() - 1).estimate();
            for (Map.Entry<String, Integer> entry : exact.entrySet()) {
                if (entry.getValue() > found.maximumError() + weakest) {
                    assertThat(names).as("%s, seed %d: %s", shape, seed, entry).contains(entry.getKey());
                }
            }
            if (shape.equals("zipf")) {
                assertThat(found.items()).hasSize(20);
            }
        }
    }

    @Test
    void frequentItems_areExact_whenThereAreFewValues() {
        FoldedRows rows = new FoldedRows(List.of(new Aggregate(AggregateFunction.FREQUENT, V, null, 3)));
        for (int i = 0; i < 100; i++) {
            rows.values(i % 2 == 0 ? text("even") : i % 3 == 0 ? new byte[] {(byte) 0xff, 0} : new byte[0]);
        }
        FrequentItems found = (FrequentItems) only(rows.inSlices(5, new Random(1)))[0];

        assertThat(found.maximumError()).isZero();
        assertThat(found.asText()).isEqualTo("even=50 =33 \\xFF\\x00=17");
    }

    @Test
    void distinct_isExact_whenThereAreFewValues_theEmptyOneAmongThem() {
        FoldedRows rows = new FoldedRows(List.of(Aggregate.distinct(V)));
        rows.values(new byte[0], text("a"), text("b"), null, new byte[0], text("a"), new byte[] {0});

        for (GroupTable table : List.of(rows.inOnePiece(), rows.inSlices(1, new Random(1)))) {
            assertThat(((DistinctEstimate) only(table)[0]).asText()).isEqualTo("4");
        }
        assertThat(((DistinctEstimate) only(new FoldedRows(List.of(Aggregate.distinct(V))).inOnePiece())[0]).estimate())
                .isZero();
    }

    @Test
    void quantiles_countNaNApart_andAreNullOfNothing() {
        Aggregate median = Aggregate.quantiles(V, Decoders.DOUBLE, List.of(0.5, 0.999));
        FoldedRows rows = new FoldedRows(List.of(median))
                .values(bytes(3.0), bytes(Double.NaN), bytes(1.0), null, bytes(2.0), bytes(Double.NaN));
        Quantiles quantiles = (Quantiles) only(rows.inSlices(1, new Random(1)))[0];

        assertThat(quantiles.asText()).isEqualTo("p50=2.0 p99.9=3.0");
        assertThat(quantiles.skippedNaN()).isEqualTo(2);
        assertThat(quantiles.rankError()).isZero();
        assertThat(only(new FoldedRows(List.of(median)).inOnePiece())).containsExactly((Object) null);
    }

    /** As many as are kept of a thousand items, as long as they may be; bytes above 127 take two each on the wire. */
    @Test
    void frequentItems_areSent_howeverLong() {
        Aggregate frequent = new Aggregate(AggregateFunction.FREQUENT, V, null, 1_000);
        AggregateState sent = frequent.newState();
        byte[] value = new byte[FrequentState.LONGEST_VALUE];
        Arrays.fill(value, (byte) 0xe9);
        int most = FrequentState.mapSize(1_000) * 3 / 4;
        for (int i = 0; i < most; i++) {
            value[0] = (byte) (0x80 | i);
            value[1] = (byte) (0x80 | i >> 7);
            sent.add(value, 0, value.length);
        }
        WireWriter out = new WireWriter();
        sent.write(out);
        assertThat(out.toByteArray()).hasSizeGreaterThan(12_000_000);

        AggregateState received = frequent.newState();
        received.read(new WireReader(out.toByteArray()));
        FrequentItems items = (FrequentItems) received.result();
        assertThat(items.count()).isEqualTo(most);
        assertThat(items.maximumError()).as("none was left out").isZero();
        assertThat(items.items()).hasSize(1_000).allMatch(item -> item.value().length == 1_024);
    }

    @Test
    void sketch_isRefused_whenItsParametersAreOutOfRange() {
        assertThatThrownBy(() -> new Aggregate(AggregateFunction.DISTINCT, V, null, 22))
                .hasMessage("distinct with size 22: allowed as the base-2 logarithm of the registers are 4 to 21");
        assertThatThrownBy(() -> Aggregate.quantiles(V, Decoders.LONG, List.of()))
                .hasMessage("quantiles at 0 ranks: allowed are 1 to 32");
        assertThatThrownBy(() -> Aggregate.quantiles(V, Decoders.LONG, List.of(99.0)))
                .hasMessage("rank 99.0: allowed are 0 to 1, as in 0.99");
        assertThatThrownBy(() -> Aggregate.quantiles(V, Decoders.LONG, List.of(Double.NaN)))
                .hasMessage("rank NaN: allowed are 0 to 1, as in 0.99");
        assertThatThrownBy(() -> Aggregate.quantiles(V, Decoders.STRING, List.of(0.5)))
                .hasMessageContaining("quantiles(d:v) needs numbers");
        FoldedRows rows =
                new FoldedRows(List.of(new Aggregate(AggregateFunction.FREQUENT, V, null, 3))).values(new byte[1_025]);
        assertThatThrownBy(rows::inOnePiece)
                .hasMessage(
                        "row 'row00000000', column d:v: a value of 1025 bytes is too long to be counted as a frequent"
                                + " item: at most 1024 bytes");
    }

    @Test
    void brokenSketch_isAProtocolError() {
        for (Aggregate aggregate : List.of(
                Aggregate.distinct(V),
                Aggregate.quantiles(V, Decoders.LONG, List.of(0.5)),
                new Aggregate(AggregateFunction.FREQUENT, V, null, 3))) {
            byte[] garbage = new byte[300];
            Arrays.fill(garbage, (byte) 0x6f);
            WireWriter out = new WireWriter();
            if (aggregate.function() == AggregateFunction.QUANTILES) {
                out.unsigned(0);
            }
            out.bytes(garbage);
            assertThatThrownBy(() -> aggregate.newState().read(new WireReader(out.toByteArray())))
                    .as(aggregate.label())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("a sketch of 300 bytes cannot be read: ");
        }
    }
}
