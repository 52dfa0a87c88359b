// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.api.protocolrecords.NMContainerStatus;
import org.apache.hadoop.yarn.server.resourcemanager.MockAM;
import org.apache.hadoop.yarn.server.resourcemanager.MockNM;
import org.apache.hadoop.yarn.server.resourcemanager.MockRM;
import org.apache.hadoop.yarn.server.resourcemanager.MockRMAppSubmitter;
import org.apache.hadoop.yarn.server.resourcemanager.recovery.MemoryRMStateStore;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.AbstractYarnScheduler;
import org.junit.jupiter.api.Test;

/** Work-preserving restart with packing on: what ran still runs, and what is asked for next is given. */
class RecoveryTest {

    @Test
    void applications_goOn_whenTheManagerRestarts() throws Exception {
        SecurityUtil.setTokenServiceUseIp(false);
        YarnConfiguration conf = SchedulingLab.configuration(ResourceAwareScheduler.class);
        conf.set("howdah.scheduler.packing.enabled", "true");
        conf.setBoolean(YarnConfiguration.RECOVERY_ENABLED, true);
        conf.setBoolean(YarnConfiguration.RM_WORK_PRESERVING_RECOVERY_ENABLED, true);
        conf.setLong(YarnConfiguration.RM_WORK_PRESERVING_RECOVERY_SCHEDULING_WAIT_MS, 0);
        conf.set(YarnConfiguration.RM_STORE, MemoryRMStateStore.class.getName());

        MockRM before = new MockRM(conf);
        try {
            before.start();
            MockNM node = before.registerNode("n1:1234", 8192, 8);
            RMApp app = MockRMAppSubmitter.submitWithMemory(1024, before);
            MockAM master = MockRM.launchAndRegisterAM(app, before, node);
            master.allocate("*", 1024, 2, List.of());
            node.nodeHeartbeat(true);
            before.drainEvents();
            assertThat(scheduler(before)
                            .getApplicationAttempt(master.getApplicationAttemptId())
                            .getLiveContainers())
                    .hasSize(3);

            try (MockRM after = new MockRM(conf, before.getRMStateStore())) {
                after.start();
                assertThat(after.getResourceScheduler()).isInstanceOf(ResourceAwareScheduler.class);
                node.setResourceTrackerService(after.getResourceTrackerService());
                node.registerNode(List.of(running(master, 1), running(master, 2), running(master, 3)), null);
                after.drainEvents();
                assertThat(scheduler(after)
                                .getApplicationAttempt(master.getApplicationAttemptId())
                                .getLiveContainers())
                        .hasSize(3);

                master.setAMRMProtocol(after.getApplicationMasterService(), after.getRMContext());
                master.registerAppAttempt();
                master.allocate("*", 1024, 2, List.of());
                node.nodeHeartbeat(true);
                after.drainEvents();
                assertThat(scheduler(after)
                                .getApplicationAttempt(master.getApplicationAttemptId())
                                .getLiveContainers())
                        .hasSize(5);
            }
        } finally {
            before.close();
        }
    }

    private static AbstractYarnScheduler<?, ?> scheduler(MockRM rm) {
        return (AbstractYarnScheduler<?, ?>) rm.getResourceScheduler();
    }

    private static NMContainerStatus running(MockAM master, long container) {
        return NMContainerStatus.newInstance(
                ContainerId.newContainerId(master.getApplicationAttemptId(), container),
                0,
                ContainerState.RUNNING,
                Resource.newInstance(1024, 1),
                "",
                0,
                Priority.newInstance(0),
                0);
    }
}
