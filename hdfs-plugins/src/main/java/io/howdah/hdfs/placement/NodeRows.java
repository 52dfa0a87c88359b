// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.net.Node;

/**
 * Finds the row of a node. Open addressing over plain integers: of a large cluster a hash map's entries do not stay in the
 * processor's cache. Immutable; safe for use by many threads.
 */
final class NodeRows {
    private static final int FREE = -1;

    private final DatanodeDescriptor[] nodes;
    private final int[] slots;
    private final Map<Node, Integer> equal = new HashMap<>();

    /** @param nodes by row; not copied */
    NodeRows(DatanodeDescriptor[] nodes) {
        this.nodes = nodes;
        this.slots = new int[Integer.highestOneBit(Math.max(1, nodes.length)) * 4];
        Arrays.fill(slots, FREE);
        for (int row = 0; row < nodes.length; row++) {
            equal.put(nodes[row], row);
            int slot = slot(nodes[row]);
            while (slots[slot] != FREE) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = row;
        }
    }

    /** {@return row of the node, or of one that equals it, or -1} */
    @SuppressWarnings("ReferenceEquality") // the same descriptor is the common case
    int of(Node node) {
        for (int slot = slot(node); slots[slot] != FREE; slot = slot + 1 & slots.length - 1) {
            if (nodes[slots[slot]] == node) {
                return slots[slot];
            }
        }
        return equal.getOrDefault(node, FREE);
    }

    private int slot(Node node) {
        int hash = node.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & slots.length - 1;
    }
}
