// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillingGroupsTest {
    private static final AggregationRequest REQUEST = new AggregationRequest(
            RowRange.ALL,
            new byte[0],
            List.of(
                    new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                    new Aggregate(AggregateFunction.SUM, Column.parse("d:v"), Decoders.LONG),
                    new Aggregate(AggregateFunction.MAX, Column.parse("d:v"), Decoders.BYTES)),
            List.of(new GroupExpression.OfColumn(Column.parse("d:g"))),
            SliceLimits.SERVER);

    @TempDir
    Path directory;

    /** A row whose group is {@code group}; null: it has no such column. */
    private static void add(RowFold fold, byte[] group, long value) {
        fold.begin(1);
        if (group != null) {
            System.arraycopy(group, 0, fold.room(0, group.length), 0, group.length);
        }
        System.arraycopy(ByteBuffer.allocate(8).putLong(value).array(), 0, fold.room(1, 8), 0, 8);
        fold.end();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private SpillingGroups.Budget budget(long memory, long disk) {
        return new SpillingGroups.Budget(memory, disk, directory);
    }

    @Test
    void groups_areTheSame_whereverRunsEnd() throws IOException {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            int most = 1 + random.nextInt(300);
            Map<String, long[]> expected = new HashMap<>();
            List<String> keys = new ArrayList<>();
            try (SpillingGroups groups =
                    new SpillingGroups(REQUEST, budget(1 + random.nextInt(200_000), Long.MAX_VALUE))) {
                for (int slice = 0; slice < 50; slice++) {
                    GroupTable table = REQUEST.newGroupTable();
                    RowFold fold = new RowFold(REQUEST, table);
                    for (int row = 0; row < 60; row++) {
                        int number = random.nextInt(most);
                        String group = number == 0 ? null : "g".repeat(1 + number % 200) + number;
                        long value = random.nextInt(1_000);
                        add(fold, group == null ? null : bytes(group), value);
                        long[] values = expected.computeIfAbsent(String.valueOf(group), k -> new long[3]);
                        values[0]++;
                        values[1] += value;
                        values[2] = Math.max(values[2], value);
                    }
                    groups.merge(table);
                    assertThat(groups.runs()).isLessThanOrEqualTo(SpillingGroups.MOST_RUNS);
                }
                String what = "seed " + seed;
                groups.forEach((key, results) -> {
                    byte[] part = key.get(0);
                    String group = part == null ? "null" : new String(part, StandardCharsets.UTF_8);
                    keys.add(part == null ? "" : group);
                    long[] values = expected.remove(group);
                    assertThat(values)
                            .as("%s, group %s comes once", what, group)
                            .isNotNull();
                    assertThat(results[0]).as(what).isEqualTo(values[0]);
                    assertThat(((Number) results[1]).longValue()).as(what).isEqualTo(values[1]);
                    assertThat(ByteBuffer.wrap((byte[]) results[2]).getLong())
                            .as(what)
                            .isEqualTo(values[2]);
                });
                assertThat(expected).as(what).isEmpty();
                assertThat(keys).as(what).isSortedAccordingTo((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
            }
        }
    }

    @Test
    void millionGroups_stayWithinTheBudget_andLeaveNoFile() throws IOException {
        long budget = 16L << 20;
        int most = 1_000_000;
        long[] seen = {0, 0, 0};
        try (SpillingGroups groups = new SpillingGroups(REQUEST, budget(budget, 1L << 30))) {
            for (int slice = 0; slice < 60; slice++) {
                GroupTable table = REQUEST.newGroupTable();
                RowFold fold = new RowFold(REQUEST, table);
                // Two halves that overlap: each group is in two slices.
                for (int i = 0; i < most / 30; i++) {
                    long group = ((long) slice * (most / 30) + i) * 31 % most;
                    add(fold, ByteBuffer.allocate(8).putLong(group).array(), group);
                }
                long before = table.memory();
                groups.merge(table);
                assertThat(groups.table().memory()).isLessThanOrEqualTo(budget + before);
            }
            assertThat(groups.runs()).isGreaterThan(5);
            groups.forEach((key, results) -> {
                long group = ByteBuffer.wrap(key.get(0)).getLong();
                assertThat(group).isEqualTo(seen[0]++);
                seen[1] += (Long) results[0];
                seen[2] += ((Number) results[1]).longValue();
            });
        }
        assertThat(seen[1]).isEqualTo(60L * (most / 30));
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void spill_isRefused_whenItTakesMoreDiskThanItMay_andLeavesNoFile() throws IOException {
        try (SpillingGroups groups = new SpillingGroups(REQUEST, budget(1_000, 2_000))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            GroupTable table = REQUEST.newGroupTable();
                            add(new RowFold(REQUEST, table), bytes("group-" + i), i);
                            groups.merge(table);
                        }
                    })
                    .isInstanceOf(SpillLimitException.class)
                    .hasMessageContaining("more than 2000 bytes");
        }
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
