// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import io.howdah.hdfs.placement.PlacementExplainer.Finding;
import io.howdah.hdfs.placement.PlacementExplainer.Replica;
import io.howdah.hdfs.placement.PlacementExplainer.Verdict;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.placement.core.StripedRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicy;
import org.apache.hadoop.hdfs.protocol.LocatedStripedBlock;

/**
 * Judges where the units of an erasure-coded block group are. A domain may hold one unit, or the share of the group that
 * falls to it when there are fewer domains than units; it should never hold more than m, the parity units: its loss would
 * then lose data. Not thread-safe.
 */
final class StripedExplainer {
    private final SiteResolver resolver;
    private final Map<String, ReplicaSite> siteOfNode = new HashMap<>();
    private final Map<ReplicaSite, Integer> usable = new LinkedHashMap<>();
    private final List<Integer> values = new ArrayList<>();
    private final int clusterRacks;

    StripedExplainer(SiteResolver resolver, DatanodeInfo[] liveNodes, int clusterRacks) {
        this.resolver = resolver;
        this.clusterRacks = clusterRacks;
        for (DatanodeInfo node : liveNodes) {
            if (node.isInService()) {
                ReplicaSite site = resolver.site(resolver.state(), node);
                siteOfNode.put(node.getDatanodeUuid(), site);
                usable.merge(site, 1, Integer::sum);
            }
        }
        for (int d = 0; d < resolver.domains(); d++) {
            Set<Object> different = new HashSet<>();
            for (Map.Entry<String, ReplicaSite> node : siteOfNode.entrySet()) {
                String value = node.getValue().domains().get(d);
                different.add(value == null ? List.of(node.getKey()) : value); // no value: differs from every other
            }
            values.add(different.size());
        }
    }

    Explanation explain(LocatedStripedBlock block, ErasureCodingPolicy policy) {
        List<Replica> replicas = new ArrayList<>();
        List<ReplicaSite> sites = new ArrayList<>();
        Map<ReplicaSite, Integer> free = new LinkedHashMap<>(usable);
        Set<Byte> indices = new HashSet<>();
        for (int i = 0; i < block.getLocations().length; i++) {
            DatanodeInfo node = block.getLocations()[i];
            ReplicaSite site = resolver.site(resolver.state(), node);
            replicas.add(new Replica(node.getHostName() + ":" + node.getXferPort(), site));
            if (siteOfNode.containsKey(node.getDatanodeUuid())) {
                free.merge(site, -1, Integer::sum);
            }
            if (indices.add(block.getBlockIndices()[i])) { // a second copy of a unit is about to go
                sites.add(site);
            }
        }
        int parity = policy.getNumParityUnits();
        int racks = Math.min(sites.size(), clusterRacks);
        int rackLimit = Math.max(parity, share(sites.size(), clusterRacks));
        List<Finding> findings = new ArrayList<>();
        for (int d = 0; d < resolver.domains(); d++) {
            int domain = d;
            FailureDomain kind = resolver.hardDomains().get(d);
            int limit = Math.min(parity, share(sites.size(), values.get(d)));
            crowded(sites, site -> site.domains().get(domain), kind.id(), limit, parity, findings);
        }
        crowded(sites, ReplicaSite::rack, "rack", rackLimit, parity, findings);
        if (ReplicaRules.racks(sites) < racks) {
            findings.add(new Finding("racks", ReplicaRules.racks(sites) + " racks in place of " + racks));
        }
        String name = block.getBlock().getBlockName();
        if (findings.isEmpty()) {
            return new Explanation(name, replicas, Verdict.OK, List.of(), 0);
        }
        int moves = StripedRules.improvable(sites, free, rackLimit, racks);
        return new Explanation(name, replicas, moves > 0 ? Verdict.VIOLATION : Verdict.NOTHING_BETTER, findings, moves);
    }

    private static int share(int units, int domains) {
        return Math.max(1, (units + domains - 1) / Math.max(1, domains));
    }

    private static void crowded(
            List<ReplicaSite> sites,
            Function<ReplicaSite, String> value,
            String kind,
            int limit,
            int parity,
            List<Finding> findings) {
        Map<String, Integer> units = new LinkedHashMap<>();
        sites.forEach(site -> {
            if (value.apply(site) != null) {
                units.merge(value.apply(site), 1, Integer::sum);
            }
        });
        units.forEach((name, count) -> {
            if (count > limit) {
                String fatal = count > parity ? ", more than the " + parity + " that may be lost" : "";
                findings.add(new Finding(
                        kind.equals("rack") ? "racks" : kind, count + " units on " + kind + " " + name + fatal));
            }
        });
    }
}
