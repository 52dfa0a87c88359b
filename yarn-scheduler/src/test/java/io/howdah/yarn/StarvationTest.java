// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;

/** A request for most of a node, with small work that always fits beside it: who waits how long. */
class StarvationTest {
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final int MOST_HEARTBEATS = 400;

    @Test
    void largeRequest_isServedSoonAfterTheTimeout_whenSmallOnesKeepPassingIt() throws Exception {
        int served = heartbeatsUntilTheLargeOneRuns("30s");
        // 30 s until the stock order returns and the node is reserved, then a task's 8 s for it to drain.
        assertThat(served).isBetween(31, 50);
    }

    /** The test above has teeth: with the timeout out of the way the large one waits on. */
    @Test
    void largeRequest_waitsOn_whenTheTimeoutIsLong() throws Exception {
        assertThat(heartbeatsUntilTheLargeOneRuns("1h")).isEqualTo(MOST_HEARTBEATS);
    }

    private static int heartbeatsUntilTheLargeOneRuns(String timeout) throws Exception {
        YarnConfiguration conf = SchedulingLab.configuration(ManualClockScheduler.class);
        conf.set("yarn.scheduler.capacity.root.default.ordering-policy", "fair");
        conf.set("howdah.scheduler.packing.enabled", "true");
        conf.set("howdah.scheduler.packing.starvation-timeout", timeout);
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            lab.node("n1", 8192, 8);
            ApplicationId large = lab.submit("default", "u", 0);
            ApplicationId small = lab.submit("default", "u", 0);
            lab.ask(small, 1024, 1, 1000);
            lab.heartbeat("n1");
            lab.ask(large, 6144, 6, 1);
            // Eight small tasks at a time; from now on one ends at each heartbeat, so one slot is always free.
            Deque<SchedulingLab.Task> running = new ArrayDeque<>(lab.running(small));
            assertThat(running).hasSize(8);
            for (int i = 1; i <= MOST_HEARTBEATS; i++) {
                ManualClockScheduler.MILLIS.addAndGet(HEARTBEAT_MILLIS);
                SchedulingLab.Task[] ended = running.isEmpty()
                        ? new SchedulingLab.Task[0]
                        : new SchedulingLab.Task[] {running.removeFirst()};
                lab.heartbeat("n1", ended).stream()
                        .filter(task -> task.app().equals(small))
                        .forEach(running::add);
                if (!lab.running(large).isEmpty()) {
                    assertThat(SchedulingLab.metric("StarvationOverrides")).isPositive();
                    return i;
                }
            }
            return MOST_HEARTBEATS;
        }
    }
}
