// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.repair.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepairQueueTest {
    private final RepairQueue queue = new RepairQueue(null, 10, 40, 1_000);

    @Test
    void position_isBeforeTheOldestFileUnderRepair() {
        queue.passed("/a");
        RepairQueue.Entry b = queue.add("/b", 2, 0);
        queue.passed("/c");
        RepairQueue.Entry d = queue.add("/d", 3, 0);
        assertThat(queue.position()).isEqualTo("/a");
        assertThat(queue.blocks()).isEqualTo(5);
        queue.done(b);
        assertThat(queue.position()).isEqualTo("/c");
        queue.done(d);
        assertThat(queue.position()).isEqualTo("/d");
        assertThat(queue.blocks()).isZero();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void position_isWhereTheLastRunGot_untilSomethingIsPassed() {
        RepairQueue resumed = new RepairQueue("/x", 10, 40, 1_000);
        assertThat(resumed.position()).isEqualTo("/x");
        resumed.add("/y", 1, 0);
        assertThat(resumed.position()).isEqualTo("/x");
    }

    @Test
    void due_comesLessAndLessOften() {
        RepairQueue.Entry entry = queue.add("/a", 1, 0);
        assertThat(queue.due(9)).isEmpty();
        assertThat(queue.due(10)).containsExactly(entry);
        queue.looked(entry, 10);
        assertThat(queue.due(29)).isEmpty();
        assertThat(queue.due(30)).containsExactly(entry);
        queue.looked(entry, 30);
        queue.looked(entry, 70);
        assertThat(queue.due(109)).as("never further apart than 40").isEmpty();
        assertThat(queue.due(110)).containsExactly(entry);
        assertThat(entry.late(999)).isFalse();
        assertThat(entry.late(1_000)).isTrue();
    }
}
