// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.slice.RegionCaller;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.hbase.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners and tokens, over regions that change and calls that fail. */
class ResumeTest {
    private static final TableName TABLE = TableName.valueOf("t");
    private static final AggregationRequest REQUEST = new AggregationRequest(
            RowRange.ALL,
            new byte[0],
            List.of(
                    new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                    new Aggregate(AggregateFunction.SUM, Column.parse("d:v"), Decoders.LONG),
                    new Aggregate(AggregateFunction.MAX, Column.parse("d:v"), Decoders.LONG)),
            List.of(new GroupExpression.OfRowPrefix(1)),
            SliceLimits.SERVER);

    /** What a killed process looks like from inside. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static AggregationRun newRun(RegionCaller caller, MergedAnswer.Listeners listeners) {
        return new AggregationRun(
                REQUEST,
                TABLE,
                caller,
                new AggregationRun.Limits(Duration.ofMinutes(5), 3, 10_000, 1, Budgets.LARGE),
                listeners);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
    void answer_isExact_whenClientsAreKilledAndOthersGoOn(long seed) throws IOException {
        FakeRegions regions = new FakeRegions(seed, 3_000, 0.3);
        Random random = new Random(seed);
        AggregationToken token = null;
        AggregationResult result = null;
        int killed = 0;
        while (result == null) {
            int last = killed < 5 ? 1 + random.nextInt(20) : Integer.MAX_VALUE;
            AggregationToken[] kept = {token};
            int[] slices = {0};
            AggregationRun run = newRun(
                    regions,
                    new MergedAnswer.Listeners(
                            progress -> {
                                if (slices[0]++ < last) {
                                    kept[0] = token(progress);
                                } else {
                                    throw new Killed();
                                }
                            },
                            null));
            try {
                result = (token == null ? run : run.from(token.checkpoint())).execute();
            } catch (Killed e) {
                killed++;
            }
            token = kept[0] == null ? null : AggregationToken.fromBytes(kept[0].toBytes());
        }

        assertThat(killed).as("seed %d", seed).isEqualTo(5);
        Map<Byte, long[]> expected = expected(regions);
        assertThat(result.groups()).as("seed %d", seed).hasSize(expected.size());
        for (AggregationResult.Group group : result.groups()) {
            long[] values = expected.get(group.key().get(0)[0]);
            assertThat(group.count()).as("seed %d", seed).isEqualTo(values[0]);
            assertThat(group.sum("d:v").asBigInteger().longValue())
                    .as("seed %d", seed)
                    .isEqualTo(values[1]);
            assertThat(group.max("d:v").asLong()).as("seed %d", seed).isEqualTo(values[2]);
        }
        assertThat(result.stats().rowsScanned())
                .as("the last client read less than all, seed %d", seed)
                .isLessThan(3_000);
    }

    private static AggregationToken token(AggregationProgress progress) {
        try {
            return progress.token();
        } catch (AggregationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By first byte of the row: count, sum (which may wrap, as the test's long does), maximum. */
    private static Map<Byte, long[]> expected(FakeRegions regions) {
        Map<Byte, long[]> expected = new TreeMap<>();
        regions.rows().forEach((row, value) -> {
            long[] values = expected.computeIfAbsent(row[0], b -> new long[] {0, 0, Long.MIN_VALUE});
            values[0]++;
            values[1] += value;
            values[2] = Math.max(values[2], value);
        });
        return expected;
    }

    @Test
    void slices_areDisjointAndAddUp_andProgressNeverFalls() throws IOException {
        FakeRegions regions = new FakeRegions(41, 2_000, 0.3);
        List<RowRange> ranges = new ArrayList<>();
        List<Double> fractions = new ArrayList<>();
        long[] rows = {0};
        AggregationResult result = newRun(
                        regions, new MergedAnswer.Listeners(progress -> fractions.add(progress.fraction()), slice -> {
                            ranges.add(slice.coverage());
                            rows[0] += slice.groups().stream()
                                    .mapToLong(AggregationResult.Group::count)
                                    .sum();
                        }))
                .execute();

        assertThat(rows[0]).isEqualTo(2_000);
        assertThat(ranges).hasSize((int) result.stats().slices()).hasSameSizeAs(fractions);
        ranges.sort((a, b) -> Arrays.compareUnsigned(a.from(), b.from()));
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).from()).isEqualTo(ranges.get(i - 1).to());
        }
        assertThat(fractions).isSorted().last().isEqualTo(1.0);
        assertThat(fractions.get(fractions.size() / 2)).isBetween(0.2, 0.8);
    }

    @Test
    void deadline_givesATokenToGoOnWith() throws IOException {
        FakeRegions regions = new FakeRegions(42, 2_000, 0);
        int[] calls = {0};
        RegionCaller stuck = new RegionCaller() {
            @Override
            public Location locate(byte[] row, boolean refresh) {
                return regions.locate(row, refresh);
            }

            @Override
            public byte[] call(byte[] row, byte[] request) throws IOException {
                if (calls[0]++ > 10) {
                    throw new IOException("region server is away");
                }
                return regions.call(row, request);
            }
        };
        AggregationRun slow = new AggregationRun(
                REQUEST,
                TABLE,
                stuck,
                // Time enough for one slice on a busy machine: the token must hold some.
                new AggregationRun.Limits(Duration.ofSeconds(3), 1, 10_000, 1, Budgets.LARGE),
                MergedAnswer.Listeners.NONE);
        AggregationToken[] token = {null};
        assertThatThrownBy(slow::execute)
                .isInstanceOfSatisfying(
                        AggregationDeadlineException.class,
                        e -> token[0] = e.token().orElseThrow());

        AggregationResult result = newRun(regions, MergedAnswer.Listeners.NONE)
                .from(token[0].checkpoint())
                .execute();
        assertThat(result.groups().stream()
                        .mapToLong(AggregationResult.Group::count)
                        .sum())
                .isEqualTo(2_000);
        assertThat(result.stats().rowsScanned()).isLessThan(2_000);
    }

    private static AggregationToken some() throws IOException {
        AggregationToken[] some = {null};
        newRun(new FakeRegions(43, 300, 0), new MergedAnswer.Listeners(p -> some[0] = token(p), null))
                .execute();
        return some[0];
    }

    @Test
    void token_isRefused_whenTheAggregateHasEnded() throws IOException {
        AggregationProgress[] last = {null};
        newRun(new FakeRegions(45, 300, 0), new MergedAnswer.Listeners(p -> last[0] = p, null))
                .execute();

        assertThatThrownBy(() -> last[0].token())
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void token_isRefused_whenOneByteIsChangedOrTheEndIsMissing() throws IOException {
        byte[] bytes = some().toBytes();
        Random random = new Random(44);
        for (int i = 0; i < 500; i++) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> AggregationToken.fromBytes(changed)).isInstanceOf(AggregationException.class);
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> AggregationToken.fromBytes(cut)).isInstanceOf(AggregationException.class);
        }
        byte[] newer = bytes.clone();
        newer[2] = 9;
        assertThatThrownBy(() -> AggregationToken.fromBytes(newer)).hasMessageContaining("start the aggregate anew");
        assertThatThrownBy(() -> AggregationToken.fromBytes("{\"no\": 1}    ".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("not a resume token");
    }

    @Test
    void token_survivesItsFile_whichOnlyTheOwnerReads(@TempDir Path directory) throws IOException {
        AggregationToken token = some();
        Path file = directory.resolve("count.token");
        token.save(file);
        token.save(file);

        assertThat(AggregationToken.load(file).toBytes()).isEqualTo(token.toBytes());
        assertThat(AggregationToken.load(file).covered()).containsExactly(RowRange.ALL);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> AggregationToken.load(file))
                .isInstanceOf(AggregationException.class)
                .hasMessage(file + ": not a resume token");
    }

    @Test
    void token_isRefused_whenItCoversARowTwice() throws IOException {
        Checkpoint twice = new Checkpoint(
                "t",
                REQUEST,
                List.of(RowRange.of(new byte[] {1}, new byte[] {5}), RowRange.of(new byte[] {3}, new byte[] {9})),
                REQUEST.newGroupTable());
        AggregationToken token = AggregationToken.of(twice);

        assertThatThrownBy(() -> newRun(new FakeRegions(1, 10, 0), MergedAnswer.Listeners.NONE)
                        .from(token.checkpoint()))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("says twice");
    }
}
