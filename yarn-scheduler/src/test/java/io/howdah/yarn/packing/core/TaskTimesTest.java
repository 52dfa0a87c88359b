// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TaskTimesTest {
    private final TaskTimes times = new TaskTimes();

    @Test
    void average_followsTheLatestTasks_whenTheyChange() {
        times.finished("a", 10_000);
        assertThat(times.of("a")).isEqualTo(10);
        times.finished("a", 20_000);
        assertThat(times.of("a")).isEqualTo(13, Offset.offset(1e-9));
        for (int i = 0; i < 40; i++) {
            times.finished("a", 20_000);
        }
        assertThat(times.of("a")).isEqualTo(20, Offset.offset(0.01));
    }

    @Test
    void average_isUnknown_whenNoTaskHasEndedOrTheApplicationIsGone() {
        assertThat(times.of("a")).isNaN();
        times.finished("a", 10);
        times.forget("a");
        assertThat(times.of("a")).isNaN();
        assertThat(times.size()).isZero();
    }

    @Test
    void taskTime_isIgnored_whenTheClockWasSetBack() {
        times.finished("a", -5);
        times.finished("a", 0);
        assertThat(times.of("a")).isNaN();
    }

    @Test
    void median_isThatOfTheKnown_orOneWhenNoneIs() {
        assertThat(times.medianOf(List.of("a", "b"))).isEqualTo(1);
        times.finished("a", 4_000);
        assertThat(times.medianOf(List.of("a", "b"))).isEqualTo(4);
        times.finished("b", 8_000);
        assertThat(times.medianOf(List.of("a", "b", "x"))).isEqualTo(6);
        times.finished("c", 100_000);
        assertThat(times.medianOf(List.of("a", "b", "c"))).isEqualTo(8);
        assertThat(times.medianOf(List.of("a", "x"))).isEqualTo(4);
    }
}
