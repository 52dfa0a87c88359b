// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.placement.core.StripedRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.NetworkTopology;

/**
 * Judges the units of an erasure-coded block group that exists: is it well placed, which of two copies of a unit goes.
 * Both by {@link StripedRules}. Thread-safe.
 */
final class StripedVerdicts {
    private final NetworkTopology topology;
    private final HowdahPlatformFilters platform;
    private final SiteResolver resolver;
    private final ClusterViews views;
    private final PlacementMetrics metrics;

    StripedVerdicts(
            NetworkTopology topology,
            HowdahPlatformFilters platform,
            SiteResolver resolver,
            ClusterViews views,
            PlacementMetrics metrics) {
        this.topology = topology;
        this.platform = platform;
        this.resolver = resolver;
        this.views = views;
        this.metrics = metrics;
    }

    /**
     * Unsatisfied only when what the platform then does helps ({@link StripedRules#repairHelps}). One unit at a time: it
     * copies one, however many it is told, and waits minutes for the others. While there are more units than wanted it is
     * told to ask for none: the removal of the copy asks again.
     *
     * @param stock the stock policy's verdict on racks
     * @param locations where the units are; may be null
     * @param units units the group has (k + m, fewer for a short one)
     */
    BlockPlacementStatus verify(BlockPlacementStatus stock, DatanodeInfo[] locations, int units) {
        List<DatanodeInfo> nodes = locations == null ? List.of() : Arrays.asList(locations);
        List<ReplicaSite> sites = resolver.sites(nodes);
        int conflicts = ReplicaRules.conflicts(sites);
        boolean shared = conflicts > Math.max(0, sites.size() - units);
        if (shared) {
            metrics.violationSeen();
        }
        if (sites.size() < units || (!shared && stock.isPlacementPolicySatisfied())) {
            return stock; // too few units: they are rebuilt first
        }
        if (sites.size() > units) {
            return stock.isPlacementPolicySatisfied() ? stock : new UnitCopied(stock.getErrorDescription());
        }
        int racks = Math.min(units, topology.getNumOfNonEmptyRacks());
        boolean helps = StripedRules.repairHelps(
                sites, views.usableSitesBeside(nodes), platform.limits(sites.size(), 1)[1], racks);
        if (!helps) {
            return FailureDomainStatus.SATISFIED;
        }
        return new FailureDomainStatus(
                1,
                stock.isPlacementPolicySatisfied()
                        ? "1 unit should be on another "
                                + resolver.hardDomains().stream()
                                        .map(FailureDomain::id)
                                        .collect(Collectors.joining(" or "))
                                + "."
                        : stock.getErrorDescription());
    }

    /** Not satisfied yet, and nothing more to ask for: a unit has a second copy and one of the two will go. */
    private record UnitCopied(String description) implements BlockPlacementStatus {
        @Override
        public boolean isPlacementPolicySatisfied() {
            return false;
        }

        @Override
        public String getErrorDescription() {
            return description;
        }

        @Override
        public int getAdditionalReplicasRequired() {
            return 0;
        }
    }

    /**
     * Of several copies of one unit removes those in the most crowded hard domains, then those on the fullest racks; among
     * equals the platform's choice. Cost O(units).
     */
    List<DatanodeStorageInfo> copiesToDelete(
            Collection<DatanodeStorageInfo> available,
            Collection<DatanodeStorageInfo> copies,
            int keep,
            List<StorageType> excessTypes) {
        List<DatanodeStorageInfo> remaining = new ArrayList<>(available);
        List<DatanodeStorageInfo> removed = new ArrayList<>();
        while (removed.size() < copies.size() - keep) {
            List<Integer> candidates = IntStream.range(0, remaining.size())
                    .filter(i -> copies.contains(remaining.get(i)))
                    .filter(i -> excessTypes.contains(remaining.get(i).getStorageType()))
                    .boxed()
                    .toList();
            List<ReplicaSite> sites = resolver.sites(remaining.stream()
                    .map(DatanodeStorageInfo::getDatanodeDescriptor)
                    .toList());
            List<DatanodeStorageInfo> best = StripedRules.removable(sites, candidates).stream()
                    .map(remaining::get)
                    .collect(Collectors.toCollection(ArrayList::new));
            DatanodeStorageInfo next = platform.leastUseful(best, excessTypes);
            if (next == null) {
                break; // no copy of an excess type is left
            }
            remaining.remove(next);
            removed.add(next);
        }
        return removed;
    }
}
