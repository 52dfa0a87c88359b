// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the region server thinks its groups take, against what is on the heap after a full collection. */
class MemoryEstimateTest {
    private static final Column V = Column.parse("d:v");

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static AggregationRequest request(List<Aggregate> aggregates) {
        return new AggregationRequest(
                RowRange.ALL,
                new byte[0],
                aggregates,
                List.of(new GroupExpression.OfRowPrefix(64)),
                SliceLimits.SERVER);
    }

    private static void fold(RowFold fold, int group, byte[] value) {
        byte[] row = String.format("group-%07d", group).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(row, 0, fold.begin(row.length), 0, row.length);
        if (value != null) {
            System.arraycopy(value, 0, fold.room(0, value.length), 0, value.length);
        }
        fold.end();
    }

    private static Aggregate aggregate(AggregateFunction function) {
        return switch (function) {
            case COUNT_ROWS -> new Aggregate(function, null, null);
            case COUNT -> new Aggregate(function, V, null);
            case TOP -> new Aggregate(function, V, Decoders.LONG, 5);
            case DISTINCT -> Aggregate.distinct(V);
            case QUANTILES -> new Aggregate(function, V, Decoders.LONG, 200, List.of(0.5));
            case FREQUENT -> new Aggregate(function, V, null, 10);
            default -> new Aggregate(function, V, Decoders.LONG);
        };
    }

    @ParameterizedTest
    @EnumSource(AggregateFunction.class)
    void estimate_isNotBelowTheHeap_andNotFarAbove(AggregateFunction function) {
        boolean sketch = function.code() >= AggregateFunction.DISTINCT.code();
        int groups = sketch ? 2_000 : 100_000;
        Random random = new Random(1);
        AggregationRequest request = request(List.of(aggregate(function)));
        long before = used();
        GroupTable table = request.newGroupTable();
        RowFold fold = new RowFold(request, table);
        for (int i = 0; i < groups; i++) {
            for (int n = 0; n < (sketch ? 300 : 4); n++) {
                byte[] value = ByteBuffer.allocate(8).putLong(random.nextLong()).array();
                fold(fold, i, function == AggregateFunction.COUNT_ROWS ? null : value);
            }
        }
        long with = used();
        long estimate = table.memory();
        Reference.reachabilityFence(table);
        Reference.reachabilityFence(fold);
        table = null;
        fold = null;
        // The greater of both: what an earlier test left behind may have gone meanwhile.
        long heap = with - Math.min(before, used());

        System.out.printf("%s: %d groups, %d bytes estimated, %d on the heap%n", function, groups, estimate, heap);
        assertThat(estimate).as(function.toString()).isBetween(heap * 19 / 20, heap * 3);
    }

    @Test
    void estimate_coversDecimals_andLongKeysAndBytes() {
        Random random = new Random(2);
        AggregationRequest request = request(List.of(
                new Aggregate(AggregateFunction.SUM, V, Decoders.DECIMAL),
                new Aggregate(AggregateFunction.AVG, V, Decoders.DECIMAL),
                new Aggregate(AggregateFunction.MAX, V, Decoders.DECIMAL),
                new Aggregate(AggregateFunction.MIN, V, Decoders.BYTES)));
        long before = used();
        GroupTable table = request.newGroupTable();
        RowFold fold = new RowFold(request, table);
        for (int i = 0; i < 50_000; i++) {
            for (int n = 0; n < 3; n++) {
                byte[] value = new byte[4 + 12];
                random.nextBytes(value);
                value[0] = value[1] = value[2] = 0;
                value[3] = 2;
                fold(fold, i, value);
            }
        }
        long with = used();
        long estimate = table.memory();
        Reference.reachabilityFence(table);
        Reference.reachabilityFence(fold);
        table = null;
        fold = null;
        // The greater of both: what an earlier test left behind may have gone meanwhile.
        long heap = with - Math.min(before, used());

        System.out.printf("decimals: %d bytes estimated, %d on the heap%n", estimate, heap);
        assertThat(estimate).isBetween(heap * 19 / 20, heap * 3);
    }

    /**
     * A million groups, row after row, in slices that end where the guard says: no slice, its reply included, ever holds more
     * than the limit and what one row adds.
     */
    @Test
    void millionGroups_areAnswered_withinTheMemoryOfASlice() {
        AggregationRequest request = request(List.of(
                new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                new Aggregate(AggregateFunction.SUM, V, Decoders.LONG),
                new Aggregate(AggregateFunction.AVG, V, Decoders.LONG)));
        long limit = 32L << 20;
        MemoryBudget budget = new MemoryBudget(64L << 20);
        int row = 0;
        int slices = 0;
        long most = 0;
        long before = used();
        while (row < 1_000_000) {
            try (MemoryBudget.Share share = budget.share()) {
                GroupTable table = request.newGroupTable();
                RowFold fold = new RowFold(request, table);
                SliceGuard guard = new SliceGuard(
                        new SliceLimits(Long.MAX_VALUE / 1_000_000, Long.MAX_VALUE, Integer.MAX_VALUE, limit),
                        new SliceGuard.RowLimits(limit, 1_000_000, false),
                        table,
                        new FixedHost(share));
                StopReason reason = null;
                while (row < 1_000_000 && (reason = guard.beforeRow()) == null) {
                    fold(fold, row++, ByteBuffer.allocate(8).putLong(row).array());
                }
                byte[] reply = ResponseCodec.encode(
                        new AggregationResponse(RowRange.ALL, StopReason.MEMORY, "region", 1, 2, table));
                if (slices == 0) {
                    long heap = used() - before;
                    System.out.printf(
                            "first slice: %d groups, reply %d bytes, %d bytes on the heap, %d held of the budget%n",
                            table.size(), reply.length, heap, budget.held());
                    assertThat(heap + 2L * reply.length).isLessThan(limit);
                }
                most = Math.max(most, budget.held());
                assertThat(reason == null || reason == StopReason.MEMORY).isTrue();
                Reference.reachabilityFence(table);
                slices++;
            }
        }
        System.out.printf("%d slices, at most %d bytes held%n", slices, most);

        assertThat(most).isLessThanOrEqualTo(limit + MemoryBudget.STEP);
        assertThat(slices).isBetween(5, 40);
        assertThat(budget.held()).isZero();
    }

    private record FixedHost(MemoryBudget.Share share) implements SliceGuard.Host {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public boolean closing() {
            return false;
        }

        @Override
        public boolean quotaSpent() {
            return false;
        }

        @Override
        public boolean holds(long bytes) {
            return share.holds(bytes);
        }
    }
}
