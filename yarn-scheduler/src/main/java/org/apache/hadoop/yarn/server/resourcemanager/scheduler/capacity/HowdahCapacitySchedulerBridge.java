// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity;

import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerApp;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.fica.FiCaSchedulerNode;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.placement.CandidateNodeSet;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.placement.CandidateNodeSetUtils;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.OrderingPolicy;

/**
 * Opens two package-private doors of {@link CapacityScheduler} to a subclass elsewhere. It decides nothing.
 *
 * <p>Why it stands in this package: {@code allocateContainersToNode(CandidateNodeSet, boolean)} is the one method that every
 * scheduling attempt passes, by heartbeat and by the asynchronous threads, and it is package-private; {@code
 * AbstractLeafQueue.setOrderingPolicy} is the one way to change a leaf's order of applications without writing into the
 * operator's configuration, and it is package-private too. Neither has a public equivalent in 3.4 or 3.5. A class of the same
 * package in another jar may override the one and call the other as long as both jars share a class loader, which they do in
 * the ResourceManager.
 */
public abstract class HowdahCapacitySchedulerBridge extends CapacityScheduler {

    @Override
    CSAssignment allocateContainersToNode(CandidateNodeSet<FiCaSchedulerNode> candidates, boolean withNodeHeartbeat) {
        offerStarts(CandidateNodeSetUtils.getSingleNode(candidates), candidates.getPartition());
        try {
            return super.allocateContainersToNode(candidates, withNodeHeartbeat);
        } finally {
            offerEnds();
        }
    }

    /**
     * A node is about to be offered to the queues, on this thread. Must not throw.
     *
     * @param node the node; null when several are looked up at once (multi-node placement)
     * @param partition its partition
     */
    protected abstract void offerStarts(FiCaSchedulerNode node, String partition);

    /** The offer is over, whatever came of it. On the same thread. Must not throw. */
    protected abstract void offerEnds();

    /** Changes the order in which a leaf queue tries its applications; those it has are carried over. */
    protected static void changeOrderingPolicy(AbstractLeafQueue leaf, OrderingPolicy<FiCaSchedulerApp> policy) {
        leaf.setOrderingPolicy(policy);
    }
}
