// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Picks units of a block group one after the other, each on a rack that has the fewest so far, at random among those and
 * at random on the rack, within the limits of the picks.
 *
 * <p>Greedy: with hosts or backends that span racks it may stop short of what is possible; {@link ReplicaSetSearch} then
 * decides. Cost: O(racks + 1) expected per pick while more than a few percent of a rack's nodes qualify.
 */
final class EvenSpread {
    private static final int RANDOM_TRIES = 16;

    private EvenSpread() {}

    /** Adds nodes to the picks until there are {@code wanted} or no node qualifies. */
    static void fill(Picks picks, Eligibility eligible, int wanted, RandomGenerator random) {
        CandidateTable table = picks.table();
        boolean[] exhausted = new boolean[table.racks()];
        int[] units = new int[table.racks()];
        Arrays.setAll(units, picks::onRack);
        while (picks.size() < wanted) {
            int rack = emptiest(units, exhausted, random);
            if (rack < 0) {
                return;
            }
            if (pick(picks, table.nodesOfRack(rack), eligible, random)) {
                units[rack]++;
            } else {
                exhausted[rack] = true;
            }
        }
    }

    private static int emptiest(int[] units, boolean[] exhausted, RandomGenerator random) {
        int best = -1;
        int ties = 0;
        for (int rack = 0; rack < units.length; rack++) {
            if (exhausted[rack] || (best >= 0 && units[rack] > units[best])) {
                continue;
            }
            ties = best >= 0 && units[rack] == units[best] ? ties + 1 : 1;
            if (ties == 1 || random.nextInt(ties) == 0) {
                best = rack;
            }
        }
        return best;
    }

    private static boolean pick(Picks picks, int[] nodes, Eligibility eligible, RandomGenerator random) {
        if (nodes.length == 0 || !picks.rackHasRoom(nodes[0])) {
            return false;
        }
        for (int tries = Math.min(RANDOM_TRIES, nodes.length); tries > 0; tries--) {
            if (take(picks, nodes[random.nextInt(nodes.length)], eligible)) {
                return true;
            }
        }
        int start = random.nextInt(nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            if (take(picks, nodes[(start + i) % nodes.length], eligible)) {
                return true;
            }
        }
        return false;
    }

    private static boolean take(Picks picks, int node, Eligibility eligible) {
        if (picks.contains(node) || picks.conflictsOf(node) > 0) {
            return false;
        }
        int type = picks.typeFor(eligible.types(node));
        if (type >= 0) {
            picks.add(node, type);
        }
        return type >= 0;
    }
}
