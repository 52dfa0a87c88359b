// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The distinct sets of nodes that hold the replicas of some block, and how many blocks each holds. Kept in flat arrays:
 * millions of sets are ordinary under a policy that draws them at random. Not safe for use by several threads while sets
 * are added.
 */
public final class PlacedSets {
    private final int nodes;
    private final int size;
    private int[] members;
    private int[] blocks = new int[16];
    private int[] table = new int[64];
    private int sets;
    private long totalBlocks;
    private int[] offsets;
    private int[] setsOfNodes;

    /**
     * @param nodes nodes are numbered from 0 to nodes - 1
     * @param size nodes of a set: R, or k+m
     */
    public PlacedSets(int nodes, int size) {
        this.nodes = nodes;
        this.size = size;
        this.members = new int[16 * size];
        Arrays.fill(table, -1);
    }

    /**
     * Adds one block.
     *
     * @param placed its nodes in any order, {@code size} of them; not kept
     * @return number of the set, from 0
     */
    public int add(int... placed) {
        if (placed.length != size) {
            throw new IllegalArgumentException(placed.length + " nodes, the sets have " + size);
        }
        int[] set = placed.clone();
        Arrays.sort(set);
        totalBlocks++;
        int slot = slot(set);
        if (table[slot] >= 0) {
            blocks[table[slot]]++;
            return table[slot];
        }
        if (sets == blocks.length) {
            blocks = Arrays.copyOf(blocks, sets * 2);
            members = Arrays.copyOf(members, sets * 2 * size);
        }
        System.arraycopy(set, 0, members, sets * size, size);
        blocks[sets] = 1;
        table[slot] = sets++;
        offsets = null;
        if (sets * 2 > table.length) {
            rehash();
        }
        return sets - 1;
    }

    /** {@return number of the set of exactly these nodes, or -1 when there is none} */
    public int find(int... wanted) {
        int[] set = wanted.clone();
        Arrays.sort(set);
        return table[slot(set)];
    }

    private int slot(int[] set) {
        int mask = table.length - 1;
        int slot = mix(Arrays.hashCode(set)) & mask;
        while (table[slot] >= 0
                && !Arrays.equals(members, table[slot] * size, table[slot] * size + size, set, 0, size)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private void rehash() {
        table = new int[table.length * 2];
        Arrays.fill(table, -1);
        for (int id = 0; id < sets; id++) {
            table[slot(Arrays.copyOfRange(members, id * size, id * size + size))] = id;
        }
    }

    /** {@return number of distinct sets} */
    public int sets() {
        return sets;
    }

    /** {@return nodes of a set} */
    public int size() {
        return size;
    }

    /** {@return nodes of the cluster} */
    public int nodes() {
        return nodes;
    }

    /** {@return blocks added} */
    public long blocks() {
        return totalBlocks;
    }

    /** {@return blocks of one set} */
    public int blocks(int set) {
        return blocks[set];
    }

    /** {@return the i-th node of a set, in ascending order} */
    public int member(int set, int i) {
        return members[set * size + i];
    }

    /** {@return how many sets a node is in} */
    public int degree(int node) {
        index();
        return offsets[node + 1] - offsets[node];
    }

    /** {@return number of the i-th set a node is in} */
    public int setOf(int node, int i) {
        index();
        return setsOfNodes[offsets[node] + i];
    }

    private void index() {
        if (offsets != null) {
            return;
        }
        int[] start = new int[nodes + 1];
        for (int i = 0; i < sets * size; i++) {
            start[members[i] + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            start[node + 1] += start[node];
        }
        int[] next = start.clone();
        setsOfNodes = new int[sets * size];
        for (int i = 0; i < sets * size; i++) {
            setsOfNodes[next[members[i]]++] = i / size;
        }
        offsets = start;
    }

    /** {@return how many other nodes share a set with this one: its scatter width} */
    public int scatterWidth(int node) {
        BitSet partners = new BitSet(nodes);
        for (int i = 0; i < degree(node); i++) {
            for (int j = 0; j < size; j++) {
                partners.set(member(setOf(node, i), j));
            }
        }
        partners.clear(node);
        return partners.cardinality();
    }

    /** {@return median scatter width over all nodes} */
    public int medianScatterWidth() {
        int[] widths = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            widths[node] = scatterWidth(node);
        }
        Arrays.sort(widths);
        return nodes == 0 ? 0 : widths[nodes / 2];
    }

    /**
     * Blocks lost when these nodes are down.
     *
     * @param down the nodes
     * @param tolerated nodes of a set that may be down
     */
    public long blocksLost(int[] down, int tolerated) {
        int[] hits = new int[sets];
        long lost = 0;
        for (int node : down) {
            for (int i = 0; i < degree(node); i++) {
                int set = setOf(node, i);
                lost += ++hits[set] == tolerated + 1 ? blocks[set] : 0;
            }
        }
        return lost;
    }
}
