// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.plan.PlanState;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.NetworkTopology;

/**
 * Keeps the current {@link ClusterView} and, for verification, the sites that could take a replica now. Both are at most
 * a second old, and rebuilt at once when a node joins or leaves or the inventory changes. Thread-safe.
 */
final class ClusterViews {
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NetworkTopology topology;
    private final SiteResolver resolver;
    private final Supplier<PlanState> plan;
    private final HowdahPlatformFilters filters;
    private final long blockSize;
    private volatile ClusterView view;
    private volatile Usable usable;

    private record Usable(ClusterView of, Set<ReplicaSite> sites) {}

    ClusterViews(
            NetworkTopology topology,
            SiteResolver resolver,
            Supplier<PlanState> plan,
            HowdahPlatformFilters filters,
            Configuration conf) {
        this.plan = plan;
        this.topology = topology;
        this.resolver = resolver;
        this.filters = filters;
        this.blockSize = conf.getLongBytes(DFSConfigKeys.DFS_BLOCK_SIZE_KEY, DFSConfigKeys.DFS_BLOCK_SIZE_DEFAULT);
    }

    ClusterView current() {
        ClusterView known = view;
        if (known != null && known.current(topology, resolver, plan.get(), System.nanoTime(), MAX_AGE_NANOS)) {
            return known;
        }
        return fresh();
    }

    ClusterView fresh() {
        ClusterView built = ClusterView.of(topology, resolver, plan.get(), System.nanoTime());
        view = built;
        return built;
    }

    /** {@return where a block of the default size could go now, each site once} */
    Collection<ReplicaSite> usableSites() {
        ClusterView now = current();
        Usable known = usable;
        if (known == null || known.of() != now) {
            Set<ReplicaSite> sites = new LinkedHashSet<>();
            for (int row = 0; row < now.size(); row++) {
                DatanodeDescriptor node = now.node(row);
                if (filters.good(node, false, true) && hasRoom(node)) {
                    sites.add(resolver.site(now.inventory(), node));
                }
            }
            known = new Usable(now, sites);
            usable = known;
        }
        return known.sites();
    }

    private boolean hasRoom(DatanodeDescriptor node) {
        for (StorageType type : node.getStorageTypes()) {
            if (filters.storage(node, blockSize, type) != null) {
                return true;
            }
        }
        return false;
    }
}
