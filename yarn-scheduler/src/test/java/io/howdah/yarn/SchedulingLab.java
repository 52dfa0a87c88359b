// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.metrics2.AbstractMetric;
import org.apache.hadoop.metrics2.impl.MetricsCollectorImpl;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.test.GenericTestUtils;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.MockAM;
import org.apache.hadoop.yarn.server.resourcemanager.MockNM;
import org.apache.hadoop.yarn.server.resourcemanager.MockRM;
import org.apache.hadoop.yarn.server.resourcemanager.MockRMAppSubmissionData;
import org.apache.hadoop.yarn.server.resourcemanager.MockRMAppSubmitter;
import org.apache.hadoop.yarn.server.resourcemanager.rmapp.RMApp;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerEvent;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerEventType;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerImpl;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.AbstractYarnScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerApplicationAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerNode;
import org.apache.hadoop.yarn.server.utils.BuilderUtils;
import org.apache.hadoop.yarn.util.resource.DominantResourceCalculator;
import org.slf4j.event.Level;

/**
 * A real ResourceManager with a real scheduler and nodes that a test moves by hand: nothing happens between two heartbeats, so
 * the same steps give the same allocations. Applications are unmanaged: no container is spent on an application master.
 */
final class SchedulingLab implements AutoCloseable {

    /** A container that runs. */
    record Task(ApplicationId app, ContainerId id, String node, Resource size) {
        @Override
        public String toString() {
            return "app" + app.getId() + "/" + id.getContainerId() + "@" + node + size.getMemorySize() + "MiB+"
                    + size.getVirtualCores() + "c";
        }
    }

    private final MockRM rm;
    private final Map<String, MockNM> nodes = new LinkedHashMap<>();
    private final Map<ApplicationId, MockAM> apps = new LinkedHashMap<>();
    private final Set<ContainerId> seen = new HashSet<>();

    SchedulingLab(Configuration conf) {
        // Host names of nodes that exist nowhere: without this no container token is made and masters get nothing.
        SecurityUtil.setTokenServiceUseIp(false);
        rm = new MockRM(conf);
        GenericTestUtils.setRootLogLevel(Level.WARN);
        rm.start();
    }

    /** One queue, both resources count, no limit on masters, as many assignments a heartbeat as fit. */
    static YarnConfiguration configuration(Class<? extends ResourceScheduler> scheduler) {
        YarnConfiguration conf = new YarnConfiguration();
        conf.setClass(YarnConfiguration.RM_SCHEDULER, scheduler, ResourceScheduler.class);
        conf.set("yarn.scheduler.capacity.resource-calculator", DominantResourceCalculator.class.getName());
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
        conf.set("yarn.scheduler.capacity.per-node-heartbeat.maximum-offswitch-assignments", "100");
        conf.set("yarn.scheduler.capacity.root.queues", "default");
        conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
        conf.set("yarn.scheduler.capacity.root.default.user-limit-factor", "100");
        conf.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB, 1 << 20);
        conf.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_VCORES, 1024);
        conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        return conf;
    }

    MockRM rm() {
        return rm;
    }

    AbstractYarnScheduler<?, ?> scheduler() {
        return (AbstractYarnScheduler<?, ?>) rm.getResourceScheduler();
    }

    void node(String name, int memory, int cores) throws Exception {
        nodes.put(name, rm.registerNode(name + ":1234", memory, cores));
        rm.drainEvents();
    }

    List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    ApplicationId submit(String queue, String user, int priority) throws Exception {
        RMApp app = MockRMAppSubmitter.submit(
                rm,
                MockRMAppSubmissionData.Builder.createWithMemory(256, rm)
                        .withQueue(queue)
                        .withUser(user)
                        .withAppPriority(Priority.newInstance(priority))
                        .withUnmanagedAM(true)
                        .build());
        MockAM am = MockRM.launchUAM(app, rm, nodes.values().iterator().next());
        am.registerAppAttempt();
        rm.drainEvents();
        apps.put(app.getApplicationId(), am);
        // The launch made the first node report.
        settle();
        return app.getApplicationId();
    }

    /** Sets how many containers of a size the application wants at a priority, anywhere or on one host if it is free. */
    void ask(ApplicationId app, int memory, int cores, int count, int priority, String host) throws Exception {
        Resource size = Resource.newInstance(memory, cores);
        List<ResourceRequest> asks = new ArrayList<>();
        if (host != null) {
            asks.add(ResourceRequest.newInstance(Priority.newInstance(priority), host, size, count));
            asks.add(ResourceRequest.newInstance(Priority.newInstance(priority), "/default-rack", size, count));
        }
        asks.add(ResourceRequest.newInstance(Priority.newInstance(priority), ResourceRequest.ANY, size, count));
        apps.get(app).allocate(asks, List.of());
        rm.drainEvents();
    }

    void ask(ApplicationId app, int memory, int cores, int count) throws Exception {
        ask(app, memory, cores, count, 1, null);
    }

    void finishApplication(ApplicationId app) throws Exception {
        apps.remove(app).unregisterAppAttempt(false);
        rm.drainEvents();
    }

    /** A node reports, with tasks that ended on it; returns what it was given. */
    List<Task> heartbeat(String node, Task... ended) throws Exception {
        List<ContainerStatus> statuses = new ArrayList<>();
        for (Task task : ended) {
            statuses.add(BuilderUtils.newContainerStatus(task.id(), ContainerState.COMPLETE, "", 0, task.size()));
        }
        nodes.get(node).nodeHeartbeat(statuses, true);
        rm.drainEvents();
        return settle();
    }

    /** Masters take what they were given and start it at once; returns what is new. */
    private List<Task> settle() throws Exception {
        for (MockAM am : apps.values()) {
            am.allocate(List.of(), List.of());
        }
        rm.drainEvents();
        List<Task> given =
                running().stream().filter(task -> seen.add(task.id())).toList();
        // A container that ends before it runs is asked for again by the platform, in no fixed order.
        for (Task task : given) {
            ((RMContainerImpl) scheduler().getRMContainer(task.id()))
                    .handle(new RMContainerEvent(task.id(), RMContainerEventType.LAUNCHED));
        }
        rm.drainEvents();
        return given;
    }

    List<Task> running() {
        List<Task> tasks = new ArrayList<>();
        for (ApplicationId id : apps.keySet()) {
            for (RMContainer c : attempt(id).getLiveContainers()) {
                tasks.add(new Task(
                        id,
                        c.getContainerId(),
                        c.getAllocatedNode().getHost(),
                        Resource.newInstance(c.getAllocatedResource())));
            }
        }
        tasks.sort(Comparator.comparing(Task::id));
        return tasks;
    }

    List<Task> running(ApplicationId app) {
        return running().stream().filter(task -> task.app().equals(app)).toList();
    }

    private SchedulerApplicationAttempt attempt(ApplicationId app) {
        return scheduler().getApplicationAttempt(apps.get(app).getApplicationAttemptId());
    }

    /** Which application has reserved a node, or null. */
    ApplicationId reservedFor(String node) {
        SchedulerNode n = scheduler().getSchedulerNode(nodes.get(node).getNodeId());
        return n.getReservedContainer() == null
                ? null
                : n.getReservedContainer().getApplicationAttemptId().getApplicationId();
    }

    /** A number of our metrics source, from the source itself: what JMX shows may be ten seconds old. */
    static long metric(String name) {
        MetricsCollectorImpl collector = new MetricsCollectorImpl();
        DefaultMetricsSystem.instance().getSource("HowdahScheduler").getMetrics(collector, true);
        for (AbstractMetric metric : collector.getRecords().get(0).metrics()) {
            if (metric.name().equals(name)) {
                return metric.value().longValue();
            }
        }
        throw new AssertionError("no metric " + name);
    }

    @Override
    public void close() throws IOException {
        rm.close();
    }
}
