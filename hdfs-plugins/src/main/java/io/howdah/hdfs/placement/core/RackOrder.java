// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.random.RandomGenerator;

/**
 * Picks replicas one after the other in the order HDFS prefers, at random within each step, never breaking a hard rule.
 *
 * <p>Order (as {@code BlockPlacementPolicyDefault}): the writer's rack; another rack; the second replica's rack (for a
 * new block) or the writer's; anywhere. Each step falls back to a wider scope.
 *
 * <p>Being greedy it can paint itself into a corner: with hosts that span racks the first two picks may use up the only
 * hosts the third rack has. It then stops short, and {@link ReplicaSetSearch} decides.
 *
 * <p>Cost: O(1) expected per pick while more than a few percent of the nodes qualify; one pass over the scope otherwise.
 */
final class RackOrder {
    private static final int RANDOM_TRIES = 96;

    private final Picks picks;
    private final Eligibility eligible;
    private final RandomGenerator random;
    private final CandidateTable table;

    private RackOrder(Picks picks, Eligibility eligible, RandomGenerator random) {
        this.picks = picks;
        this.eligible = eligible;
        this.random = random;
        this.table = picks.table();
    }

    /**
     * Adds nodes to the picks until there are {@code wanted} or a step finds none.
     *
     * @param writerRack rack the writer is on, or {@link CandidateTable#NONE}
     * @param newBlock whether the block is being written, not repaired
     */
    static void fill(
            Picks picks, Eligibility eligible, int wanted, int writerRack, boolean newBlock, RandomGenerator random) {
        RackOrder order = new RackOrder(picks, eligible, random);
        while (picks.size() < wanted && order.next(writerRack, newBlock)) {
            // next() adds one node each time
        }
    }

    private boolean next(int writerRack, boolean newBlock) {
        return switch (picks.position()) {
            case 0 -> on(writerRack) || anywhere();
            case 1 -> off(picks.rackAt(0)) || on(picks.rackAt(0));
            case 2 -> third(picks.rackAt(0), picks.rackAt(1), writerRack, newBlock);
            default -> anywhere();
        };
    }

    private boolean third(int first, int second, int writerRack, boolean newBlock) {
        if (first == second && first != CandidateTable.NONE) {
            return off(first) || on(first);
        }
        return on(newBlock ? second : writerRack) || on(newBlock ? first : second) || anywhere();
    }

    private boolean anywhere() {
        return pick(table.allNodes(), CandidateTable.NONE);
    }

    private boolean off(int rack) {
        return pick(table.allNodes(), rack);
    }

    private boolean on(int rack) {
        return rack != CandidateTable.NONE && pick(table.nodesOfRack(rack), CandidateTable.NONE);
    }

    private boolean pick(int[] scope, int excludedRack) {
        if (scope.length == 0) {
            return false;
        }
        for (int tries = Math.min(RANDOM_TRIES, scope.length); tries > 0; tries--) {
            int node = scope[random.nextInt(scope.length)];
            int type = eligible.worthAsking(node) ? typeFor(node, excludedRack) : -1;
            if (type >= 0) {
                picks.add(node, type);
                return true;
            }
        }
        // Few qualify: one pass, each qualifying node with the same chance (reservoir sampling).
        int chosen = -1;
        int chosenType = -1;
        int qualifying = 0;
        for (int node : scope) {
            int type = typeFor(node, excludedRack);
            if (type >= 0 && random.nextInt(++qualifying) == 0) {
                chosen = node;
                chosenType = type;
            }
        }
        if (chosen >= 0) {
            picks.add(chosen, chosenType);
        }
        return chosen >= 0;
    }

    private int typeFor(int node, int excludedRack) {
        if (table.rack(node) == excludedRack
                || picks.contains(node)
                || !picks.rackHasRoom(node)
                || picks.conflictsOf(node) > 0) {
            return -1;
        }
        return picks.typeFor(eligible.types(node));
    }
}
