// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.placement.core.ExcessReplicas;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahPlatformFilters;
import org.apache.hadoop.net.NetworkTopology;

/**
 * Judges replicas that exist: is a block well placed, may a replica move, which replica goes. All three by the same hard
 * rules ({@link ReplicaRules}), so that repair, the Balancer and the removal of excess replicas work towards the same
 * end. Thread-safe.
 */
final class PlacementVerdicts {
    private final NetworkTopology topology;
    private final HowdahPlatformFilters platform;
    private final SiteResolver resolver;
    private final ClusterViews views;
    private final PlacementMetrics metrics;
    private final CopysetMembership copysets;
    private final int minRacks;

    PlacementVerdicts(
            NetworkTopology topology,
            HowdahPlatformFilters platform,
            SiteResolver resolver,
            ClusterViews views,
            PlacementMetrics metrics,
            CopysetMembership copysets,
            int minRacks) {
        this.topology = topology;
        this.platform = platform;
        this.resolver = resolver;
        this.views = views;
        this.metrics = metrics;
        this.copysets = copysets;
        this.minRacks = minRacks;
    }

    /**
     * The stock rack rule, and the hard rules capped at what is achievable now: a block is unsatisfied only when moving
     * one of its replicas to a node that takes one now would make it better. A stricter verdict would keep repair busy
     * for ever and block decommissioning.
     *
     * @param stock the stock policy's verdict
     * @param locations where the replicas are; may be null
     * @param replicas wanted number of replicas
     */
    BlockPlacementStatus verify(BlockPlacementStatus stock, DatanodeInfo[] locations, int replicas) {
        List<ReplicaSite> sites = resolver.sites(locations == null ? List.of() : Arrays.asList(locations));
        int excess = Math.max(0, sites.size() - replicas);
        boolean shared = ReplicaRules.conflicts(sites) > excess;
        int wantedRacks = topology.hasClusterEverBeenMultiRack()
                ? Math.min(Math.min(minRacks, replicas), topology.getNumOfNonEmptyRacks())
                : 1;
        boolean fewRacks = sites.size() >= wantedRacks && ReplicaRules.racks(sites) < wantedRacks;
        if (!shared && stock.isPlacementPolicySatisfied() && !fewRacks) {
            return stock;
        }
        if (shared) {
            metrics.violationSeen();
        }
        Collection<ReplicaSite> usable = views.usableSites();
        int moves = ReplicaRules.improvable(sites, replicas, usable, wantedRacks);
        if (shared && moves > 0) {
            return new FailureDomainStatus(
                    moves,
                    moves + " replica(s) should be on another "
                            + resolver.hardDomains().stream()
                                    .map(FailureDomain::id)
                                    .collect(Collectors.joining(" or "))
                            + ".");
        }
        if (moves > 0 && stock.isPlacementPolicySatisfied()) {
            return new FailureDomainStatus(moves, moves + " replica(s) should be on another rack.");
        }
        // Enough replicas, a usable node on another rack, and yet no move helps: each would share a hard domain.
        boolean rackWouldShare = moves == 0
                && sites.size() >= wantedRacks
                && usable.stream()
                        .anyMatch(u -> sites.stream().noneMatch(s -> s.rack().equals(u.rack())));
        return stock.isPlacementPolicySatisfied() || rackWouldShare ? FailureDomainStatus.SATISFIED : stock;
    }

    /**
     * Whether the move crowds no hard domain more than it is now and leaves racks enough. A move that ends in a copyset may
     * give up a rack beyond those, which the platform's own rule refuses: otherwise a block that the Balancer has spread over
     * three racks could never come back to a copyset on two.
     *
     * @param platformAllows the stock policy's answer
     */
    boolean mayMove(
            boolean platformAllows, Collection<DatanodeInfo> candidates, DatanodeInfo source, DatanodeInfo target) {
        List<DatanodeInfo> others = candidates.stream()
                .filter(node -> !node.equals(source) && !node.equals(target))
                .toList();
        boolean intoCopyset = copysets.together(others, target);
        if (!intoCopyset && (!platformAllows || !copysets.mayLeave(others, source))) {
            return false;
        }
        List<ReplicaSite> sites = resolver.sites(List.of(source, target));
        List<ReplicaSite> rest = resolver.sites(others);
        return ReplicaRules.mayMove(rest, sites.get(0), sites.get(1))
                && !ReplicaRules.leavesRacks(rest, sites.get(0), sites.get(1), minRacks)
                && (intoCopyset || !ReplicaRules.overfillsRack(rest, sites.get(0), sites.get(1)));
    }

    /**
     * Removes replicas that share a hard domain first, then such that so many racks remain; among those the Balancer's
     * hint, then one outside the block's copyset, then the platform's choice (oldest heartbeat, least space). Cost
     * O(replicas), with a plan O(replicas * copysets of a node).
     *
     * @param hinted the replica the Balancer names, or null
     * @param usable whether the platform takes that hint: removing it gives up no rack
     */
    List<DatanodeStorageInfo> replicasToDelete(
            Collection<DatanodeStorageInfo> availableReplicas,
            Collection<DatanodeStorageInfo> delCandidates,
            int expectedNumOfReplicas,
            List<StorageType> excessTypes,
            DatanodeStorageInfo hinted,
            boolean usable) {
        List<DatanodeStorageInfo> remaining = new ArrayList<>(availableReplicas);
        List<DatanodeStorageInfo> removed = new ArrayList<>();
        int removals = delCandidates.size() - expectedNumOfReplicas;
        while (removed.size() < removals) {
            List<Integer> removable = IntStream.range(0, remaining.size())
                    .filter(i -> delCandidates.contains(remaining.get(i)))
                    .boxed()
                    .toList();
            List<Integer> candidates = removable.stream()
                    .filter(i -> excessTypes.contains(remaining.get(i).getStorageType()))
                    .toList();
            List<ReplicaSite> sites = resolver.sites(remaining.stream()
                    .map(DatanodeStorageInfo::getDatanodeDescriptor)
                    .toList());
            List<DatanodeStorageInfo> best =
                    ExcessReplicas.next(sites, candidates, removable, removals - removed.size(), minRacks).stream()
                            .map(remaining::get)
                            .collect(Collectors.toCollection(ArrayList::new));
            List<DatanodeStorageInfo> outside = outsideCopyset(remaining, best);
            DatanodeStorageInfo next;
            if (removed.isEmpty() && hinted != null && best.contains(hinted) && (usable || outside.contains(hinted))) {
                next = hinted;
                excessTypes.remove(hinted.getStorageType());
            } else {
                next = platform.leastUseful(outside.isEmpty() ? best : outside, excessTypes);
            }
            if (next == null) {
                break; // no replica of an excess type is left
            }
            remaining.remove(next);
            removed.add(next);
        }
        return removed;
    }

    /** {@return those of the candidates without which the block is in a copyset} */
    private List<DatanodeStorageInfo> outsideCopyset(
            List<DatanodeStorageInfo> replicas, List<DatanodeStorageInfo> candidates) {
        return candidates.stream()
                .filter(candidate -> {
                    List<DatanodeDescriptor> rest = replicas.stream()
                            .filter(replica -> replica != candidate)
                            .map(DatanodeStorageInfo::getDatanodeDescriptor)
                            .toList();
                    return rest.size() > 1 && copysets.together(rest.subList(1, rest.size()), rest.get(0));
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
