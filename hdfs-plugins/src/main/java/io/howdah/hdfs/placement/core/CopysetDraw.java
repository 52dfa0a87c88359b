// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.random.RandomGenerator;

/**
 * The common case of {@link CopysetChoice}, without its generality: a new block of the copysets' size, all on one storage
 * type, whose first node is chosen. Draws two copysets of that node (more while the
 * cluster is filled unevenly) and takes the cheapest one whose members are all good.
 * Says no whenever it takes more thought; what it takes, {@link CopysetChoice} could have taken.
 *
 * <p>Cost: O(size), nothing allocated. Stateless.
 */
public final class CopysetDraw {
    private CopysetDraw() {}

    /** What is asked about nodes; rows of the table. */
    public interface Nodes {
        /**
         * {@return whether all these nodes have room and may take a replica now} Asked of a whole set, so that what it
         * reads of one node need not wait for another.
         *
         * @param rows the first node at 0
         */
        boolean good(int[] rows);

        /** {@return as {@link NodeCost}} */
        double cost(int row);
    }

    /**
     * Draws.
     *
     * @param first row of the first node
     * @param maxPerRack most members on one rack
     * @param draws how many copysets are compared, at least 2
     * @param rows where the rows go, the first node at 0; as long as the copysets are large
     * @return whether there is an answer in {@code rows}
     */
    public static boolean draw(
            LiveCopysets live,
            CandidateTable table,
            int first,
            int maxPerRack,
            int draws,
            Nodes nodes,
            RandomGenerator random,
            int[] rows) {
        CopysetTable copysets = live.table();
        int node = live.node(first);
        if (node == CandidateTable.NONE || copysets.size() != rows.length) {
            return false;
        }
        int of = copysets.setsOf(node);
        if (draws > 2 && of > 2) {
            int cheapest = cheapest(live, node, of, Math.min(draws, of), nodes, random);
            return take(live, node, cheapest, table, first, maxPerRack, nodes, rows);
        }
        int one = random.nextInt(of);
        int other = of == 1 ? one : random.nextInt(of - 1);
        other += of > 1 && other >= one ? 1 : 0;
        boolean oneFirst = of == 1 || cost(live, node, one, nodes) <= cost(live, node, other, nodes);
        return take(live, node, oneFirst ? one : other, table, first, maxPerRack, nodes, rows)
                || of > 1 && take(live, node, oneFirst ? other : one, table, first, maxPerRack, nodes, rows);
    }

    /** Neighbouring sets of the node's list from a random one on: as good as drawn, the list has no order. */
    private static int cheapest(LiveCopysets live, int node, int of, int draws, Nodes nodes, RandomGenerator random) {
        int from = random.nextInt(of);
        int best = from;
        double lowest = Double.MAX_VALUE;
        for (int i = 0; i < draws; i++) {
            int set = (from + i) % of;
            double cost = cost(live, node, set, nodes);
            if (cost < lowest) {
                lowest = cost;
                best = set;
            }
        }
        return best;
    }

    /** Of the i-th set of the node, the node itself aside: it is in the others as well. */
    private static double cost(LiveCopysets live, int node, int set, Nodes nodes) {
        double dearest = -Double.MAX_VALUE;
        for (int j = 0; j < live.table().size() - 1; j++) {
            int row = live.row(live.table().mate(node, set, j));
            if (row != CandidateTable.NONE) {
                dearest = Math.max(dearest, nodes.cost(row));
            }
        }
        return dearest;
    }

    private static boolean take(
            LiveCopysets live,
            int node,
            int set,
            CandidateTable table,
            int first,
            int maxPerRack,
            Nodes nodes,
            int[] rows) {
        rows[0] = first;
        for (int j = 1; j < rows.length; j++) {
            int row = live.row(live.table().mate(node, set, j - 1));
            if (row == CandidateTable.NONE || !fits(table, rows, j, row, maxPerRack)) {
                return false;
            }
            rows[j] = row;
        }
        return nodes.good(rows);
    }

    private static boolean fits(CandidateTable table, int[] rows, int count, int row, int maxPerRack) {
        int onRack = 0;
        for (int i = 0; i < count; i++) {
            onRack += table.rack(rows[i]) == table.rack(row) ? 1 : 0;
            for (int d = 0; d < table.domains(); d++) {
                int value = table.domain(d, row);
                if (value != CandidateTable.NONE && table.domain(d, rows[i]) == value) {
                    return false;
                }
            }
        }
        return onRack < maxPerRack;
    }
}
