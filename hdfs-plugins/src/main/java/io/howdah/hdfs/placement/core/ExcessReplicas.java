// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Which replicas of an over-replicated block may go: those whose removal leaves the block in the best state
 * ({@link ReplicaRules.Score}), looking ahead over all the removals still to come. Removing never shares a domain that
 * was not shared before; the point is to remove the right one.
 *
 * <p>Example: replicas on hosts h1, h1, h2, h3, one to go: one of the two on h1, whatever their free space.
 */
public final class ExcessReplicas {
    /** Above this many combinations only the next removal is looked at. */
    private static final long MAX_COMBINATIONS = 5_000;

    private ExcessReplicas() {}

    /**
     * Names the replicas of which any may go next.
     *
     * @param remaining all replicas still there
     * @param candidates indices of those of a storage type in excess
     * @param alternatives indices of all that may be removed, whatever their type
     * @param removals removals still to come, this one included; at least 1
     * @param minRacks racks to keep
     * @return indices of the best candidates, in the given order; empty when there is no candidate, or when each would
     *     cost a rack that removing a replica of another type would keep (the platform then waits, and so do we)
     */
    public static List<Integer> next(
            List<ReplicaSite> remaining,
            List<Integer> candidates,
            List<Integer> alternatives,
            int removals,
            int minRacks) {
        Best best = best(remaining, candidates, removals, minRacks);
        if (!best.indices().isEmpty() && candidates.size() < alternatives.size()) {
            ReplicaRules.Score other =
                    best(remaining, alternatives, removals, minRacks).score();
            if (best.score().racksMissing() > other.racksMissing()
                    && best.score().conflicts() >= other.conflicts()) {
                return List.of();
            }
        }
        return best.indices();
    }

    private record Best(List<Integer> indices, ReplicaRules.Score score) {}

    private static Best best(List<ReplicaSite> remaining, List<Integer> candidates, int removals, int minRacks) {
        int depth = combinations(candidates.size(), removals) <= MAX_COMBINATIONS ? removals : 1;
        List<Integer> best = new ArrayList<>();
        ReplicaRules.Score bestScore = null;
        for (int candidate : candidates) {
            boolean[] gone = new boolean[remaining.size()];
            gone[candidate] = true;
            ReplicaRules.Score score = bestAfter(remaining, candidates, gone, depth - 1, 0, minRacks);
            int order = bestScore == null ? -1 : score.compareTo(bestScore);
            if (order < 0) {
                bestScore = score;
                best.clear();
            }
            if (order <= 0) {
                best.add(candidate);
            }
        }
        return new Best(best, bestScore);
    }

    private static ReplicaRules.Score bestAfter(
            List<ReplicaSite> all, List<Integer> candidates, boolean[] gone, int removals, int from, int minRacks) {
        ReplicaRules.Score best = null;
        for (int i = from; removals > 0 && i < candidates.size(); i++) {
            int candidate = candidates.get(i);
            if (!gone[candidate]) {
                gone[candidate] = true;
                ReplicaRules.Score score = bestAfter(all, candidates, gone, removals - 1, i + 1, minRacks);
                gone[candidate] = false;
                best = best == null || score.compareTo(best) < 0 ? score : best;
            }
        }
        if (best != null) {
            return best;
        }
        List<ReplicaSite> left = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!gone[i]) {
                left.add(all.get(i));
            }
        }
        return ReplicaRules.Score.of(left, 0, minRacks);
    }

    private static long combinations(int n, int k) {
        long count = 1;
        for (int i = 0; i < k; i++) {
            count = count * (n - i) / (i + 1);
            if (count > MAX_COMBINATIONS) {
                return count;
            }
        }
        return count;
    }
}
