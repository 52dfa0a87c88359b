// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.GroupExpression;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.aggregation.core.SpillingGroups;
import io.howdah.hbase.slice.RegionCaller;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.NoServerForRegionException;
import org.apache.hadoop.hbase.exceptions.UnknownProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationRunTest {
    private static final TableName TABLE = TableName.valueOf("t");
    private static final Duration MINUTES = Duration.ofMinutes(5);

    private static AggregationRequest request(RowRange range, GroupExpression... groupBy) {
        return new AggregationRequest(
                range,
                new byte[0],
                List.of(
                        new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                        new Aggregate(AggregateFunction.SUM, Column.parse("d:v"), Decoders.LONG)),
                List.of(groupBy),
                SliceLimits.SERVER);
    }

    private static AggregationResult run(AggregationRequest request, RegionCaller caller) throws IOException {
        return new AggregationRun(
                        request,
                        TABLE,
                        caller,
                        new AggregationRun.Limits(MINUTES, 4, 1_000_000, 1, Budgets.LARGE),
                        MergedAnswer.Listeners.NONE)
                .execute();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
    void answer_isExact_whenRegionsChangeAndCallsFailAtRandom(long seed) throws IOException {
        FakeRegions regions = new FakeRegions(seed, 3_000, 0.4);
        Random random = new Random(seed);
        long relocations = 0;
        long retries = 0;
        for (int i = 0; i < 5; i++) {
            byte[] a = {(byte) random.nextInt(), (byte) random.nextInt()};
            byte[] b = {(byte) random.nextInt()};
            boolean ordered = java.util.Arrays.compareUnsigned(a, b) <= 0;
            RowRange range = i == 0 ? RowRange.ALL : ordered ? RowRange.of(a, b) : RowRange.of(b, a);
            AggregationResult result = run(request(range), regions);

            TreeMap<byte[], Long> inside = new TreeMap<>(regions.rows());
            inside.keySet().removeIf(row -> !range.contains(row));
            BigInteger sum = inside.values().stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(result.count()).as("seed %d, range %s", seed, range).isEqualTo(inside.size());
            if (!inside.isEmpty()) {
                assertThat(result.total().sum("d:v").asBigInteger())
                        .as("seed %d, range %s", seed, range)
                        .isEqualTo(sum);
            }
            assertThat(result.coverage()).isEqualTo(range);
            relocations += result.stats().relocations();
            retries += result.stats().retries();
        }
        assertThat(relocations).as("seed %d", seed).isPositive();
        assertThat(retries).as("seed %d", seed).isPositive();
    }

    @Test
    void groups_areOrderedByKey_andAddUp() throws IOException {
        FakeRegions regions = new FakeRegions(5, 2_000, 0.2);
        AggregationResult result = run(request(RowRange.ALL, new GroupExpression.OfRowPrefix(1)), regions);

        assertThat(result.groups()).hasSize(256);
        assertThat(result.groups().get(200).key().get(0)).containsExactly(200);
        assertThat(result.groups().stream()
                        .mapToLong(AggregationResult.Group::count)
                        .sum())
                .isEqualTo(2_000);
    }

    @Test
    void groups_areRefused_notCut_whenThereAreTooMany() {
        FakeRegions regions = new FakeRegions(6, 2_000, 0);
        AggregationRun run = new AggregationRun(
                request(RowRange.ALL, new GroupExpression.OfRowPrefix(1)),
                TABLE,
                regions,
                new AggregationRun.Limits(MINUTES, 2, 100, 1, Budgets.LARGE),
                MergedAnswer.Listeners.NONE);

        assertThatThrownBy(run::execute)
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("more than 100 groups")
                .hasMessageContaining("howdah.hbase.client.groups.max");
    }

    @Test
    void groups_areGivenOneByOne_whenTheyDoNotFitIntoMemory(@TempDir Path directory) throws IOException {
        FakeRegions regions = new FakeRegions(7, 2_000, 0.2);
        AggregationRun.Limits limits =
                new AggregationRun.Limits(MINUTES, 4, 100, 1, new SpillingGroups.Budget(10_000, 10_000_000, directory));
        AggregationRequest request = request(RowRange.ALL, new GroupExpression.OfRowPrefix(3));
        List<byte[]> keys = new ArrayList<>();
        long[] rows = {0};
        AggregationStats stats = new AggregationRun(request, TABLE, regions, limits, MergedAnswer.Listeners.NONE)
                .forEachGroup(group -> {
                    keys.add(group.key().get(0));
                    rows[0] += group.count();
                });

        assertThat(rows[0]).isEqualTo(2_000);
        assertThat(keys).hasSize(2_000).isSortedAccordingTo(java.util.Arrays::compareUnsigned);
        assertThat(stats.slices()).isPositive();
        assertThatThrownBy(() ->
                        new AggregationRun(request, TABLE, regions, limits, MergedAnswer.Listeners.NONE).execute())
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("more than 100 groups")
                .hasMessageContaining("forEachGroup");
        AggregationRun.Limits noDisk =
                new AggregationRun.Limits(MINUTES, 4, 100, 1, new SpillingGroups.Budget(10_000, 0, directory));
        assertThatThrownBy(() -> new AggregationRun(request, TABLE, regions, noDisk, MergedAnswer.Listeners.NONE)
                        .forEachGroup(group -> {}))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("howdah.hbase.client.spill.bytes");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void emptyRange_isAnsweredWithoutACall() throws IOException {
        AggregationResult result = run(request(RowRange.of(new byte[] {5}, new byte[] {5})), new Scripted(row -> {
            throw new IOException("not to be called");
        }));

        assertThat(result.count()).isZero();
        assertThat(result.total().sum("d:v").isNull()).isTrue();
        assertThat(result.stats().calls()).isZero();
    }

    @Test
    void answerForOtherRows_isRefused_neverMerged() {
        AggregationRequest request = request(RowRange.of(new byte[] {1}, new byte[] {9}));
        Scripted liar = new Scripted(row -> ResponseCodec.encode(new AggregationResponse(
                RowRange.of(new byte[] {2}, new byte[] {9}), StopReason.END, "r", 1, 1, request.newGroupTable())));

        assertThatThrownBy(() -> run(request, liar))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("was asked for [\\x01, \\x09) and answered for [\\x02, \\x09)");
    }

    @Test
    void deadline_endsTheWait_withWhatIsMissingAndTheLastFailure() {
        AggregationRun run = new AggregationRun(
                request(RowRange.ALL),
                TABLE,
                new Scripted(row -> {
                    throw new IOException("region server is away");
                }),
                new AggregationRun.Limits(Duration.ofSeconds(3), 2, 100, 10, Budgets.LARGE),
                MergedAnswer.Listeners.NONE);

        assertThatThrownBy(run::execute)
                .isInstanceOfSatisfying(
                        AggregationDeadlineException.class,
                        e -> assertThat(e.missing()).containsExactly(RowRange.ALL))
                .hasMessageContaining("not complete within 3000 ms")
                .hasMessageContaining("region server is away");
    }

    @Test
    void deadline_endsTheWait_whenACallHangs() {
        AggregationRun run = new AggregationRun(
                request(RowRange.ALL),
                TABLE,
                new Scripted(row -> {
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        throw new java.io.InterruptedIOException();
                    }
                    return new byte[0];
                }),
                new AggregationRun.Limits(Duration.ofMillis(100), 2, 100, 10, Budgets.LARGE),
                MergedAnswer.Listeners.NONE);

        assertThatThrownBy(run::execute).isInstanceOf(AggregationDeadlineException.class);
    }

    @Test
    void missingEndpoint_saysHowToDeployIt() {
        Scripted bare = new Scripted(row -> {
            throw new UnknownProtocolException(null, "No registered coprocessor service found");
        });

        assertThatThrownBy(() -> run(request(RowRange.ALL), bare))
                .isInstanceOf(EndpointNotDeployedException.class)
                .hasMessageContaining("table t has no io.howdah.hbase.aggregation.AggregationEndpoint")
                .hasMessageContaining("howdah hbase deploy t");
    }

    @Test
    void refusal_isNotRepeated_butARegionOnItsWayIs() throws IOException {
        int[] calls = {0};
        Scripted refusing = new Scripted(row -> {
            calls[0]++;
            throw new IOException(new DoNotRetryIOException("access denied"));
        });
        assertThatThrownBy(() -> run(request(RowRange.ALL), refusing)).hasMessage("access denied");
        assertThat(calls[0]).isEqualTo(1);

        AggregationRequest request = request(RowRange.ALL);
        Scripted moving = new Scripted(row -> {
            if (calls[0]++ < 4) {
                throw new NoServerForRegionException("no server");
            }
            return ResponseCodec.encode(
                    new AggregationResponse(RowRange.ALL, StopReason.END, "r", 0, 1, request.newGroupTable()));
        });
        assertThat(run(request, moving).stats().retries()).isEqualTo(3);
    }

    @Test
    void newerRegionServer_isRefused_withBothVersions() {
        AggregationRequest request = request(RowRange.ALL);
        Scripted newer = new Scripted(row -> {
            byte[] reply = ResponseCodec.encode(
                    new AggregationResponse(RowRange.ALL, StopReason.END, "r", 0, 1, request.newGroupTable()));
            reply[2] = RequestCodec.VERSION + 1;
            return reply;
        });

        assertThatThrownBy(() -> run(request, newer))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("the reply has protocol version 3, this client speaks versions 1 to 2");
    }

    @Test
    void throttledCall_isRepeated_afterTheTimeTheReplySays() throws Exception {
        AggregationRequest request = request(RowRange.ALL);
        AtomicInteger calls = new AtomicInteger();
        Scripted throttled = new Scripted(row -> ResponseCodec.encode(
                calls.incrementAndGet() == 1
                        ? AggregationResponse.throttled("r", 200, request.newGroupTable())
                        : new AggregationResponse(RowRange.ALL, StopReason.END, "r", 0, 1, request.newGroupTable())));

        AggregationResult result = run(request, throttled);

        assertThat(result.stats().rejections()).isEqualTo(1);
        assertThat(result.stats().elapsed().toMillis()).isGreaterThanOrEqualTo(200);
    }

    private interface Script {
        byte[] call(byte[] row) throws IOException;
    }

    /** One region that answers as told. */
    private record Scripted(Script script) implements RegionCaller {
        @Override
        public Location locate(byte[] row, boolean refresh) {
            return new Location("r", new byte[0]);
        }

        @Override
        public byte[] call(byte[] row, byte[] request) throws IOException {
            return script.call(row);
        }
    }
}
