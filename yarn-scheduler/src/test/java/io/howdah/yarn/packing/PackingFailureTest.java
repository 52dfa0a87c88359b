// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.yarn.metrics.DecisionLog;
import io.howdah.yarn.metrics.SchedulerMetrics;
import io.howdah.yarn.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.MockNodes;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our code fails on the scheduling path: the stock order is used, the failure is counted, and packing gives up in the end. */
class PackingFailureTest {
    private static final int ALLOWED = 3;

    private final SchedulerMetrics metrics = new SchedulerMetrics("test", new DecisionLog(10));
    private boolean broken = true;
    private final PackingEngine engine = new PackingEngine(
            settings(),
            metrics,
            new OneNode(),
            () -> 0L,
            container -> 1_000,
            (app, partition, cluster, dimensions, tier, seconds) -> {
                if (broken) {
                    throw new IllegalStateException("broken on purpose");
                }
                return DemandReader.LIVE.read(app, partition, cluster, dimensions, tier, seconds);
            });
    private final QueuePacking queue = engine.queue("root.q");

    private static SchedulerSettings settings() {
        return new SchedulerSettings(true, 0, 30_000, ALLOWED, 10);
    }

    @BeforeEach
    void offer() {
        engine.offerStarts(
                new FiCaSchedulerNode(MockNodes.newNodeInfo(0, Resource.newInstance(8192, 8), 1, "n1"), false));
    }

    @AfterEach
    void end() {
        engine.offerEnds();
    }

    private List<String> order() {
        List<SchedulableEntity> stock = List.of(new FakeApp("a"), new FakeApp("b"));
        Iterator<SchedulableEntity> order = queue.order(stock::iterator, "", app -> 0);
        List<String> ids = new ArrayList<>();
        order.forEachRemaining(app -> ids.add(app.getId()));
        return ids;
    }

    @Test
    void stockOrder_isUsed_whenOurCodeFails() {
        assertThat(order()).containsExactly("a", "b");
        assertThat(metrics.hookFailures.value()).isEqualTo(1);
        assertThat(engine.isOn()).isTrue();
        assertThat(metrics.packingEnabled.value()).isEqualTo(1);
    }

    @Test
    void packing_isOffUntilARefresh_whenItKeepsFailing() {
        for (int i = 0; i < ALLOWED + 5; i++) {
            assertThat(order()).containsExactly("a", "b");
        }
        assertThat(metrics.hookFailures.value()).as("not tried again once off").isEqualTo(ALLOWED);
        assertThat(engine.isOn()).isFalse();
        assertThat(metrics.packingEnabled.value()).isZero();
        assertThat(metrics.packingTripped.value()).isEqualTo(1);

        broken = false;
        engine.configure(settings());
        assertThat(engine.isOn()).isTrue();
        assertThat(metrics.packingEnabled.value()).isEqualTo(1);
        assertThat(metrics.packingTripped.value()).isZero();
        assertThat(order()).containsExactly("a", "b");
        assertThat(metrics.hookFailures.value()).isEqualTo(ALLOWED);
    }

    @Test
    void nothingIsRead_whenNoNodeIsOnOffer() {
        engine.offerEnds();
        assertThat(order()).containsExactly("a", "b");
        assertThat(metrics.hookFailures.value()).isZero();
    }
}
