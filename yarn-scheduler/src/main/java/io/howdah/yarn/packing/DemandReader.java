// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing;

import io.howdah.yarn.packing.core.AppDemand;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceUsage;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.SchedulerApplicationAttempt;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.common.PendingAsk;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.placement.AppPlacementAllocator;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.policy.SchedulableEntity;
import org.apache.hadoop.yarn.server.scheduler.SchedulerRequestKey;

/** Reads what the packer needs from a live application, once per offer, into a value. */
interface DemandReader {

    /**
     * Reads one application.
     *
     * @param app application of a leaf queue
     * @param partition partition of the node on offer; only requests for exactly this partition count
     * @param cluster resources of the whole cluster
     * @param dimensions how many resource types count
     * @param tier hard rank of the application
     * @param taskSeconds its task time
     */
    AppDemand read(
            SchedulableEntity app, String partition, Resource cluster, int dimensions, int tier, double taskSeconds);

    /** Reads from the scheduler's own records. */
    DemandReader LIVE = (app, partition, cluster, dimensions, tier, taskSeconds) -> {
        if (!(app instanceof SchedulerApplicationAttempt attempt)) {
            return AppDemand.none(tier);
        }
        ResourceUsage usage = attempt.getSchedulingResourceUsage();
        double pending = ResourceVectors.sumOfShares(usage.getPending(partition), cluster, dimensions);
        if (pending <= 0) {
            return AppDemand.none(tier);
        }
        Resource next = nextRequest(attempt, partition);
        if (next == null) {
            return AppDemand.none(tier);
        }
        return new AppDemand(
                tier,
                pending * taskSeconds,
                ResourceVectors.dominantShare(usage.getUsed(partition), cluster, dimensions),
                ResourceVectors.of(next, dimensions));
    };

    /** The request the platform would try first for this application: keys come in priority order. */
    private static Resource nextRequest(SchedulerApplicationAttempt attempt, String partition) {
        for (SchedulerRequestKey key : attempt.getSchedulerKeys()) {
            AppPlacementAllocator<?> allocator = attempt.getAppPlacementAllocator(key);
            if (allocator == null) {
                continue;
            }
            PendingAsk ask = allocator.getPendingAsk(ResourceRequest.ANY);
            String wanted = allocator.getPrimaryRequestedNodePartition();
            if (ask != null && ask.getCount() > 0 && partition.equals(wanted == null ? "" : wanted)) {
                return ask.getPerAllocationResource();
            }
        }
        return null;
    }
}
