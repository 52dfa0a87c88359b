// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The copysets of one group, indexed both ways: members of a set, sets of a node. Nodes are the plan's indices. Immutable
 * and safe for use by many threads; 8 bytes for each membership, and 4 for each pair of nodes in a set and direction.
 */
public final class CopysetTable {
    /** A set whose overlap gives no substitute is offered so many nodes of the plan, in an order of its own. */
    private static final int PROBES = 48;

    private final int nodes;
    private final int size;
    private final int[] members;
    private final int[] offsets;
    private final int[] sets;
    private final int[] mates;

    /**
     * @param nodes number of nodes of the plan
     * @param size members of a set
     * @param members node indices set after set, or {@link CandidateTable#NONE} for a member that is gone; not copied
     */
    public CopysetTable(int nodes, int size, int[] members) {
        this.nodes = nodes;
        this.size = size;
        this.members = members;
        this.offsets = new int[nodes + 1];
        for (int node : members) {
            if (node != CandidateTable.NONE) {
                offsets[node + 1]++;
            }
        }
        for (int node = 0; node < nodes; node++) {
            offsets[node + 1] += offsets[node];
        }
        this.sets = new int[offsets[nodes]];
        this.mates = new int[sets.length * (size - 1)];
        int[] next = Arrays.copyOf(offsets, nodes);
        for (int i = 0; i < members.length; i++) {
            if (members[i] != CandidateTable.NONE) {
                int set = i / size;
                int mate = next[members[i]] * (size - 1);
                for (int m = set * size; m < (set + 1) * size; m++) {
                    if (m != i) {
                        mates[mate++] = members[m];
                    }
                }
                sets[next[members[i]]++] = set;
            }
        }
    }

    /** {@return members of a set} */
    public int size() {
        return size;
    }

    /** {@return number of nodes of the plan} */
    public int nodes() {
        return nodes;
    }

    /** {@return number of sets} */
    public int setCount() {
        return members.length / size;
    }

    /** {@return the i-th member of a set} */
    public int member(int set, int i) {
        return members[set * size + i];
    }

    /** {@return how many sets the node is in} */
    public int setsOf(int node) {
        return offsets[node + 1] - offsets[node];
    }

    /** {@return the i-th set of the node} */
    public int setOf(int node, int i) {
        return sets[offsets[node] + i];
    }

    /**
     * {@return the j-th of the other members of the i-th set of the node, or {@link CandidateTable#NONE} when it is gone}
     * They lie together: a node's sets are read at once.
     */
    int mate(int node, int i, int j) {
        return mates[(offsets[node] + i) * (size - 1) + j];
    }

    /** {@return whether the node is a member of the set} */
    public boolean contains(int set, int node) {
        for (int i = set * size; i < (set + 1) * size; i++) {
            if (members[i] == node) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether some set holds all these nodes} */
    public boolean together(int[] wanted) {
        for (int i = offsets[wanted[0]]; i < offsets[wanted[0] + 1]; i++) {
            int set = sets[i];
            if (Arrays.stream(wanted).allMatch(node -> contains(set, node))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Who stands in for a missing member: the node that shares most sets with the members that remain, so that the fewest
     * new neighbours arise. A pure function of the plan and of who may stand in: every NameNode finds the same node, and
     * all blocks of the set get the same.
     *
     * @param set the set
     * @param missing the member to replace
     * @param mayStandIn who may: alive, with room, breaking no rule beside the remaining members
     * @return a node, or {@link CandidateTable#NONE}
     */
    public int substitute(int set, int missing, IntPredicate mayStandIn) {
        int[] near = neighbours(set, missing);
        Arrays.sort(near);
        int best = CandidateTable.NONE;
        int bestOverlap = 0;
        for (int from = 0; from < near.length; ) {
            int to = from;
            while (to < near.length && near[to] == near[from]) {
                to++;
            }
            int node = near[from];
            int overlap = to - from;
            from = to;
            boolean better = overlap > bestOverlap
                    || overlap == bestOverlap && order(set, missing, node) > order(set, missing, best);
            if (better && !contains(set, node) && mayStandIn.test(node)) {
                best = node;
                bestOverlap = overlap;
            }
        }
        for (int probe = 0; best == CandidateTable.NONE && probe < PROBES; probe++) {
            int node = (int) Long.remainderUnsigned(order(set, missing, -2 - probe), nodes);
            if (!contains(set, node) && mayStandIn.test(node)) {
                best = node;
            }
        }
        return best;
    }

    private int[] neighbours(int set, int missing) {
        int count = 0;
        for (int i = set * size; i < (set + 1) * size; i++) {
            count += members[i] == missing || members[i] == CandidateTable.NONE ? 0 : setsOf(members[i]) - 1;
        }
        int[] near = new int[count * (size - 1)];
        int n = 0;
        for (int i = set * size; i < (set + 1) * size; i++) {
            int node = members[i];
            for (int s = 0; node != missing && node != CandidateTable.NONE && s < setsOf(node); s++) {
                int other = setOf(node, s);
                for (int m = other * size; other != set && m < (other + 1) * size; m++) {
                    if (members[m] != node && members[m] != CandidateTable.NONE) {
                        near[n++] = members[m];
                    }
                }
            }
        }
        return Arrays.copyOf(near, n);
    }

    /** Rendezvous hashing: an order of the nodes that each (set, member) has of its own. */
    private static long order(int set, int missing, int node) {
        long x = ((long) set << 32 ^ (long) missing << 20 ^ node) * 0x9E3779B97F4A7C15L;
        x = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
        return x ^ x >>> 32;
    }
}
