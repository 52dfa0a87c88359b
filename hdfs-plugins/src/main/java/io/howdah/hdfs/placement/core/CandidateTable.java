// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The DataNodes of a cluster as the rules see them: column arrays of small integers, one row per node. Immutable and
 * safe for use by many threads; rebuilt when the cluster or the inventory changes.
 */
public final class CandidateTable {
    /** Stands for "no value": never equal to another value, so it never breaks a rule. */
    public static final int NONE = -1;

    private final int[] racks;
    private final int[][] domains;
    private final int[][] nodesOfRack;
    private final int[] all;
    private final Map<String, Integer> rackIds;
    private final List<Map<String, Integer>> domainIds;

    private CandidateTable(Builder builder) {
        int size = builder.rackColumn.size();
        this.racks = builder.rackColumn.stream().mapToInt(Integer::intValue).toArray();
        this.domains = new int[builder.domainIds.size()][size];
        for (int node = 0; node < size; node++) {
            for (int d = 0; d < domains.length; d++) {
                domains[d][node] = builder.domainRows.get(node)[d];
            }
        }
        this.rackIds = Map.copyOf(builder.rackIds);
        this.domainIds = builder.domainIds.stream().map(Map::copyOf).toList();
        int[] count = new int[rackIds.size()];
        for (int rack : racks) {
            count[rack]++;
        }
        this.nodesOfRack = new int[rackIds.size()][];
        for (int rack = 0; rack < count.length; rack++) {
            nodesOfRack[rack] = new int[count[rack]];
        }
        this.all = new int[size];
        for (int node = size - 1; node >= 0; node--) {
            nodesOfRack[racks[node]][--count[racks[node]]] = node;
            all[node] = node;
        }
    }

    /** {@return a builder for tables with that many hard domains} */
    public static Builder builder(int hardDomains) {
        return new Builder(hardDomains);
    }

    /** {@return number of nodes} */
    public int size() {
        return racks.length;
    }

    /** {@return number of racks} */
    public int racks() {
        return nodesOfRack.length;
    }

    /** {@return number of hard domains} */
    public int domains() {
        return domains.length;
    }

    /** {@return rack of a node} */
    public int rack(int node) {
        return racks[node];
    }

    /** {@return value of a node in hard domain d, or {@link #NONE}} */
    public int domain(int d, int node) {
        return domains[d][node];
    }

    /** {@return id of a rack, or {@link #NONE} when no node is on it} */
    public int rackId(String rack) {
        return rackIds.getOrDefault(rack, NONE);
    }

    /** {@return id of a value in hard domain d, or {@link #NONE} when it is null or no node has it} */
    public int domainId(int d, String value) {
        return value == null ? NONE : domainIds.get(d).getOrDefault(value, NONE);
    }

    /** {@return number of distinct values in hard domain d} */
    public int domainValues(int d) {
        return domainIds.get(d).size();
    }

    /** {@return the nodes of a rack; not to be changed} */
    public int[] nodesOfRack(int rack) {
        return nodesOfRack[rack];
    }

    /** {@return all nodes; not to be changed} */
    public int[] allNodes() {
        return all;
    }

    /** Collects rows; not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, Integer> rackIds = new HashMap<>();
        private final List<Map<String, Integer>> domainIds = new ArrayList<>();
        private final List<Integer> rackColumn = new ArrayList<>();
        private final List<int[]> domainRows = new ArrayList<>();

        private Builder(int hardDomains) {
            for (int d = 0; d < hardDomains; d++) {
                domainIds.add(new HashMap<>());
            }
        }

        /**
         * Adds a node; rows are numbered from 0 in the order they are added.
         *
         * @param rack its network location
         * @param values its value in each hard domain, null where it has none
         */
        public Builder add(String rack, String... values) {
            rackColumn.add(rackIds.computeIfAbsent(rack, r -> rackIds.size()));
            int[] row = new int[domainIds.size()];
            for (int d = 0; d < row.length; d++) {
                Map<String, Integer> ids = domainIds.get(d);
                row[d] = values[d] == null ? NONE : ids.computeIfAbsent(values[d], v -> ids.size());
            }
            domainRows.add(row);
            return this;
        }

        /** {@return the table} */
        public CandidateTable build() {
            return new CandidateTable(this);
        }
    }
}
