// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import io.howdah.yarn.metrics.SchedulerMetrics;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.AbstractLeafQueue;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FairOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.FifoOrderingPolicy;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.OrderingPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the packing variant of its ordering policy into a leaf queue.
 *
 * <p>{@code fifo} and {@code fair}, the exact stock classes, are replaced; a policy that packs already is tied to its queue;
 * any other policy is an operator's own choice and stays. With packing off nothing is replaced. Idempotent.
 */
public final class LeafInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(LeafInstaller.class);

    private final PackingEngine engine;
    private final SchedulerMetrics metrics;
    private final BiConsumer<AbstractLeafQueue, OrderingPolicy<FiCaSchedulerApp>> change;
    private final Set<String> packed = new HashSet<>();
    private final Set<String> leftAlone = new HashSet<>();

    /**
     * @param change sets the policy of a leaf, carrying its applications over
     */
    public LeafInstaller(
            PackingEngine engine,
            SchedulerMetrics metrics,
            BiConsumer<AbstractLeafQueue, OrderingPolicy<FiCaSchedulerApp>> change) {
        this.engine = engine;
        this.metrics = metrics;
        this.change = change;
    }

    /** Treats all leaves of the scheduler, after a start or a refresh. Never throws. */
    public synchronized void installAll(Collection<AbstractLeafQueue> leaves) {
        packed.clear();
        leftAlone.clear();
        Set<String> paths = new HashSet<>();
        for (AbstractLeafQueue leaf : leaves) {
            paths.add(leaf.getQueuePath());
            install(leaf);
        }
        engine.retainQueues(paths);
        count();
    }

    /** Treats one leaf. Never throws: a leaf that cannot be treated keeps its policy. */
    public synchronized void install(AbstractLeafQueue leaf) {
        try {
            OrderingPolicy<FiCaSchedulerApp> policy = leaf.getOrderingPolicy();
            if (policy instanceof PackedPolicy ours) {
                tie(ours, leaf);
            } else if (engine.isOn()) {
                replace(leaf, policy);
            }
        } catch (RuntimeException | LinkageError e) {
            engine.failed("queue " + leaf.getQueuePath(), e);
        }
        count();
    }

    private void replace(AbstractLeafQueue leaf, OrderingPolicy<FiCaSchedulerApp> policy) {
        if (policy != null && policy.getClass() == FifoOrderingPolicy.class) {
            PackingFifoOrderingPolicy<FiCaSchedulerApp> ours = new PackingFifoOrderingPolicy<>();
            change.accept(leaf, ours);
            tie(ours, leaf);
        } else if (policy != null && policy.getClass() == FairOrderingPolicy.class) {
            PackingOrderingPolicy<FiCaSchedulerApp> ours = new PackingOrderingPolicy<>();
            ours.setSizeBasedWeight(((FairOrderingPolicy<FiCaSchedulerApp>) policy).getSizeBasedWeight());
            change.accept(leaf, ours);
            tie(ours, leaf);
        } else if (leftAlone.add(leaf.getQueuePath())) {
            LOG.info(
                    "Queue {} keeps its ordering policy {}: packing extends fifo and fair only",
                    leaf.getQueuePath(),
                    policy == null ? null : policy.getClass().getName());
        }
    }

    private void tie(PackedPolicy ours, AbstractLeafQueue leaf) {
        packed.add(leaf.getQueuePath());
        ours.attach(engine.queue(leaf.getQueuePath()));
    }

    private void count() {
        metrics.queuesPacked.set(engine.isOn() ? packed.size() : 0);
        metrics.queuesLeftAlone.set(leftAlone.size());
    }
}
