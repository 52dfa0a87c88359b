// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import io.howdah.yarn.metrics.DecisionLog;
import io.howdah.yarn.metrics.SchedulerMetrics;
import io.howdah.yarn.packing.ClusterView;
import io.howdah.yarn.packing.LeafInstaller;
import io.howdah.yarn.packing.PackingEngine;
import io.howdah.yarn.settings.SchedulerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.Time;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.resourcemanager.RMContext;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerApplication;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.AbstractLeafQueue;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.HowdahCapacitySchedulerBridge;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.event.AppAddedSchedulerEvent;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.event.AppRemovedSchedulerEvent;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.event.SchedulerEvent;
import org.apache.hadoop.yarn.util.resource.ResourceCalculator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code CapacityScheduler} that packs: set {@code yarn.resourcemanager.scheduler.class} to this class, and {@code
 * howdah.scheduler.packing.enabled} to true. With packing off it allocates exactly as the stock scheduler does.
 *
 * <p>Everything of the CapacityScheduler stays: queues, limits, labels, preemption, REST, recovery. This class only sets the
 * order in which a leaf queue tries its applications, by putting a packing variant of {@code fifo} or {@code fair} into each
 * leaf; the operator's configuration is not touched. It does so after every event that makes the platform build a leaf or its
 * policy anew: start, queue refresh, an application that creates its queue, a move.
 *
 * <p>Settings are read from the scheduler's configuration (yarn-site.xml and capacity-scheduler.xml, the latter wins) at start,
 * where a bad one stops the ResourceManager, and at each queue refresh, where a bad one leaves the last good ones in force.
 *
 * <p>Thread-safe as its parent: offers may run on many threads.
 */
public class ResourceAwareScheduler extends HowdahCapacitySchedulerBridge {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceAwareScheduler.class);

    private final LongSupplier clock;
    private final ToLongFunction<RMContainer> lifetime;
    private SchedulerMetrics metrics;
    private volatile PackingEngine engine;
    private LeafInstaller installer;

    /** For the ResourceManager, which builds it by name. */
    public ResourceAwareScheduler() {
        this(Time::monotonicNow, container -> container.getFinishTime() - container.getCreationTime());
    }

    /**
     * @param clock monotonic milliseconds, for the starvation timeout
     * @param lifetime milliseconds from a finished container's allocation to its end, for the task times
     */
    protected ResourceAwareScheduler(LongSupplier clock, ToLongFunction<RMContainer> lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
    }

    @Override
    public void serviceInit(Configuration conf) throws Exception {
        super.serviceInit(conf);
        SchedulerSettings settings = readSettings();
        metrics = new SchedulerMetrics(getClass().getName(), new DecisionLog(settings.decisionLogSize()));
        engine = new PackingEngine(settings, metrics, clusterView(), clock, lifetime);
        installer = new LeafInstaller(engine, metrics, HowdahCapacitySchedulerBridge::changeOrderingPolicy);
        installer.installAll(leaves());
        metrics.register();
        LOG.info("{} is the scheduler; {}", getClass().getName(), settings);
    }

    @Override
    public void serviceStop() throws Exception {
        if (metrics != null) {
            metrics.unregister();
        }
        super.serviceStop();
    }

    /**
     * Refreshes the queues, then our settings. The platform builds every leaf's policy anew, also when it rejects the new queues
     * and goes back to the old ones, so ours are put in again either way.
     */
    @Override
    public void reinitialize(Configuration newConf, RMContext rmContext, boolean validation) throws IOException {
        try {
            super.reinitialize(newConf, rmContext, validation);
        } finally {
            if (engine != null && !validation) {
                refreshSettings();
                installer.installAll(leaves());
            }
        }
    }

    private ClusterView clusterView() {
        return new ClusterView() {
            @Override
            public Resource total() {
                return getClusterResource();
            }

            @Override
            public int nodes() {
                return getNumClusterNodes();
            }

            @Override
            public ResourceCalculator calculator() {
                return getResourceCalculator();
            }
        };
    }

    private SchedulerSettings readSettings() {
        Configuration conf = getConfiguration();
        List<String> ours = new ArrayList<>();
        for (Map.Entry<String, String> entry : conf) {
            if (entry.getKey().startsWith(SchedulerSettings.PREFIX)) {
                ours.add(entry.getKey());
            }
        }
        SchedulerSettings.rejectUnknown(ours);
        return SchedulerSettings.parse(conf::get);
    }

    private void refreshSettings() {
        try {
            SchedulerSettings settings = readSettings();
            engine.configure(settings);
            metrics.decisions().resize(settings.decisionLogSize());
            LOG.info("Refreshed: {}", settings);
        } catch (RuntimeException e) {
            metrics.settingsRejected.incr();
            LOG.error("Refresh: {}; the last good settings of the scheduler stay in force", e.getMessage());
        }
    }

    private List<AbstractLeafQueue> leaves() {
        return getCapacitySchedulerQueueManager().getQueues().values().stream()
                .filter(AbstractLeafQueue.class::isInstance)
                .map(AbstractLeafQueue.class::cast)
                .toList();
    }

    @Override
    public void handle(SchedulerEvent event) {
        super.handle(event);
        if (event instanceof AppAddedSchedulerEvent added) {
            installFor(added.getApplicationId());
        } else if (event instanceof AppRemovedSchedulerEvent removed) {
            engine.forget(removed.getApplicationID().toString());
        }
    }

    @Override
    public String moveApplication(ApplicationId appId, String targetQueueName) throws YarnException {
        String moved = super.moveApplication(appId, targetQueueName);
        installFor(appId);
        return moved;
    }

    /** An application may have made its queue (auto-created leaves, reservations). */
    private void installFor(ApplicationId appId) {
        SchedulerApplication<FiCaSchedulerApp> app = getSchedulerApplications().get(appId);
        if (app != null && app.getQueue() instanceof AbstractLeafQueue leaf) {
            installer.install(leaf);
        }
    }

    @Override
    protected void offerStarts(FiCaSchedulerNode node, String partition) {
        PackingEngine e = engine;
        if (e != null) {
            e.offerStarts(node);
        }
    }

    @Override
    protected void offerEnds() {
        PackingEngine e = engine;
        if (e != null) {
            e.offerEnds();
        }
    }
}
