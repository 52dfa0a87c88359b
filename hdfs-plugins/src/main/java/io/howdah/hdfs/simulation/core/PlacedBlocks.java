// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Blocks and the nodes each is on, in one flat array, so that millions of them can be moved about. Not safe for use by
 * several threads.
 */
public final class PlacedBlocks {
    private final int size;
    private int[] nodes;
    private int count;

    /** @param size nodes of a block */
    public PlacedBlocks(int size) {
        this.size = size;
        this.nodes = new int[1024 * size];
    }

    /** Adds a block on {@code size} nodes. */
    public void add(int[] placed) {
        if (placed.length != size) {
            throw new IllegalArgumentException(placed.length + " nodes, the blocks have " + size);
        }
        if ((count + 1) * size > nodes.length) {
            nodes = Arrays.copyOf(nodes, nodes.length * 2);
        }
        System.arraycopy(placed, 0, nodes, count++ * size, size);
    }

    /** {@return blocks added} */
    public int count() {
        return count;
    }

    /** {@return nodes of a block} */
    public int size() {
        return size;
    }

    /** {@return the i-th node of a block} */
    public int node(int block, int i) {
        return nodes[block * size + i];
    }

    /** {@return the nodes of a block, a copy} */
    public int[] nodes(int block) {
        return Arrays.copyOfRange(nodes, block * size, (block + 1) * size);
    }

    /** {@return whether a block is on a node} */
    public boolean on(int block, int node) {
        for (int i = 0; i < size; i++) {
            if (node(block, i) == node) {
                return true;
            }
        }
        return false;
    }

    /** Moves the i-th replica of a block. */
    public void move(int block, int i, int to) {
        nodes[block * size + i] = to;
    }

    /** Gives every node another number. */
    public void renumber(IntUnaryOperator numbers) {
        for (int i = 0; i < count * size; i++) {
            nodes[i] = numbers.applyAsInt(nodes[i]);
        }
    }

    /**
     * The distinct sets of nodes.
     *
     * @param clusterNodes nodes of the cluster
     */
    public PlacedSets sets(int clusterNodes) {
        PlacedSets sets = new PlacedSets(clusterNodes, size);
        for (int block = 0; block < count; block++) {
            sets.add(nodes(block));
        }
        return sets;
    }

    /**
     * The distinct sets of disks, each replica on a random disk of its node, the same one each time.
     *
     * @param clusterNodes nodes of the cluster
     * @param disks disks of each
     * @return sets of disk numbers: node times disks, plus the disk in the node
     */
    public PlacedSets diskSets(int clusterNodes, int disks) {
        PlacedSets sets = new PlacedSets(Math.multiplyExact(clusterNodes, disks), size);
        int[] members = new int[size];
        for (int block = 0; block < count; block++) {
            for (int i = 0; i < size; i++) {
                long mixed = (block * 31L + i) * 0x9E3779B97F4A7C15L;
                members[i] = node(block, i) * disks + (int) Long.remainderUnsigned(mixed ^ (mixed >>> 29), disks);
            }
            sets.add(members);
        }
        return sets;
    }
}
