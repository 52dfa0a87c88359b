// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.plan.PlanState;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.NetworkTopology;

/**
 * Keeps the current {@link ClusterView} and, for verification, the sites that could take a replica now. Both are at most
 * a second old, and rebuilt at once when a node joins or leaves or the inventory or the plan changes. Thread-safe.
 */
final class ClusterViews {
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NetworkTopology topology;
    private final SiteResolver resolver;
    private final Supplier<PlanState> plan;
    private final HowdahPlatformFilters filters;
    private final long blockSize;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile ClusterView view;
    private volatile Usable usable;

    /**
     * @param sinceNanos when they were asked
     * @param sites where a block could go, with the number of nodes there
     * @param rows rows of those nodes
     */
    private record Usable(ClusterView of, long sinceNanos, Map<ReplicaSite, Integer> sites, BitSet rows) {}

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
        return known != null && known.current(topology, resolver, plan.get(), System.nanoTime(), MAX_AGE_NANOS)
                ? known
                : fresh();
    }

    /**
     * {@return the view while it is at most a second old; asks no lock of the topology, so a join may be missing} While one
     * thread looks whether it is still true the others go on with it, for a second more at most.
     */
    ClusterView recent() {
        ClusterView known = view;
        long now = System.nanoTime();
        if (known == null || !known.recent(resolver, plan.get(), now, 2 * MAX_AGE_NANOS)) {
            return current();
        }
        if (known.recent(resolver, plan.get(), now, MAX_AGE_NANOS) || !looking.compareAndSet(false, true)) {
            return known;
        }
        try {
            return current();
        } finally {
            looking.set(false);
        }
    }

    /** {@return a view that is true now; the known one when nothing has changed, which is found out in a tenth of the time} */
    ClusterView fresh() {
        ClusterView known = view;
        long now = System.nanoTime();
        if (known != null && known.stillTrue(topology, resolver, plan.get(), now)) {
            return known;
        }
        ClusterView built = ClusterView.of(topology, resolver, plan.get(), now);
        view = built;
        return built;
    }

    /** {@return where a block of the default size could go now, each site once} */
    Collection<ReplicaSite> usableSites() {
        return usable().sites().keySet();
    }

    /** {@return where a block of the default size could go now, with the number of nodes there other than these} */
    Map<ReplicaSite, Integer> usableSitesBeside(Collection<? extends DatanodeInfo> others) {
        Usable now = usable();
        Map<ReplicaSite, Integer> sites = new LinkedHashMap<>(now.sites());
        for (DatanodeInfo node : others) {
            int row = now.of().row(node);
            if (row >= 0 && now.rows().get(row)) {
                sites.merge(resolver.site(now.of().inventory(), node), -1, Integer::sum);
            }
        }
        return sites;
    }

    /** {@return rows of the view that could take a block of the default size at most a second ago; not to be changed} */
    BitSet usableRows(ClusterView of) {
        return usable(of).rows();
    }

    private Usable usable() {
        return usable(current());
    }

    private Usable usable(ClusterView now) {
        Usable known = usable;
        long asked = System.nanoTime();
        if (known == null || known.of() != now || asked - known.sinceNanos() > MAX_AGE_NANOS) {
            Map<ReplicaSite, Integer> sites = new LinkedHashMap<>();
            BitSet rows = new BitSet(now.size());
            for (int row = 0; row < now.size(); row++) {
                DatanodeDescriptor node = now.node(row);
                if (filters.good(node, false, true) && hasRoom(node)) {
                    sites.merge(resolver.site(now.inventory(), node), 1, Integer::sum);
                    rows.set(row);
                }
            }
            known = new Usable(now, asked, sites, rows);
            usable = known;
        }
        return known;
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
