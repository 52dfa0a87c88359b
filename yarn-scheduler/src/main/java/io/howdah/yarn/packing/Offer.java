// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import io.howdah.yarn.packing.core.NodeOffer;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;

/**
 * The node on offer on this thread.
 *
 * <p>The platform asks an ordering policy for its order with nothing but the name of a partition; the node reaches the policy
 * through here. Set by the scheduler around every attempt, on the thread that makes it, so concurrent attempts do not mix.
 */
final class Offer {
    private static final ThreadLocal<Offer> CURRENT = new ThreadLocal<>();

    private final PackingEngine engine;
    private final FiCaSchedulerNode node;

    private Offer(PackingEngine engine, FiCaSchedulerNode node) {
        this.engine = engine;
        this.node = node;
    }

    static void begin(PackingEngine engine, FiCaSchedulerNode node) {
        CURRENT.set(new Offer(engine, node));
    }

    static void end() {
        CURRENT.remove();
    }

    /** The offer made by this engine on this thread, or null. */
    static Offer of(PackingEngine engine) {
        Offer offer = CURRENT.get();
        return offer != null && offer.engine == engine ? offer : null;
    }

    String nodeName() {
        return node.getNodeID().toString();
    }

    /** A copy of the node's resources now; what lazy preemption may kill counts as free, as it does for the platform. */
    NodeOffer resources(int dimensions) {
        long[] free = ResourceVectors.of(node.getUnallocatedResource(), dimensions);
        Resource killable = node.getTotalKillableResources();
        if (killable != null) {
            long[] more = ResourceVectors.of(killable, dimensions);
            for (int i = 0; i < free.length && i < more.length; i++) {
                free[i] += more[i];
            }
        }
        return new NodeOffer(engine.averageNode(free.length), free);
    }
}
