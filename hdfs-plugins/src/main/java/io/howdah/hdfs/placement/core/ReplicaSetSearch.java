// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds the best set of nodes for the replicas still wanted, when picking one after the other has failed.
 *
 * <h2>Goals</h2>
 * First as many replicas as possible, then as few shared hard domains as possible; among equals a random one.
 *
 * <h2>Constraints</h2>
 * Room on the racks and the storage types still wanted are never exceeded. Hard domains are either never shared
 * ({@code legal}) or shared as little as possible.
 *
 * <h2>Algorithm</h2>
 * The constraints are partition matroids (rack, storage type, one per hard domain). With one hard domain and one storage
 * type the answer is a bipartite matching ({@link DomainMatching}), extended under the rack limits: exact. With more
 * it is a multi-dimensional matching, NP-hard in general but tiny here: the pool is reduced to representatives
 * ({@link DomainFamilies}), matchings per domain give bounds, a few greedy starts give a first answer, and depth-first branch
 * and bound finishes. The search ends as soon as an answer meets the bound. It stops after {@value #BUDGET} steps; the
 * answer is then the best seen.
 *
 * <h2>Example</h2>
 * Hosts h1 (racks A and B), h2 and h3 (rack A), at most 2 replicas on a rack, 3 wanted: {h1 on A, h2 on A} cannot be
 * completed, {h2 on A, h3 on A, h1 on B} is found.
 */
final class ReplicaSetSearch {
    static final int BUDGET = 200_000;
    private static final int GREEDY_STARTS = 8;

    private final int wanted;
    private final boolean legal;
    private final RandomGenerator random;
    private final int[] nodes;
    private final int[] masks;
    private int maxSize;
    private int minConflicts;
    private int budget = BUDGET;
    private Picks best;

    private ReplicaSetSearch(Picks base, List<int[]> pool, int wanted, boolean legal, RandomGenerator random) {
        this.wanted = wanted;
        this.legal = legal;
        this.random = random;
        this.nodes = pool.stream().mapToInt(entry -> entry[0]).toArray();
        this.masks = pool.stream().mapToInt(entry -> entry[1]).toArray();
        this.best = base;
    }

    /**
     * Searches.
     *
     * @param base replicas there are already, picks to keep, and the limits; not changed
     * @param eligible the platform's filters
     * @param wanted picks wanted in all, those of the base included
     * @param legal whether no hard domain may be shared
     * @return the best set found; it may have fewer picks than wanted
     */
    static Picks best(Picks base, Eligibility eligible, int wanted, boolean legal, RandomGenerator random) {
        if (base.size() >= wanted) {
            return base;
        }
        List<int[]> pool = pool(base, eligible, wanted - base.size(), legal, random);
        ReplicaSetSearch search = new ReplicaSetSearch(base, pool, wanted, legal, random);
        search.bounds(base);
        return search.run(base);
    }

    private Picks run(Picks base) {
        if (done()) {
            return base;
        }
        if (base.table().domains() == 1) {
            fromMatching(base);
        }
        for (int start = 0; start < GREEDY_STARTS && !done(); start++) {
            greedy(base);
        }
        if (!done()) {
            descend(new Picks(base), 0);
        }
        return best;
    }

    /**
     * Searches for a complete set that breaks no rule.
     *
     * @return a set of {@code wanted} picks, or null when there is none (or none was found within the budget); a bound
     *     that shows there is none costs one pass over the nodes
     */
    static Picks complete(Picks base, Eligibility eligible, int wanted, RandomGenerator random) {
        List<int[]> pool = pool(base, eligible, wanted - base.size(), true, random);
        ReplicaSetSearch search = new ReplicaSetSearch(base, pool, wanted, true, random);
        search.bounds(base);
        if (search.maxSize < wanted) {
            return null;
        }
        Picks best = search.run(base);
        return best.size() >= wanted ? best : null;
    }

    /** Upper bound on the size and lower bound on the conflicts: each domain by itself can do no better. */
    private void bounds(Picks base) {
        CandidateTable table = base.table();
        int missing = wanted - base.size();
        int[] onRack = new int[table.racks()];
        for (int node : nodes) {
            onRack[table.rack(node)]++;
        }
        int room = 0;
        for (int rack = 0; rack < onRack.length; rack++) {
            room += Math.min(base.roomOnRack(rack), onRack[rack]);
        }
        int most = Math.min(Math.min(missing, room), typesAvailable(base));
        int conflicts = 0;
        for (int d = 0; d < table.domains(); d++) {
            int distinct = DomainMatching.largest(base, d, nodes, missing).size();
            if (legal) {
                most = Math.min(most, distinct);
            } else {
                conflicts += Math.max(0, most - distinct);
            }
        }
        maxSize = base.size() + most;
        minConflicts = base.conflicts() + conflicts;
    }

    private int typesAvailable(Picks base) {
        int available = 0;
        for (int wantedTypes = base.wantedTypes(); wantedTypes != 0; wantedTypes &= wantedTypes - 1) {
            int type = Integer.numberOfTrailingZeros(wantedTypes);
            int offers = (int)
                    Arrays.stream(masks).filter(mask -> (mask >> type & 1) == 1).count();
            available += Math.min(base.quotaLeft(type), offers);
        }
        return available;
    }

    private boolean done() {
        return best.size() >= maxSize && best.conflicts() <= minConflicts;
    }

    private void offer(Picks picks) {
        if (picks.size() > best.size() || (picks.size() == best.size() && picks.conflicts() < best.conflicts())) {
            best = new Picks(picks);
        }
    }

    private void fromMatching(Picks base) {
        Picks picks = new Picks(base);
        List<Integer> matched = DomainMatching.largest(base, 0, nodes, wanted - base.size());
        for (int i = 0; i < nodes.length && picks.size() < wanted; i++) {
            if (matched.contains(nodes[i])) {
                take(picks, i, 0);
            }
        }
        complete(picks);
    }

    private void greedy(Picks base) {
        shuffle();
        complete(new Picks(base));
    }

    /** Adds nodes with no conflict, then with one, and so on. */
    private void complete(Picks picks) {
        int allowed = legal ? 0 : picks.table().domains();
        for (int conflicts = 0; conflicts <= allowed; conflicts++) {
            for (int i = 0; i < nodes.length && picks.size() < wanted; i++) {
                take(picks, i, conflicts);
            }
        }
        offer(picks);
    }

    private void take(Picks picks, int i, int conflicts) {
        int type = picks.typeFor(masks[i]);
        if (type >= 0
                && !picks.contains(nodes[i])
                && picks.rackHasRoom(nodes[i])
                && picks.conflictsOf(nodes[i]) <= conflicts) {
            picks.add(nodes[i], type);
        }
    }

    private void descend(Picks picks, int from) {
        offer(picks);
        int missing = maxSize - picks.size();
        for (int i = from; i < nodes.length && missing > 0 && !done() && budget > 0; i++) {
            if (picks.size() + nodes.length - i < best.size()) {
                return;
            }
            budget--;
            int conflicts = picks.conflictsOf(nodes[i]);
            if ((legal && conflicts > 0)
                    || !picks.rackHasRoom(nodes[i])
                    || (best.size() == maxSize && picks.conflicts() + conflicts >= best.conflicts())) {
                continue;
            }
            for (int rest = masks[i] & picks.wantedTypes(); rest != 0; rest &= rest - 1) {
                picks.add(nodes[i], Integer.numberOfTrailingZeros(rest));
                descend(picks, i + 1);
                picks.removeLast();
            }
        }
    }

    private void shuffle() {
        for (int i = nodes.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int node = nodes[i];
            nodes[i] = nodes[j];
            nodes[j] = node;
            int mask = masks[i];
            masks[i] = masks[j];
            masks[j] = mask;
        }
    }

    /**
     * Candidate nodes with their storage types, reduced to those that can make a difference. Two values of a hard domain
     * are interchangeable when their nodes offer the same racks, storage types and values in the other domains; of each
     * such family as many values as replicas are wanted do.
     */
    private static List<int[]> pool(
            Picks base, Eligibility eligible, int missing, boolean legal, RandomGenerator random) {
        CandidateTable table = base.table();
        List<int[]> pool = new ArrayList<>();
        int wantedTypes = base.wantedTypes();
        for (int node : table.allNodes()) {
            if (base.contains(node) || !base.rackHasRoom(node) || (legal && base.conflictsOf(node) > 0)) {
                continue;
            }
            int mask = eligible.types(node) & wantedTypes;
            if (mask != 0) {
                pool.add(new int[] {node, mask});
            }
        }
        for (int i = pool.size() - 1; i > 0; i--) {
            Collections.swap(pool, i, random.nextInt(i + 1));
        }
        for (int d = 0; d < table.domains(); d++) {
            pool = DomainFamilies.reduce(base, d, pool, missing, legal);
        }
        return pool;
    }
}
