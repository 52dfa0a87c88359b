// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import io.howdah.yarn.metrics.SchedulerMetrics;
import io.howdah.yarn.packing.core.FailureBreaker;
import io.howdah.yarn.packing.core.StarvationGuard;
import io.howdah.yarn.packing.core.TaskTimes;
import io.howdah.yarn.packing.core.TetrisPacker;
import io.howdah.yarn.settings.SchedulerSettings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;
import org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packing of one scheduler: its settings, its queues, and the way out when our code fails. Thread-safe: settings are one
 * immutable value behind a volatile field.
 */
public final class PackingEngine {
    private static final Logger LOG = LoggerFactory.getLogger(PackingEngine.class);

    /** What a decision works with; replaced as a whole. */
    record State(SchedulerSettings settings, TetrisPacker packer, FailureBreaker breaker) {
        boolean on() {
            return settings.packingEnabled() && !breaker.open();
        }
    }

    private final SchedulerMetrics metrics;
    private final ClusterView cluster;
    private final LongSupplier clock;
    private final DemandReader reader;
    private final ToLongFunction<RMContainer> lifetime;
    private final TaskTimes taskTimes = new TaskTimes();
    private final Map<String, StarvationGuard> guards = new ConcurrentHashMap<>();
    private volatile State state;

    /**
     * @param cluster the scheduler's view of its nodes
     * @param clock monotonic milliseconds
     * @param lifetime milliseconds from a finished container's allocation to its end
     */
    public PackingEngine(
            SchedulerSettings settings,
            SchedulerMetrics metrics,
            ClusterView cluster,
            LongSupplier clock,
            ToLongFunction<RMContainer> lifetime) {
        this(settings, metrics, cluster, clock, lifetime, DemandReader.LIVE);
    }

    PackingEngine(
            SchedulerSettings settings,
            SchedulerMetrics metrics,
            ClusterView cluster,
            LongSupplier clock,
            ToLongFunction<RMContainer> lifetime,
            DemandReader reader) {
        this.metrics = metrics;
        this.cluster = cluster;
        this.clock = clock;
        this.lifetime = lifetime;
        this.reader = reader;
        configure(settings);
    }

    /** Takes new settings; failures so far are forgotten. */
    public void configure(SchedulerSettings settings) {
        state = new State(settings, new TetrisPacker(settings.fairness()), new FailureBreaker(settings.maxFailures()));
        metrics.packingEnabled.set(settings.packingEnabled() ? 1 : 0);
        metrics.packingTripped.set(0);
        if (settings.packingEnabled() && dimensions() == ResourceVectors.MEMORY_ONLY) {
            LOG.warn(
                    "Packing sees memory only: yarn.scheduler.capacity.resource-calculator is DefaultResourceCalculator; set"
                            + " org.apache.hadoop.yarn.util.resource.DominantResourceCalculator to pack vcores too");
        }
    }

    /** Whether packing is on now. */
    public boolean isOn() {
        return state.on();
    }

    /** A node is on offer on this thread until {@link #offerEnds}. */
    public void offerStarts(FiCaSchedulerNode node) {
        metrics.nodeOffers.incr();
        if (node != null && state.on()) {
            Offer.begin(this, node);
        }
    }

    /** Nothing is on offer on this thread any more. */
    public void offerEnds() {
        Offer.end();
    }

    /** Packing of a leaf queue; its clocks survive a refresh of the queues. */
    public QueuePacking queue(String path) {
        return new QueuePacking(this, path, guards.computeIfAbsent(path, p -> new StarvationGuard(clock)));
    }

    /** Drops what is kept of queues that are gone. */
    public void retainQueues(Set<String> paths) {
        guards.keySet().retainAll(paths);
    }

    /** The application ended: drops what was learnt about it. */
    public void forget(String app) {
        taskTimes.forget(app);
    }

    void failed(State during, Throwable cause) {
        failure("decision", during, cause);
    }

    /** A failure of our code outside a decision. */
    public void failed(String where, Throwable cause) {
        failure(where, state, cause);
    }

    // The very state that failed, not one with equal settings: a refresh in between has replaced its breaker.
    @SuppressWarnings("ReferenceEquality")
    private void failure(String where, State during, Throwable cause) {
        metrics.hookFailures.incr();
        int failures = during.breaker().failed();
        if (failures == 1) {
            LOG.error(
                    "Packing failed ({}); the stock order is used. Further failures are counted in HookFailures",
                    where,
                    cause);
        }
        if (failures == during.breaker().allowed() && state == during) {
            metrics.packingEnabled.set(0);
            metrics.packingTripped.set(1);
            LOG.error("Packing is off after {} failures; 'yarn rmadmin -refreshQueues' turns it on again", failures);
        }
    }

    State state() {
        return state;
    }

    SchedulerMetrics metrics() {
        return metrics;
    }

    /** A task ran to its end. */
    void finished(String app, RMContainer container) {
        taskTimes.finished(app, lifetime.applyAsLong(container));
    }

    TaskTimes taskTimes() {
        return taskTimes;
    }

    DemandReader reader() {
        return reader;
    }

    Resource clusterResource() {
        return cluster.total();
    }

    /** Capacity of the average node, one entry per resource. */
    double[] averageNode(int dimensions) {
        long[] total = ResourceVectors.of(cluster.total(), dimensions);
        double[] average = new double[dimensions];
        for (int i = 0; i < total.length; i++) {
            average[i] = (double) total[i] / Math.max(1, cluster.nodes());
        }
        return average;
    }

    /** How many resource types count: those the platform itself compares when it decides whether a request fits. */
    int dimensions() {
        return cluster.calculator() instanceof DefaultResourceCalculator
                ? ResourceVectors.MEMORY_ONLY
                : ResourceVectors.ALL;
    }
}
