// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import io.howdah.yarn.metrics.DecisionEntry;
import io.howdah.yarn.packing.core.AppDemand;
import io.howdah.yarn.packing.core.PackingOrder;
import io.howdah.yarn.packing.core.StarvationGuard;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainer;
import org.apache.hadoop.yarn.server.resourcemanager.rmcontainer.RMContainerState;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;

/**
 * Packing of one leaf queue: turns the platform's order of applications into ours for the node on offer. Thread-safe; several
 * scheduling threads may order the same queue at once.
 */
public final class QueuePacking {
    private final PackingEngine engine;
    private final String queue;
    private final StarvationGuard guard;

    QueuePacking(PackingEngine engine, String queue, StarvationGuard guard) {
        this.engine = engine;
        this.queue = queue;
        this.guard = guard;
    }

    /**
     * The order for the node on offer.
     *
     * @param stock makes a fresh iterator over the stock order
     * @param partition partition to allocate in; null is the default partition
     * @param tier hard rank of an application
     * @return the stock order when packing is off, nothing is on offer on this thread, or our code fails
     */
    <S extends SchedulableEntity> Iterator<S> order(
            Supplier<Iterator<S>> stock, String partition, ToIntFunction<SchedulableEntity> tier) {
        Offer offer = Offer.of(engine);
        PackingEngine.State state = engine.state();
        if (offer == null || !state.on()) {
            return stock.get();
        }
        try {
            return pack(offer, state, stock.get(), partition == null ? "" : partition, tier);
        } catch (RuntimeException | LinkageError e) {
            engine.failed(state, e);
            return stock.get();
        }
    }

    private <S extends SchedulableEntity> Iterator<S> pack(
            Offer offer,
            PackingEngine.State state,
            Iterator<S> stock,
            String partition,
            ToIntFunction<SchedulableEntity> tier) {
        long started = System.nanoTime();
        List<S> apps = new ArrayList<>();
        stock.forEachRemaining(apps::add);
        List<AppDemand> demands = demands(apps, partition, tier);
        PackingOrder order = state.packer().order(demands, offer.resources(engine.dimensions()));
        if (order.head() < 0) {
            return apps.iterator();
        }
        String head = apps.get(order.head()).getId();
        String starving = guard.running() == 0
                ? null
                : guard.starving(
                        partition, asking(apps, demands), state.settings().starvationTimeoutMillis());
        if (starving != null) {
            engine.metrics().starvationOverrides.incr();
            record(
                    offer,
                    head,
                    head,
                    () -> "stock order: " + starving + " has been passed over for "
                            + state.settings().starvationTimeoutMillis() + " ms or more");
            return apps.iterator();
        }
        if (order.overtakesHead()) {
            guard.passedOver(head, partition);
            engine.metrics().reorderedDecisions.incr();
        }
        List<S> packed = new ArrayList<>(apps.size());
        for (int index : order.sequence()) {
            packed.add(apps.get(index));
        }
        engine.metrics().packedDecisions.incr();
        record(offer, packed.get(0).getId(), head, () -> reason(order));
        engine.metrics().decisionNanos.add(System.nanoTime() - started);
        return packed.iterator();
    }

    private List<AppDemand> demands(
            List<? extends SchedulableEntity> apps, String partition, ToIntFunction<SchedulableEntity> tier) {
        Resource cluster = engine.clusterResource();
        int dimensions = engine.dimensions();
        double median = engine.taskTimes()
                .medianOf(apps.stream().map(SchedulableEntity::getId).toList());
        List<AppDemand> demands = new ArrayList<>(apps.size());
        for (SchedulableEntity app : apps) {
            double own = engine.taskTimes().of(app.getId());
            double seconds = Double.isNaN(own) ? median : own;
            demands.add(engine.reader().read(app, partition, cluster, dimensions, tier.applyAsInt(app), seconds));
        }
        return demands;
    }

    private static Set<String> asking(List<? extends SchedulableEntity> apps, List<AppDemand> demands) {
        Set<String> ids = new LinkedHashSet<>();
        for (int i = 0; i < apps.size(); i++) {
            if (demands.get(i).asks()) {
                ids.add(apps.get(i).getId());
            }
        }
        return ids;
    }

    private void record(Offer offer, String first, String stockFirst, Supplier<String> reason) {
        long now = System.currentTimeMillis();
        String node = offer.nodeName();
        engine.metrics().decisions().add(() -> new DecisionEntry(now, node, queue, first, stockFirst, reason.get()));
    }

    private static String reason(PackingOrder order) {
        String counts = order.asking() + " waiting, " + order.scored() + " scored, " + order.fitting() + " fit";
        return Double.isNaN(order.firstAlignment())
                ? counts + ": none of the scored fits, stock order"
                : String.format(Locale.ROOT, "%s: least work, then alignment (%.3f)", counts, order.firstAlignment());
    }

    /** The application got or reserved a container, or leaves the queue. */
    void served(SchedulableEntity app) {
        guard.served(app.getId());
    }

    /** A container of the application ended. Only tasks that ran to their end teach a task time. */
    void finished(SchedulableEntity app, RMContainer container) {
        if (container != null && container.getState() == RMContainerState.COMPLETED && !container.isAMContainer()) {
            engine.finished(app.getId(), container);
        }
    }
}
