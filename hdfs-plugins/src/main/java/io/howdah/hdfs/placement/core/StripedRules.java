// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hard rules on the units of a given erasure-coded block group. Stateless.
 *
 * <p>A group is judged by how crowded its hard domains are ({@link #crowding}), then by how evenly it is spread over racks.
 * Repair and the deletion of duplicate units use the same order; otherwise one would undo the other for ever.
 */
public final class StripedRules {
    private static final int MAX_EXPONENT = 20;

    private StripedRules() {}

    /**
     * What so many units in one domain value cost: nothing for one; each further unit eight times the one before, so that
     * relieving the fullest value always pays (with fewer than eight hard domains).
     */
    static double weight(int units) {
        return units < 2 ? 0 : Math.pow(8, Math.min(units, MAX_EXPONENT) - 1);
    }

    /** {@return how crowded the hard domains are; 0 = no value holds more than one unit} */
    public static double crowding(Collection<ReplicaSite> sites) {
        double crowding = 0;
        int domains = sites.isEmpty() ? 0 : sites.iterator().next().domains().size();
        for (int d = 0; d < domains; d++) {
            Map<String, Integer> units = new HashMap<>();
            for (ReplicaSite site : sites) {
                if (site.domains().get(d) != null) {
                    units.merge(site.domains().get(d), 1, Integer::sum);
                }
            }
            for (int count : units.values()) {
                crowding += weight(count);
            }
        }
        return crowding;
    }

    /** {@return most units the site has in common with these in one hard domain} */
    public static int level(Collection<ReplicaSite> sites, ReplicaSite site) {
        int level = 0;
        for (int d = 0; d < site.domains().size(); d++) {
            level = Math.max(
                    level, ReplicaRules.inDomain(sites, d, site.domains().get(d)));
        }
        return level;
    }

    /**
     * Whether the platform's repair would make the group better. The platform, told that a complete group is misplaced,
     * copies the unit <em>it</em> picks ({@link #platformSource}) to a target we choose, then has one of the two copies
     * removed. Unless that helps, the verdict must be "satisfied": the block would be copied for ever otherwise.
     *
     * @param sites where the units are, in the order of the block's storages
     * @param usable sites that could take a unit now, each with its number of nodes that hold none
     * @param rackLimit units on a rack the engine would begin with for one unit more
     * @param racksWanted racks the stock rule wants
     */
    public static boolean repairHelps(
            List<ReplicaSite> sites, Map<ReplicaSite, Integer> usable, int rackLimit, int racksWanted) {
        if (sites.isEmpty()) {
            return false;
        }
        ReplicaSite source = sites.get(platformSource(sites));
        List<ReplicaSite> targets = targets(sites, usable, rackLimit);
        double now = crowding(sites);
        for (ReplicaSite target : targets) {
            List<ReplicaSite> after = new ArrayList<>(sites);
            after.remove(source);
            after.add(target);
            double then = crowding(after);
            boolean better = then < now
                    || (then == now
                            && ReplicaRules.racks(sites) < racksWanted
                            && ReplicaRules.racks(after) > ReplicaRules.racks(sites));
            if (!better) {
                return false;
            }
        }
        return !targets.isEmpty();
    }

    /**
     * {@return the unit the platform copies when a complete group is misplaced: the first one on the rack with the most
     * units (among equals the one a HashMap of rack names yields first)} See ErasureCodingWork of Hadoop 3.4 and 3.5. A
     * guess: units on busy DataNodes are passed over. A wrong guess costs one copy.
     */
    static int platformSource(List<ReplicaSite> sites) {
        Map<String, List<Integer>> byRack = new HashMap<>();
        for (int i = 0; i < sites.size(); i++) {
            byRack.computeIfAbsent(sites.get(i).rack(), rack -> new ArrayList<>())
                    .add(i);
        }
        List<Integer> fullest = List.of();
        for (List<Integer> units : byRack.values()) {
            fullest = units.size() > fullest.size() ? units : fullest;
        }
        return fullest.get(0);
    }

    /** The sites {@link StripedEngine} would choose among for one unit more. */
    static List<ReplicaSite> targets(List<ReplicaSite> sites, Map<ReplicaSite, Integer> usable, int rackLimit) {
        boolean racksFirst = rackLimit <= StripedEngine.parityUnits(sites.size() + 1);
        int rackMost = racksFirst ? StripedEngine.parityUnits(sites.size() + 1) : sites.size() + 1;
        List<ReplicaSite> best = new ArrayList<>();
        int[] bestKey = null;
        for (Map.Entry<ReplicaSite, Integer> site : usable.entrySet()) {
            if (site.getValue() <= 0) {
                continue;
            }
            int level = level(sites, site.getKey());
            int onRack = ReplicaRules.onRack(sites, site.getKey().rack());
            int rackOver = Math.max(0, onRack + 1 - rackLimit);
            boolean legal = level == 0 && onRack + 1 <= Math.max(rackLimit, rackMost);
            int[] key = legal
                    ? new int[] {0, rackOver, 0, onRack}
                    : racksFirst ? new int[] {1, rackOver, level, onRack} : new int[] {1, level, rackOver, onRack};
            int order = bestKey == null ? -1 : Arrays.compare(key, bestKey);
            if (order < 0) {
                best.clear();
                bestKey = key;
            }
            if (order <= 0) {
                best.add(site.getKey());
            }
        }
        return best;
    }

    /**
     * How badly a group is placed: units on racks beyond their limit, then crowded domains, then racks missing; smaller is
     * better.
     */
    private record Score(int rackOver, double crowding, int racksMissing) implements Comparable<Score> {
        static Score of(List<ReplicaSite> sites, int rackLimit, int racksWanted) {
            Map<String, Integer> racks = new HashMap<>();
            sites.forEach(site -> racks.merge(site.rack(), 1, Integer::sum));
            int over = racks.values().stream()
                    .mapToInt(units -> Math.max(0, units - rackLimit))
                    .sum();
            return new Score(over, StripedRules.crowding(sites), Math.max(0, racksWanted - racks.size()));
        }

        @Override
        public int compareTo(Score other) {
            int byRack = Integer.compare(rackOver, other.rackOver);
            int byCrowding = byRack != 0 ? byRack : Double.compare(crowding, other.crowding);
            return byCrowding != 0 ? byCrowding : Integer.compare(racksMissing, other.racksMissing);
        }
    }

    /**
     * How many units should be somewhere else, capped at what the cluster allows now; any unit may move.
     *
     * @param sites where the units are
     * @param usable sites that could take a unit now, each with its number of nodes that hold none
     * @param rackLimit most units a rack should hold
     * @param racksWanted racks the stock rule wants
     * @return number of moves that each make the group better; 0 when it is as good as it can be
     */
    public static int improvable(
            List<ReplicaSite> sites, Map<ReplicaSite, Integer> usable, int rackLimit, int racksWanted) {
        List<ReplicaSite> current = new ArrayList<>(sites);
        Map<ReplicaSite, Integer> free = new HashMap<>(usable);
        int moves = 0;
        while (moves < sites.size()) {
            Score best = Score.of(current, rackLimit, racksWanted);
            int source = -1;
            ReplicaSite target = null;
            for (int i = 0; i < current.size(); i++) {
                List<ReplicaSite> left = new ArrayList<>(current);
                left.remove(i);
                ReplicaSite to = leastCrowded(left, free, rackLimit);
                if (to == null) {
                    return moves;
                }
                left.add(to);
                Score after = Score.of(left, rackLimit, racksWanted);
                if (after.compareTo(best) < 0) {
                    best = after;
                    source = i;
                    target = to;
                }
            }
            if (source < 0) {
                return moves;
            }
            free.merge(current.set(source, target), 1, Integer::sum);
            free.merge(target, -1, Integer::sum);
            moves++;
        }
        return moves;
    }

    private static ReplicaSite leastCrowded(List<ReplicaSite> sites, Map<ReplicaSite, Integer> free, int rackLimit) {
        ReplicaSite best = null;
        int[] bestKey = null;
        for (Map.Entry<ReplicaSite, Integer> site : free.entrySet()) {
            int onRack = ReplicaRules.onRack(sites, site.getKey().rack());
            int[] key = {Math.max(0, onRack + 1 - rackLimit), level(sites, site.getKey()), onRack};
            if (site.getValue() > 0 && (bestKey == null || Arrays.compare(key, bestKey) < 0)) {
                best = site.getKey();
                bestKey = key;
            }
        }
        return best;
    }

    /**
     * Which of several copies of one unit may go: those without which the group is least crowded, then most evenly spread
     * over racks.
     *
     * @param sites all units there are, copies included
     * @param candidates indices of the copies; at least one
     * @return indices of the best candidates, in the given order
     */
    public static List<Integer> removable(List<ReplicaSite> sites, List<Integer> candidates) {
        List<Integer> best = new ArrayList<>();
        double least = 0;
        long even = 0;
        for (int candidate : candidates) {
            List<ReplicaSite> left = new ArrayList<>(sites);
            left.remove(candidate);
            double crowding = crowding(left);
            long rackPairs = left.stream()
                    .mapToLong(site -> ReplicaRules.onRack(left, site.rack()))
                    .sum();
            boolean better = best.isEmpty() || crowding < least || (crowding == least && rackPairs < even);
            if (better) {
                best.clear();
                least = crowding;
                even = rackPairs;
            }
            if (crowding == least && rackPairs == even) {
                best.add(candidate);
            }
        }
        return best;
    }
}
