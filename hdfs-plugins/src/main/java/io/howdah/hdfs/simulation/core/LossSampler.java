// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

import java.util.random.RandomGenerator;

/**
 * Counts how often random failures lose a block, on the sets where blocks really are. Unlike {@link LossFormula} it takes
 * no two sets as independent.
 */
public final class LossSampler {
    private static final long FEWEST = 1_000;
    private static final long MOST = 1_000_000;

    private LossSampler() {}

    /**
     * Takes nodes down at random, again and again.
     *
     * @param placed where blocks are
     * @param failed nodes down at once
     * @param tolerated nodes of a set that may be down
     * @param trials how often, at least 1
     * @return in how many trials at least one block was lost
     */
    public static Estimate sample(PlacedSets placed, int failed, int tolerated, long trials, RandomGenerator random) {
        int[] order = new int[placed.nodes()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] hits = new int[placed.sets()];
        long losses = 0;
        for (long trial = 0; trial < trials; trial++) {
            for (int i = 0; i < failed; i++) { // the first steps of a Fisher-Yates shuffle
                int j = i + random.nextInt(order.length - i);
                int node = order[j];
                order[j] = order[i];
                order[i] = node;
            }
            losses += lost(placed, order, failed, tolerated, hits) ? 1 : 0;
        }
        return new Estimate(losses, trials);
    }

    private static boolean lost(PlacedSets placed, int[] order, int failed, int tolerated, int[] hits) {
        boolean lost = false;
        int looked = 0;
        for (; looked < failed && !lost; looked++) {
            int node = order[looked];
            for (int i = 0; i < placed.degree(node); i++) {
                lost |= ++hits[placed.setOf(node, i)] > tolerated;
            }
        }
        for (int k = 0; k < looked; k++) {
            for (int i = 0; i < placed.degree(order[k]); i++) {
                hits[placed.setOf(order[k], i)] = 0;
            }
        }
        return lost;
    }

    /**
     * Trials that fit a budget of work.
     *
     * @param work steps one may spend; 100 million are about a second
     * @return 1,000 to 1,000,000
     */
    public static long affordableTrials(PlacedSets placed, int failed, long work) {
        long perTrial = failed * (1 + 2L * placed.sets() * placed.size() / Math.max(1, placed.nodes()));
        return Math.max(FEWEST, Math.min(MOST, work / Math.max(1, perTrial)));
    }
}
