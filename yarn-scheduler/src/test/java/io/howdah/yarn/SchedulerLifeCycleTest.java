// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.MockRM;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.AbstractLeafQueue;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FairOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FifoOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.OrderingPolicy;
import org.junit.jupiter.api.Test;

/** Start, refresh, queues that come and go: the right ordering policy in every leaf, the right settings in force. */
class SchedulerLifeCycleTest {
    private static final String ENABLED = "howdah.scheduler.packing.enabled";
    private static final String POLICY = "yarn.scheduler.capacity.root.default.ordering-policy";

    private static YarnConfiguration packing() {
        YarnConfiguration conf = SchedulingLab.configuration(ResourceAwareScheduler.class);
        conf.set(ENABLED, "true");
        return conf;
    }

    private static OrderingPolicy<?> policy(SchedulingLab lab, String queue) {
        return ((AbstractLeafQueue) ((CapacityScheduler) lab.scheduler()).getQueue(queue)).getOrderingPolicy();
    }

    private static String policyName(SchedulingLab lab, String queue) {
        return policy(lab, queue).getClass().getSimpleName();
    }

    private static void refresh(SchedulingLab lab, Configuration conf) throws Exception {
        lab.scheduler().reinitialize(conf, lab.rm().getRMContext());
    }

    @Test
    void leaf_keepsItsStockPolicy_whenPackingIsOff() throws Exception {
        try (SchedulingLab lab = new SchedulingLab(SchedulingLab.configuration(ResourceAwareScheduler.class))) {
            assertThat(policy(lab, "default").getClass()).isEqualTo(FifoOrderingPolicy.class);
            assertThat(SchedulingLab.metric("PackingEnabled")).isZero();
            assertThat(SchedulingLab.metric("QueuesPacked")).isZero();
        }
    }

    @Test
    void leaf_packsOnTopOfItsOwnOrder_whenPackingIsOn() throws Exception {
        YarnConfiguration conf = packing();
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            assertThat(policyName(lab, "default")).isEqualTo("PackingFifoOrderingPolicy");
            assertThat(policy(lab, "default")).isInstanceOf(FifoOrderingPolicy.class);
            assertThat(policy(lab, "default").getConfigName()).isEqualTo("fifo");
        }
        conf.set(POLICY, "fair");
        conf.set(POLICY + ".fair.enable-size-based-weight", "true");
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            assertThat(policyName(lab, "default")).isEqualTo("PackingOrderingPolicy");
            assertThat(((FairOrderingPolicy<?>) policy(lab, "default")).getSizeBasedWeight())
                    .isTrue();
            assertThat(SchedulingLab.metric("QueuesPacked")).isEqualTo(1);
        }
        conf.set(POLICY, "fifo-with-partitions");
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            assertThat(policyName(lab, "default")).isEqualTo("FifoOrderingPolicyWithExclusivePartitions");
            assertThat(SchedulingLab.metric("QueuesLeftAlone")).isEqualTo(1);
        }
    }

    @Test
    void policyNamedInTheQueue_isFairOrdering_underTheStockScheduler() throws Exception {
        YarnConfiguration conf = SchedulingLab.configuration(CapacityScheduler.class);
        conf.set(POLICY, "io.howdah.yarn.packing.PackingOrderingPolicy");
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            assertThat(policyName(lab, "default")).isEqualTo("PackingOrderingPolicy");
            lab.node("n1", 8192, 8);
            lab.ask(lab.submit("default", "u", 0), 1024, 1, 2);
            assertThat(lab.heartbeat("n1")).hasSize(2);
        }
    }

    @Test
    void packing_goesOnAndOff_whenTheQueuesAreRefreshed() throws Exception {
        YarnConfiguration conf = packing();
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            lab.node("n1", 4096, 4);
            ApplicationId app = lab.submit("default", "u", 0);
            lab.ask(app, 1024, 1, 8);
            assertThat(lab.heartbeat("n1")).hasSize(4);
            assertThat(SchedulingLab.metric("PackedDecisions")).isPositive();

            conf.set(ENABLED, "false");
            refresh(lab, conf);
            assertThat(policyName(lab, "default")).isEqualTo("FifoOrderingPolicy");
            assertThat(SchedulingLab.metric("PackingEnabled")).isZero();

            conf.set(ENABLED, "true");
            conf.set(POLICY, "fair");
            refresh(lab, conf);
            assertThat(policyName(lab, "default")).isEqualTo("PackingOrderingPolicy");
            assertThat(policy(lab, "default").getNumSchedulableEntities()).isEqualTo(1);
            assertThat(SchedulingLab.metric("PackingEnabled")).isEqualTo(1);
            assertThat(lab.heartbeat("n1", lab.running(app).get(0))).hasSize(1);
        }
    }

    @Test
    void refresh_keepsTheLastGoodSettings_whenOneIsBad() throws Exception {
        YarnConfiguration conf = packing();
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            conf.set("howdah.scheduler.packing.fairness", "2");
            conf.set(ENABLED, "false");
            refresh(lab, conf);
            assertThat(SchedulingLab.metric("SettingsRejected")).isEqualTo(1);
            assertThat(SchedulingLab.metric("PackingEnabled")).isEqualTo(1);
            assertThat(policyName(lab, "default")).isEqualTo("PackingFifoOrderingPolicy");
        }
    }

    @Test
    void leaf_stillPacks_whenTheNewQueuesAreRejected() throws Exception {
        YarnConfiguration conf = packing();
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            conf.set("yarn.scheduler.capacity.root.default.capacity", "55");
            assertThatThrownBy(() -> refresh(lab, conf)).isInstanceOf(IOException.class);
            assertThat(policyName(lab, "default")).isEqualTo("PackingFifoOrderingPolicy");
        }
    }

    @Test
    void leafMadeForAnApplication_packs_whenPackingIsOn() throws Exception {
        YarnConfiguration conf = packing();
        conf.set("yarn.scheduler.capacity.root.queues", "default,auto");
        conf.set("yarn.scheduler.capacity.root.default.capacity", "1w");
        conf.set("yarn.scheduler.capacity.root.auto.capacity", "1w");
        conf.set("yarn.scheduler.capacity.root.auto.auto-queue-creation-v2.enabled", "true");
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            lab.node("n1", 8192, 8);
            lab.submit("root.auto.made", "u", 0);
            assertThat(policyName(lab, "root.auto.made")).isEqualTo("PackingFifoOrderingPolicy");
            assertThat(SchedulingLab.metric("QueuesPacked")).isEqualTo(2);
        }
    }

    @Test
    void manager_doesNotStart_whenASettingIsBad() {
        for (String[] bad : new String[][] {
            {"howdah.scheduler.packing.fairness", "1.5", "a number from 0 to 1"},
            {"howdah.scheduler.packing.enable", "true", "howdah.scheduler.packing.enabled"}
        }) {
            YarnConfiguration conf = packing();
            conf.set(bad[0], bad[1]);
            assertThatThrownBy(() -> new MockRM(conf).close())
                    .hasStackTraceContaining(bad[0])
                    .hasStackTraceContaining("allowed")
                    .hasStackTraceContaining(bad[2]);
        }
    }
}
