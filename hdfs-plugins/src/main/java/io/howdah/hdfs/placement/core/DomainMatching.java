// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most nodes with pairwise different values in one hard domain that fit the room left on the racks.
 *
 * <p>Two partition matroids (at most one node per value, at most so many per rack) and their largest common independent
 * set: a bipartite matching of values to rack places, found with augmenting paths (Kuhn). Exact. Cost
 * O(wanted * nodes).
 *
 * <p>Example: rack A has room for 2 and hosts h1, h2, h3; rack B has room for 2 and only h1. Picking h1 on A first leaves
 * B empty: 2 nodes. The augmenting path moves h1 to B: h2 and h3 on A, h1 on B: 3 nodes.
 */
final class DomainMatching {
    private final List<List<Integer>> nodesOfValue;
    private final Map<Integer, List<Integer>> placed = new LinkedHashMap<>();
    private final int[] nodeOfValue;
    private final CandidateTable table;
    private final Picks base;
    private final List<Integer> visitedRacks = new ArrayList<>();

    private DomainMatching(Picks base, int d, int[] pool) {
        this.table = base.table();
        this.base = base;
        Map<Integer, List<Integer>> byValue = new LinkedHashMap<>();
        List<List<Integer>> groups = new ArrayList<>();
        for (int node : pool) {
            int value = table.domain(d, node);
            if (value == CandidateTable.NONE) {
                groups.add(List.of(node)); // no value: differs from every other node
            } else if (!base.hasDomainValue(d, value)) {
                byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(node);
            }
        }
        groups.addAll(byValue.values());
        this.nodesOfValue = groups;
        this.nodeOfValue = new int[groups.size()];
        Arrays.fill(nodeOfValue, -1);
    }

    /**
     * Finds them.
     *
     * @param base the replicas there are already, and the room they leave
     * @param d the hard domain
     * @param pool candidate nodes
     * @param wanted stop when so many are found
     * @return the nodes, at most {@code wanted}
     */
    static List<Integer> largest(Picks base, int d, int[] pool, int wanted) {
        DomainMatching matching = new DomainMatching(base, d, pool);
        int size = 0;
        for (int value = 0; value < matching.nodesOfValue.size() && size < wanted; value++) {
            matching.visitedRacks.clear();
            if (matching.place(value)) {
                size++;
            }
        }
        List<Integer> nodes = new ArrayList<>();
        for (int node : matching.nodeOfValue) {
            if (node >= 0) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private boolean place(int value) {
        for (int node : nodesOfValue.get(value)) {
            int rack = table.rack(node);
            if (visitedRacks.contains(rack)) {
                continue;
            }
            visitedRacks.add(rack);
            List<Integer> there = placed.computeIfAbsent(rack, r -> new ArrayList<>());
            if (there.size() < base.roomOnRack(rack)) {
                there.add(value);
                nodeOfValue[value] = node;
                return true;
            }
            for (int i = 0; i < there.size(); i++) {
                int other = there.get(i);
                if (place(other)) {
                    there.set(i, value);
                    nodeOfValue[value] = node;
                    return true;
                }
            }
        }
        return false;
    }
}
