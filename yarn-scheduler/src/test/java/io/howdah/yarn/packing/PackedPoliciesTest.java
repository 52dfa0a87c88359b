// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.yarn.metrics.DecisionLog;
import io.howdah.yarn.metrics.SchedulerMetrics;
import io.howdah.yarn.packing.core.AppDemand;
import io.howdah.yarn.settings.SchedulerSettings;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.MockNodes;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerState;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.AbstractComparatorOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.IteratorSelector;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the platform tells a policy reaches the packing behind it, for both kinds of policy. */
class PackedPoliciesTest {
    private static final long TIMEOUT = 30_000;
    private static final SchedulableEntity A = new FakeApp("a");
    private static final SchedulableEntity B = new FakeApp("b");

    private final AtomicLong now = new AtomicLong(1);
    private final Map<String, long[]> requests = new HashMap<>();
    private final SchedulerMetrics metrics = new SchedulerMetrics("test", new DecisionLog(10));
    private final PackingEngine engine = new PackingEngine(
            new SchedulerSettings(true, 0, TIMEOUT, 1, 10),
            metrics,
            new OneNode(),
            now::get,
            container -> container.getFinishTime() - container.getCreationTime(),
            (app, partition, cluster, dimensions, tier, seconds) ->
                    new AppDemand(tier, seconds, 0, requests.get(app.getId())));

    @BeforeEach
    void offer() {
        engine.offerStarts(
                new FiCaSchedulerNode(MockNodes.newNodeInfo(0, Resource.newInstance(8192, 8), 1, "n1"), false));
        requests.put("a", new long[] {1024, 1});
        requests.put("b", new long[] {1024, 1});
    }

    @AfterEach
    void end() {
        engine.offerEnds();
        assertThat(metrics.hookFailures.value()).isZero();
    }

    private AbstractComparatorOrderingPolicy<SchedulableEntity> policy(String kind) {
        AbstractComparatorOrderingPolicy<SchedulableEntity> policy =
                kind.equals("fifo") ? new PackingFifoOrderingPolicy<>() : new PackingOrderingPolicy<>();
        ((PackedPolicy) policy).attach(engine.queue("root.q"));
        policy.addAllSchedulableEntities(List.of(A, B));
        return policy;
    }

    private static String order(AbstractComparatorOrderingPolicy<SchedulableEntity> policy) {
        IteratorSelector selector = new IteratorSelector();
        selector.setPartition("");
        List<String> ids = new ArrayList<>();
        policy.getAssignmentIterator(selector).forEachRemaining(app -> ids.add(app.getId()));
        return String.join("", ids);
    }

    /** A container as the platform hands it over; only what packing asks of it. */
    private static RMContainer container(long seconds, RMContainerState state, boolean master) {
        return (RMContainer) Proxy.newProxyInstance(
                PackedPoliciesTest.class.getClassLoader(),
                new Class<?>[] {RMContainer.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "getState" -> state;
                    case "isAMContainer" -> master;
                    case "getCreationTime" -> 1_000L;
                    case "getFinishTime" -> 1_000L + seconds * 1_000;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "fair"})
    void stockOrder_endsWithAnAllocation_whenTheHeadWasStarving(String kind) {
        var policy = policy(kind);
        requests.put("a", new long[] {9000, 1});
        assertThat(order(policy)).isEqualTo("ba");
        now.addAndGet(TIMEOUT);
        assertThat(order(policy)).isEqualTo("ab");
        assertThat(metrics.starvationOverrides.value()).isEqualTo(1);
        policy.containerAllocated(A, container(0, RMContainerState.ALLOCATED, false));
        assertThat(order(policy)).isEqualTo("ba");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "fair"})
    void waiting_isForgotten_whenTheApplicationLeaves(String kind) {
        var policy = policy(kind);
        requests.put("a", new long[] {9000, 1});
        assertThat(order(policy)).isEqualTo("ba");
        assertThat(policy.removeSchedulableEntity(A)).isTrue();
        policy.addSchedulableEntity(A);
        now.addAndGet(TIMEOUT);
        assertThat(order(policy)).isEqualTo("ba");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "fair"})
    void shorterTasks_goFirst_onceTheirTimeIsKnown(String kind) {
        var policy = policy(kind);
        assertThat(order(policy)).as("nothing known").isEqualTo("ab");
        policy.containerReleased(A, container(1_000, RMContainerState.KILLED, false));
        policy.containerReleased(A, container(1_000, RMContainerState.COMPLETED, true));
        policy.containerReleased(B, container(2, RMContainerState.COMPLETED, false));
        assertThat(order(policy)).as("killed tasks and masters teach nothing").isEqualTo("ab");
        policy.containerReleased(A, container(100, RMContainerState.COMPLETED, false));
        assertThat(order(policy)).isEqualTo("ba");
        engine.forget("a");
        assertThat(order(policy)).as("unknown counts as the median").isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "fair"})
    void preemptionOrder_isThatOfStock_whenPackingReorders(String kind) {
        var policy = policy(kind);
        requests.put("a", new long[] {9000, 1});
        assertThat(order(policy)).isEqualTo("ba");
        List<String> victims = new ArrayList<>();
        policy.getPreemptionIterator().forEachRemaining(app -> victims.add(app.getId()));
        assertThat(victims).containsExactly("b", "a");
    }
}
