// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.Picks;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a block got fewer replicas than asked for: how many DataNodes each filter turned down, by the names the stock
 * policy uses. At most once a second; what was left out in between is counted. Thread-safe.
 */
final class ShortfallLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureDomainPlacementPolicy.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong suppressed = new AtomicLong();

    void report(
            ClusterView view,
            HowdahTargetRequest request,
            int wanted,
            Picks picks,
            Set<StorageType> unavailable,
            HowdahPlatformFilters filters) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL_NANOS)) {
            suppressed.incrementAndGet();
            return;
        }
        String message = "Failed to place enough replicas, still in need of " + (wanted - picks.size()) + " to reach "
                + (wanted + request.chosen().size()) + " (unavailableStorages=" + unavailable + ", storagePolicy="
                + request.policy() + ", newBlock=" + request.chosen().isEmpty() + "). DataNodes: "
                + reasons(view, request, filters) + ". Not logged since the last such line: "
                + suppressed.getAndSet(0) + ".";
        LOG.warn(message);
    }

    private static Map<String, Integer> reasons(
            ClusterView view, HowdahTargetRequest request, HowdahPlatformFilters filters) {
        Map<String, Integer> reasons = new TreeMap<>();
        for (int row = 0; row < view.size(); row++) {
            reasons.merge(reason(view.node(row), request, filters), 1, Integer::sum);
        }
        return reasons;
    }

    private static String reason(DatanodeDescriptor node, HowdahTargetRequest request, HowdahPlatformFilters filters) {
        if (request.excluded() != null && request.excluded().contains(node)) {
            return "EXCLUDED_OR_CHOSEN";
        }
        if (!node.isInService()) {
            return "NOT_IN_SERVICE";
        }
        if (!filters.good(node, false, false)) {
            return "NODE_SLOW";
        }
        if (!filters.good(node, filters.checksLoad(), false)) {
            return "NODE_TOO_BUSY";
        }
        boolean hasType = false;
        for (StorageType type : request.policy().getStorageTypes()) {
            hasType |= node.hasStorageType(type);
            if (filters.storage(node, request.blockSize(), type) != null) {
                return "TOO_MANY_NODES_ON_RACK_OR_TAKEN";
            }
        }
        return hasType ? "NOT_ENOUGH_STORAGE_SPACE" : "NO_REQUIRED_STORAGE_TYPE";
    }
}
