// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedStripedBlock;

/**
 * Judges where the replicas of a block are, from outside the NameNode: by today's inventory and today's DataNodes. It
 * cannot know what was true when the block was written, nor whether a node that could take a replica has room.
 *
 * <p>Keeps the nodes it was given: whoever runs for long makes a new one now and then. Not thread-safe.
 */
public final class PlacementExplainer {
    private final SiteResolver resolver;
    private final Set<ReplicaSite> usable;
    private final StripedExplainer striped;
    private final int minRacks;
    private final Map<String, ReplicaSite> sitesByNode = new HashMap<>();

    /**
     * @param resolver the inventory
     * @param liveNodes the cluster's live DataNodes
     * @param wantedRacks racks a block is to span, where there are so many
     */
    public PlacementExplainer(SiteResolver resolver, DatanodeInfo[] liveNodes, int wantedRacks) {
        this.resolver = resolver;
        this.usable = new LinkedHashSet<>(resolver.sites(
                Arrays.stream(liveNodes).filter(DatanodeInfo::isInService).toList()));
        long clusterRacks = Arrays.stream(liveNodes)
                .map(DatanodeInfo::getNetworkLocation)
                .distinct()
                .count();
        this.minRacks = (int) Math.min(wantedRacks, clusterRacks);
        this.striped = new StripedExplainer(resolver, liveNodes, (int) clusterRacks);
    }

    /** What is wrong with a block, if anything. */
    public enum Verdict {
        /** No rule is broken. */
        OK,
        /** A rule is broken and a node that would mend it is in service. */
        VIOLATION,
        /** A rule is broken and no node in service would mend it. */
        NOTHING_BETTER,
        /** Erasure coded, and asked without its erasure-coding policy. */
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
     * A broken rule.
     *
     * @param rule its name: a hard domain's id, or {@code racks}
     * @param text one sentence
     */
    public record Finding(String rule, String text) {}

    /**
     * One block.
     *
     * @param block its name
     * @param replicas where they are
     * @param verdict the judgement
     * @param findings the broken rules, or why it was not judged
     * @param moves replicas that would have to move to mend what can be mended
     */
    public record Explanation(
            String block, List<Replica> replicas, Verdict verdict, List<Finding> findings, int moves) {
        /** {@return one sentence per broken rule} */
        public List<String> reasons() {
            return findings.stream().map(Finding::text).toList();
        }

        /** {@return whether a rule is broken, be it mendable or not} */
        public boolean broken() {
            return verdict == Verdict.VIOLATION || verdict == Verdict.NOTHING_BETTER;
        }
    }

    /** Judges a block of a file: its replicas, or the units of its group. */
    public Explanation explain(LocatedBlock block, HdfsFileStatus file) {
        return block.isStriped() && file.getErasureCodingPolicy() != null
                ? striped.explain((LocatedStripedBlock) block, file.getErasureCodingPolicy())
                : explain(block, file.getReplication());
    }

    /** Judges a block. Replicas beyond the wanted number excuse as many shared domains: their removal mends them. */
    public Explanation explain(LocatedBlock block, int replication) {
        List<Replica> replicas = new ArrayList<>();
        List<ReplicaSite> sites = new ArrayList<>();
        for (DatanodeInfo node : block.getLocations()) {
            sites.add(
                    sitesByNode.computeIfAbsent(node.getDatanodeUuid(), uuid -> resolver.site(resolver.state(), node)));
            replicas.add(new Replica(node.getHostName() + ":" + node.getXferPort(), sites.get(sites.size() - 1)));
        }
        String name = block.getBlock().getBlockName();
        if (block.isStriped()) {
            return new Explanation(
                    name, replicas, Verdict.NOT_JUDGED, List.of(new Finding("none", "erasure coded")), 0);
        }
        int racks = Math.min(minRacks, sites.size());
        int spanned = ReplicaRules.racks(sites);
        int excess = Math.max(0, sites.size() - replication);
        if (spanned >= racks && ReplicaRules.conflicts(sites) <= excess) {
            return new Explanation(name, replicas, Verdict.OK, List.of(), 0);
        }
        List<Finding> findings = shared(sites);
        if (spanned < racks) {
            findings.add(new Finding(
                    "racks",
                    spanned == 1
                            ? "all replicas on rack " + sites.get(0).rack()
                            : spanned + " racks in place of " + racks));
        }
        int moves = ReplicaRules.improvable(sites, replication, usable, racks);
        return new Explanation(name, replicas, moves > 0 ? Verdict.VIOLATION : Verdict.NOTHING_BETTER, findings, moves);
    }

    private List<Finding> shared(List<ReplicaSite> sites) {
        List<Finding> findings = new ArrayList<>();
        List<FailureDomain> domains = resolver.hardDomains();
        for (int d = 0; d < domains.size(); d++) {
            int domain = d;
            Map<String, Long> counts = sites.stream()
                    .map(site -> site.domains().get(domain))
                    .filter(value -> value != null)
                    .collect(Collectors.groupingBy(value -> value, LinkedHashMap::new, Collectors.counting()));
            counts.forEach((value, count) -> {
                if (count > 1) {
                    String rule = domains.get(domain).id();
                    findings.add(new Finding(rule, count + " replicas on " + rule + " " + value));
                }
            });
        }
        return findings;
    }
}
