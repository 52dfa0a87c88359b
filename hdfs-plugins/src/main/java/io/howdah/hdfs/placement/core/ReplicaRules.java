// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The hard rules on a given set of replicas: how often they are broken, whether the cluster as it is now could do better,
 * whether a move makes it worse. Stateless.
 *
 * <p>A block is judged by a pair, compared in this order: shared hard domains, then racks missing. Placement repair and
 * the deletion of excess replicas use the same order; otherwise one would undo the other for ever.
 */
public final class ReplicaRules {
    private ReplicaRules() {}

    /** {@return replicas beyond the first in each value of each hard domain, summed; 0 = no rule is broken} */
    public static int conflicts(Collection<ReplicaSite> sites) {
        int conflicts = 0;
        int domains = sites.isEmpty() ? 0 : sites.iterator().next().domains().size();
        for (int d = 0; d < domains; d++) {
            conflicts += conflicts(sites, d);
        }
        return conflicts;
    }

    static int conflicts(Collection<ReplicaSite> sites, int d) {
        Set<String> seen = new HashSet<>();
        int conflicts = 0;
        for (ReplicaSite site : sites) {
            String value = site.domains().get(d);
            if (value != null && !seen.add(value)) {
                conflicts++;
            }
        }
        return conflicts;
    }

    /** {@return number of different racks} */
    public static int racks(Collection<ReplicaSite> sites) {
        return (int) sites.stream().map(ReplicaSite::rack).distinct().count();
    }

    /**
     * Whether a replica may move. Judged per hard domain, with no assumption on the number of replicas: it holds for
     * erasure-coded groups too, of which a domain may hold several units but not too many.
     *
     * @param others the block's other replicas
     * @return false when the move would bring together more pairs of replicas in a hard domain than are together now
     */
    public static boolean mayMove(Collection<ReplicaSite> others, ReplicaSite source, ReplicaSite target) {
        for (int d = 0; d < source.domains().size(); d++) {
            if (inDomain(others, d, target.domains().get(d))
                    > inDomain(others, d, source.domains().get(d))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a move overfills a rack: leaves the target's with more replicas than any rack has now. With three replicas
     * the platform's own rule sees to that; of a block group it lets any number gather on one rack.
     *
     * @param others the block's other replicas
     */
    public static boolean overfillsRack(Collection<ReplicaSite> others, ReplicaSite source, ReplicaSite target) {
        List<ReplicaSite> before = new ArrayList<>(others);
        before.add(source);
        int fullest = 0;
        for (ReplicaSite site : before) {
            fullest = Math.max(fullest, onRack(before, site.rack()));
        }
        return !target.rack().equals(source.rack()) && onRack(others, target.rack()) >= fullest;
    }

    static int inDomain(Collection<ReplicaSite> sites, int d, String value) {
        return value == null
                ? 0
                : (int) sites.stream()
                        .filter(site -> value.equals(site.domains().get(d)))
                        .count();
    }

    static int onRack(Collection<ReplicaSite> sites, String rack) {
        return (int) sites.stream().filter(site -> site.rack().equals(rack)).count();
    }

    /**
     * Most replicas on one rack so that the block spans racks enough.
     *
     * @param platformLimit what the platform allows; with two racks wanted it is enough
     * @param replicas replicas of the block
     * @param minRacks racks wanted
     * @param racks racks there are
     */
    public static int maxPerRack(int platformLimit, int replicas, int minRacks, int racks) {
        int spread = Math.min(Math.min(minRacks, racks), replicas);
        return minRacks <= 2 || spread < 1 ? platformLimit : Math.min(platformLimit, (replicas + spread - 1) / spread);
    }

    /** {@return whether the move leaves fewer racks than there were, and fewer than wanted} */
    public static boolean leavesRacks(
            Collection<ReplicaSite> others, ReplicaSite source, ReplicaSite target, int minRacks) {
        List<ReplicaSite> before = new ArrayList<>(others);
        before.add(source);
        List<ReplicaSite> after = new ArrayList<>(others);
        after.add(target);
        return racks(after) < Math.min(minRacks, racks(before));
    }

    /**
     * How many replicas of a block should be somewhere else, capped at what the cluster allows now.
     *
     * @param sites where the replicas are
     * @param replication wanted number of replicas; when there are more, so many shared domains are forgiven: the
     *     deletion of the excess removes them
     * @param usable sites that could take a replica now, without duplicates
     * @param minRacks racks wanted
     * @return number of moves that each make the block better; 0 when it is as good as it can be
     */
    public static int improvable(
            List<ReplicaSite> sites, int replication, Collection<ReplicaSite> usable, int minRacks) {
        List<ReplicaSite> current = new ArrayList<>(sites);
        int excess = Math.max(0, sites.size() - replication);
        int moves = 0;
        while (moves < sites.size()) {
            Score score = Score.of(current, excess, minRacks);
            if (score.perfect() || !improve(current, score, excess, usable, minRacks)) {
                return moves;
            }
            moves++;
        }
        return moves;
    }

    /** Makes the move that helps most, if any helps. Stops looking at a target that could not be bettered. */
    private static boolean improve(
            List<ReplicaSite> current, Score score, int excess, Collection<ReplicaSite> usable, int minRacks) {
        Score best = score;
        int bestSource = -1;
        ReplicaSite bestTarget = null;
        for (int i = 0; i < current.size(); i++) {
            ReplicaSite source = current.remove(i);
            int without = Math.max(0, conflicts(current) - excess);
            for (ReplicaSite target : usable) {
                current.add(i, target);
                Score after = Score.of(current, excess, minRacks);
                if (after.compareTo(best) < 0) {
                    if (after.conflicts() == without && after.racksMissing() == 0) {
                        return true;
                    }
                    best = after;
                    bestSource = i;
                    bestTarget = target;
                }
                current.remove(i);
            }
            current.add(i, source);
        }
        if (bestSource >= 0) {
            current.set(bestSource, bestTarget);
        }
        return bestSource >= 0;
    }

    /** Shared hard domains first, then racks missing; smaller is better. */
    record Score(int conflicts, int racksMissing) implements Comparable<Score> {
        static Score of(Collection<ReplicaSite> sites, int forgiven, int minRacks) {
            return new Score(
                    Math.max(0, ReplicaRules.conflicts(sites) - forgiven), Math.max(0, minRacks - racks(sites)));
        }

        boolean perfect() {
            return conflicts == 0 && racksMissing == 0;
        }

        @Override
        public int compareTo(Score other) {
            int byConflicts = Integer.compare(conflicts, other.conflicts);
            return byConflicts != 0 ? byConflicts : Integer.compare(racksMissing, other.racksMissing);
        }
    }
}
