// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most nodes that break no limit of one hard domain and fit the room left on the racks.
 *
 * <p>Two partition matroids (at most so many nodes per value, at most so many per rack) and their largest common
 * independent set: a bipartite matching of values to rack places, found with augmenting paths (Kuhn). Exact. Cost
 * O(wanted * nodes).
 *
 * <p>Example: rack A has room for 2 and hosts h1, h2, h3; rack B has room for 2 and only h1. Picking h1 on A first leaves
 * B empty: 2 nodes. The augmenting path moves h1 to B: h2 and h3 on A, h1 on B: 3 nodes.
 */
final class DomainMatching {
    private final List<Value> values = new ArrayList<>();
    private final Map<Integer, List<Integer>> placed = new LinkedHashMap<>();
    private final CandidateTable table;
    private final Picks base;
    private final List<Integer> visitedRacks = new ArrayList<>();

    /** A value of the hard domain: how many nodes it may give, and its nodes by rack. */
    private record Value(int limit, Map<Integer, List<Integer>> nodesOfRack) {
        Value(int limit) {
            this(limit, new LinkedHashMap<>());
        }

        void add(int rack, int node) {
            nodesOfRack.computeIfAbsent(rack, r -> new ArrayList<>()).add(node);
        }
    }

    private DomainMatching(Picks base, int d, int[] pool) {
        this.table = base.table();
        this.base = base;
        Map<Integer, Value> byValue = new LinkedHashMap<>();
        for (int node : pool) {
            int value = table.domain(d, node);
            if (value == CandidateTable.NONE) {
                Value own = new Value(1); // no value: differs from every other node
                own.add(table.rack(node), node);
                values.add(own);
            } else if (base.roomInDomain(d, value) > 0) {
                byValue.computeIfAbsent(value, v -> new Value(base.roomInDomain(d, v)))
                        .add(table.rack(node), node);
            }
        }
        values.addAll(byValue.values());
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
        for (int value = 0; value < matching.values.size(); value++) {
            for (int taken = 0; taken < matching.values.get(value).limit() && size < wanted; taken++) {
                matching.visitedRacks.clear();
                if (!matching.place(value)) {
                    break;
                }
                size++;
            }
        }
        List<Integer> nodes = new ArrayList<>();
        matching.placed.forEach((rack, there) -> {
            Map<Integer, Integer> used = new LinkedHashMap<>();
            for (int value : there) {
                int nth = used.merge(value, 1, Integer::sum) - 1;
                nodes.add(matching.values.get(value).nodesOfRack().get(rack).get(nth));
            }
        });
        return nodes;
    }

    private boolean place(int value) {
        for (Map.Entry<Integer, List<Integer>> offer :
                values.get(value).nodesOfRack().entrySet()) {
            int rack = offer.getKey();
            List<Integer> there = placed.computeIfAbsent(rack, r -> new ArrayList<>());
            if (visitedRacks.contains(rack)
                    || Collections.frequency(there, value) >= offer.getValue().size()) {
                continue;
            }
            visitedRacks.add(rack);
            if (there.size() < base.roomOnRack(rack)) {
                there.add(value);
                return true;
            }
            for (int i = 0; i < there.size(); i++) {
                if (there.get(i) != value && place(there.get(i))) {
                    there.set(i, value);
                    return true;
                }
            }
        }
        return false;
    }
}
