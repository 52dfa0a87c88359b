// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Judges where the replicas of a block are, from outside the NameNode: by today's inventory and today's DataNodes. It
 * cannot know what was true when the block was written, nor whether a node that could take a replica has room.
 */
public final class PlacementExplainer {
    private final SiteResolver resolver;
    private final Set<ReplicaSite> usable;
    private final int clusterRacks;

    /**
     * @param resolver the inventory
     * @param liveNodes the cluster's live DataNodes
     */
    public PlacementExplainer(SiteResolver resolver, DatanodeInfo[] liveNodes) {
        this.resolver = resolver;
        this.usable = new LinkedHashSet<>(resolver.sites(
                Arrays.stream(liveNodes).filter(DatanodeInfo::isInService).toList()));
        this.clusterRacks = (int) Arrays.stream(liveNodes)
                .map(DatanodeInfo::getNetworkLocation)
                .distinct()
                .count();
    }

    /** What is wrong with a block, if anything. */
    public enum Verdict {
        /** No rule is broken. */
        OK,
        /** A rule is broken and a node that would mend it is in service. */
        VIOLATION,
        /** A rule is broken and no node in service would mend it. */
        NOTHING_BETTER,
        /** Erasure coded: another policy's business. */
        NOT_JUDGED
    }

    /**
     * One replica.
     *
     * @param node host name and transfer port
     * @param site where it is
     */
    public record Replica(String node, ReplicaSite site) {}

    /**
     * One block.
     *
     * @param block its name
     * @param replicas where they are
     * @param verdict the judgement
     * @param reasons one sentence per broken rule
     */
    public record Explanation(String block, List<Replica> replicas, Verdict verdict, List<String> reasons) {}

    /** Judges a block. */
    public Explanation explain(LocatedBlock block, int replication) {
        List<DatanodeInfo> nodes = Arrays.asList(block.getLocations());
        List<ReplicaSite> sites = resolver.sites(nodes);
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            replicas.add(
                    new Replica(nodes.get(i).getHostName() + ":" + nodes.get(i).getXferPort(), sites.get(i)));
        }
        String name = block.getBlock().getBlockName();
        if (block.isStriped()) {
            return new Explanation(name, replicas, Verdict.NOT_JUDGED, List.of("erasure coded"));
        }
        List<String> reasons = shared(sites);
        int minRacks = Math.min(Math.min(2, sites.size()), clusterRacks);
        if (ReplicaRules.racks(sites) < minRacks) {
            reasons.add("all replicas on rack " + sites.get(0).rack());
        }
        Verdict verdict = Verdict.OK;
        if (!reasons.isEmpty()) {
            verdict = ReplicaRules.improvable(sites, replication, usable, minRacks) > 0
                    ? Verdict.VIOLATION
                    : Verdict.NOTHING_BETTER;
        }
        return new Explanation(name, replicas, verdict, reasons);
    }

    private List<String> shared(List<ReplicaSite> sites) {
        List<String> reasons = new ArrayList<>();
        List<FailureDomain> domains = resolver.hardDomains();
        for (int d = 0; d < domains.size(); d++) {
            int domain = d;
            Map<String, Long> counts = sites.stream()
                    .map(site -> site.domains().get(domain))
                    .filter(value -> value != null)
                    .collect(Collectors.groupingBy(value -> value, LinkedHashMap::new, Collectors.counting()));
            counts.forEach((value, count) -> {
                if (count > 1) {
                    reasons.add(count + " replicas on " + domains.get(domain).id() + " " + value);
                }
            });
        }
        return reasons;
    }
}
