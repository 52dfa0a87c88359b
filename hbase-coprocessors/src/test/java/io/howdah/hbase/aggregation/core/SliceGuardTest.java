// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.slice.core.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SliceGuardTest {
    private static final List<Aggregate> COUNT = List.of(new Aggregate(AggregateFunction.COUNT_ROWS, null, null));

    /** A region server whose clock and moods the test sets. */
    private static final class FakeHost implements SliceGuard.Host {
        private long millis;
        private boolean closing;
        private boolean quotaSpent;
        private boolean memoryLeft = true;

        @Override
        public long nanoTime() {
            return millis * 1_000_000;
        }

        @Override
        public boolean closing() {
            return closing;
        }

        @Override
        public boolean quotaSpent() {
            return quotaSpent;
        }

        @Override
        public boolean holds(long bytes) {
            return memoryLeft;
        }
    }

    private final FakeHost host = new FakeHost();

    private SliceGuard guard() {
        return guard(new SliceGuard.RowLimits(1_000, 500, false));
    }

    private SliceGuard guard(SliceGuard.RowLimits limits) {
        return new SliceGuard(new SliceLimits(100, 1_000_000, 10, 1 << 20), limits, new GroupTable(COUNT, 0), host);
    }

    private static SliceGuard.Row cells(SliceGuard guard, int count, long bytes) {
        SliceGuard.Row row = SliceGuard.Row.GOES_ON;
        for (int i = 0; i < count && row == SliceGuard.Row.GOES_ON; i++) {
            row = guard.cell(bytes);
        }
        return row;
    }

    @Test
    void firstRow_alwaysPasses_andEachLimitHasItsReason() {
        host.closing = true;
        host.quotaSpent = true;
        host.memoryLeft = false;
        host.millis = 1_000;
        SliceGuard guard = guard();
        assertThat(guard.beforeRow()).isNull();
        assertThat(guard.beforeRow()).isEqualTo(StopReason.MEMORY);
        host.memoryLeft = true;
        assertThat(guard.beforeRow()).isEqualTo(StopReason.QUOTA);
        host.quotaSpent = false;
        assertThat(guard.beforeRow()).isEqualTo(StopReason.CLOSING);
        host.closing = false;
        assertThat(guard.beforeRow()).isNull();
        host.millis += 100;
        assertThat(guard.beforeRow()).isEqualTo(StopReason.TIME);
        assertThat(guard.rows()).isEqualTo(2);
    }

    @Test
    void rowThatTakesTooLong_isGivenBack_whenItIsNotTheFirst() {
        SliceGuard guard = guard();
        guard.beforeRow();
        guard.beforeRow();
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.GOES_ON);
        host.millis = 100;
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.GIVEN_BACK);
        assertThat(guard.rows()).as("the row is not in the slice").isEqualTo(1);
    }

    @Test
    void fastRows_shareALookAtTheClock_andSlowOnesDoNot() {
        SliceGuard guard = guard();
        for (int row = 0; row < 1_000; row++) {
            assertThat(guard.beforeRow()).isNull();
        }
        host.millis = 100;
        int more = 0;
        while (guard.beforeRow() == null) {
            more++;
        }
        assertThat(more).as("rows after time was up").isBetween(1, 15);

        host.millis = 0;
        SliceGuard slow = guard();
        for (int row = 0; row < 90; row++) {
            assertThat(slow.beforeRow()).isNull();
            host.millis++;
        }
        host.millis = 100;
        assertThat(slow.beforeRow()).isEqualTo(StopReason.TIME);
    }

    @Test
    void firstRow_mayTakeLongerThanASlice_butNotForEver() {
        SliceGuard guard = guard();
        guard.beforeRow();
        host.millis = 499;
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.GOES_ON);
        host.millis = 500;
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.TOO_SLOW);
    }

    @Test
    void firstRow_isNotTooSlow_whenTheCallHasWaitedForItsTurn() {
        SliceGuard.RowLimits late = SliceGuard.RowLimits.of(1_000, 700, 1_000);
        assertThat(late).isEqualTo(new SliceGuard.RowLimits(1_000, 630, true));
        SliceGuard guard = guard(late);
        guard.beforeRow();
        host.millis = 629;
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.GOES_ON);
        host.millis = 630;
        assertThat(cells(guard, 5_000, 0)).isEqualTo(SliceGuard.Row.TOO_LATE);
        assertThat(SliceGuard.RowLimits.of(1_000, 800, 1_000).late()).isFalse();
    }

    @Test
    void row_isTooWide_byItsOwnBytesOnly() {
        SliceGuard guard = guard();
        for (int row = 0; row < 5; row++) {
            assertThat(guard.beforeRow()).isNull();
            assertThat(cells(guard, 10, 100)).isEqualTo(SliceGuard.Row.GOES_ON);
        }
        assertThat(guard.cell(1)).isEqualTo(SliceGuard.Row.TOO_WIDE);
    }

    @Test
    void budget_isNeverExceeded_andAllGivenBack_whenCallsMeet() throws Exception {
        MemoryBudget budget = new MemoryBudget(20 * MemoryBudget.STEP);
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int call = 0; call < 60; call++) {
                Random random = new Random(call);
                calls.add(() -> {
                    int refused = 0;
                    for (int i = 0; i < 2_000; i++) {
                        try (MemoryBudget.Share share = budget.share()) {
                            long wanted = 0;
                            while (share.holds(wanted)) {
                                wanted += random.nextInt((int) MemoryBudget.STEP * 2);
                                assertThat(budget.held()).isBetween(0L, 20 * MemoryBudget.STEP);
                            }
                            refused++;
                        }
                    }
                    return refused;
                });
            }
            for (Future<Integer> call : pool.invokeAll(calls)) {
                assertThat(call.get()).isEqualTo(2_000);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(budget.held()).isZero();
    }
}
