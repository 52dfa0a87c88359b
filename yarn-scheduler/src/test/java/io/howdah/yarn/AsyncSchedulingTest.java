// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;

/** Several scheduling threads order the same queue at once while it changes under them. */
class AsyncSchedulingTest {
    private static final int APPS = 6;
    private static final int TASKS = 20;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @Test
    void everyTaskIsPlaced_whenManyThreadsSchedule() throws Exception {
        for (String policy : List.of("fifo", "fair")) {
            YarnConfiguration conf = SchedulingLab.configuration(ResourceAwareScheduler.class);
            conf.set("howdah.scheduler.packing.enabled", "true");
            conf.set("yarn.scheduler.capacity.root.default.ordering-policy", policy);
            conf.set("yarn.scheduler.capacity.schedule-asynchronously.enable", "true");
            conf.set("yarn.scheduler.capacity.schedule-asynchronously.maximum-threads", "4");
            conf.set("yarn.scheduler.capacity.schedule-asynchronously.scheduling-interval-ms", "1");
            try (SchedulingLab lab = new SchedulingLab(conf)) {
                // Twice what is asked for: a node has room for any task, whatever went where before.
                for (int i = 1; i <= 4; i++) {
                    lab.node("n" + i, 128 * 1024, 128);
                }
                List<ApplicationId> apps = new ArrayList<>();
                for (int i = 0; i < APPS; i++) {
                    apps.add(lab.submit("default", "u", 0));
                }
                for (int i = 0; i < APPS; i++) {
                    lab.ask(apps.get(i), 1024 * (1 + i % 3), 1 + (i + 1) % 3, TASKS);
                }
                long deadline = System.nanoTime() + DEADLINE.toNanos();
                while (lab.running().size() < APPS * TASKS && System.nanoTime() < deadline) {
                    for (String node : lab.nodes()) {
                        lab.heartbeat(node);
                    }
                }
                assertThat(lab.running()).as(policy).hasSize(APPS * TASKS);
                assertThat(SchedulingLab.metric("PackedDecisions")).as(policy).isPositive();
                assertThat(SchedulingLab.metric("HookFailures")).as(policy).isZero();
            }
        }
    }
}
