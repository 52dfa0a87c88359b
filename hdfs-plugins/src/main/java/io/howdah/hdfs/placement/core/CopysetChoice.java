// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Picks a block's nodes from the copysets of a plan.
 *
 * <h2>Goals</h2>
 * All replicas of a block in one copyset, so that the number of different replica sets stays bounded; among the copysets
 * of the first node the one with more room and less load.
 *
 * <h2>Constraints</h2>
 * The hard rules and the platform's filters as they are now, whatever the plan says: it may be older than the cluster.
 *
 * <h2>Algorithm</h2>
 * The replicas there are already and the preferred nodes fix which copysets come into question: those that hold most of
 * them. Two drawn at random are compared by their dearest member (the power of two choices, Mitzenmacher 2001), more while
 * the cluster is filled unevenly; if none of those can be used, the others are tried; if none can, the one that lacks fewest members gets stand-ins
 * ({@link CopysetTable#substitute}).
 *
 * <p>Example: copysets {a,b,c} and {a,d,e}, writer on a: the block goes to a,b,c or a,d,e. With b down and e full it goes
 * to a, c and b's stand-in, or to a, d and e's.
 *
 * <p>Cost: O(size) typical, O(size * sets of a node) when sets are broken. One use, one thread.
 */
final class CopysetChoice {
    private static final int SETS_WITH_STAND_INS = 4;

    private final LiveCopysets live;
    private final CopysetTable table;
    private final PlacementEngine.Request request;
    private final PlacementEngine.Copysets copysets;
    private final RandomGenerator random;
    private Picks start;
    private int[] anchors;
    private int fixed;
    private int overlap;

    private CopysetChoice(PlacementEngine.Request request, RandomGenerator random) {
        this.request = request;
        this.copysets = request.copysets();
        this.live = copysets.live();
        this.table = live.table();
        this.random = random;
    }

    /**
     * Picks.
     *
     * @param start the picks so far (preferred nodes); not changed
     * @return picks with their level, as many as the copysets are large or as are wanted; null when the plan does not help
     */
    static Picks best(Picks start, PlacementEngine.Request request, RandomGenerator random) {
        return new CopysetChoice(request, random).choose(start);
    }

    private Picks choose(Picks given) {
        start = given;
        anchors = anchors();
        if (anchors != null && anchors.length == 0) {
            start = withFirst();
            anchors = start.size() == 0 ? null : anchors();
        }
        if (anchors == null) {
            return null;
        }
        int[] sets = nearestSets();
        if (overlap >= table.size()) {
            return null;
        }
        int drawn = Math.min(copysets.draws(), sets.length);
        Picks best = null;
        for (int i = 0; i < drawn; i++) {
            Picks picks = whole(draw(sets, i));
            best = best == null || picks != null && cost(picks) < cost(best) ? picks : best;
        }
        if (best != null) {
            return best.at(overlap == fixed ? PlacementLevel.COPYSET : PlacementLevel.HARD_RULES);
        }
        for (int i = drawn; i < sets.length; i++) {
            Picks other = whole(draw(sets, i));
            if (other != null) {
                return other.at(overlap == fixed ? PlacementLevel.OTHER_COPYSET : PlacementLevel.HARD_RULES);
            }
        }
        return withStandIns(sets);
    }

    /** The nodes of the plan that are fixed already; null when there are replicas and none is in the plan. */
    private int[] anchors() {
        int[] rows = Arrays.copyOf(copysets.existing(), copysets.existing().length + start.size());
        for (int i = 0; i < start.size(); i++) {
            rows[copysets.existing().length + i] = start.node(i);
        }
        fixed = rows.length;
        int[] nodes = Arrays.stream(rows)
                .map(live::node)
                .filter(node -> node != CandidateTable.NONE)
                .toArray();
        return nodes.length == 0 && fixed > 0 ? null : nodes;
    }

    /** No replica and no preference yet: the first node in the platform's order, the cheaper of two drawn. */
    private Picks withFirst() {
        Picks best = null;
        for (int draw = 0; draw < 2; draw++) {
            Picks picks = new Picks(start);
            RackOrder.fill(picks, request.eligible(), 1, request.writerRack(), request.newBlock(), random);
            if (picks.size() > 0 && (best == null || cost(picks) < cost(best))) {
                best = picks;
            }
        }
        return best == null ? start : best;
    }

    /**
     * The copysets that hold most of the fixed nodes: all of them, or, for a block that is in no copyset (a node of it has
     * left the plan), as many as there are, so that it comes nearer to one.
     */
    private int[] nearestSets() {
        int[] sets = new int[0];
        int count = 0;
        overlap = 0;
        for (int a = 0; a < anchors.length && anchors.length - a >= overlap; a++) {
            for (int i = 0; i < table.setsOf(anchors[a]); i++) {
                int set = table.setOf(anchors[a], i);
                int shared = shared(set, a);
                if (shared > overlap) {
                    overlap = shared;
                    count = 0;
                }
                if (shared == overlap) {
                    sets = count == sets.length ? Arrays.copyOf(sets, Math.max(8, count * 2)) : sets;
                    sets[count++] = set;
                }
            }
        }
        return Arrays.copyOf(sets, count);
    }

    /** How many of the fixed nodes the set holds; 0 when an earlier one has brought it up already. */
    private int shared(int set, int from) {
        int shared = 0;
        for (int a = 0; a < anchors.length; a++) {
            if (table.contains(set, anchors[a])) {
                if (a < from) {
                    return 0;
                }
                shared++;
            }
        }
        return shared;
    }

    /** Moves one of the sets from {@code i} on, drawn at random, to place {@code i}. */
    private int draw(int[] sets, int i) {
        int j = i + random.nextInt(sets.length - i);
        int set = sets[j];
        sets[j] = sets[i];
        sets[i] = set;
        return set;
    }

    /** How many members the block takes from a set: all that are left of it, or fewer when it has fewer replicas. */
    private int target() {
        return Math.min(request.wanted(), start.size() + table.size() - overlap);
    }

    /** The members of the set that are wanted, or null when some of them cannot take a replica. */
    private Picks whole(int set) {
        Picks picks = members(set);
        return picks.size() == target() ? picks : null;
    }

    private Picks members(int set) {
        Picks picks = new Picks(start);
        // A smaller block takes a part of the set: first a member on another rack, then as they come.
        boolean part = target() - start.size() < table.size() - overlap;
        if (part && picks.size() > 0) {
            addMembers(picks, set, true);
        }
        addMembers(picks, set, false);
        return picks;
    }

    private void addMembers(Picks picks, int set, boolean oneOffRack) {
        int from = random.nextInt(table.size());
        for (int i = 0; i < table.size() && picks.size() < target(); i++) {
            int row = live.row(table.member(set, (from + i) % table.size()));
            if (row == CandidateTable.NONE
                    || picks.contains(row)
                    || oneOffRack && picks.table().rack(row) == picks.rackAt(0)) {
                continue;
            }
            if (take(picks, row) && oneOffRack) {
                return;
            }
        }
    }

    private boolean take(Picks picks, int row) {
        if (!request.eligible().worthAsking(row) || !picks.rackHasRoom(row) || picks.conflictsOf(row) > 0) {
            return false;
        }
        int type = picks.typeFor(request.eligible().types(row));
        if (type >= 0) {
            picks.add(row, type);
        }
        return type >= 0;
    }

    private Picks withStandIns(int[] sets) {
        Picks best = null;
        for (int tried = 0; tried < Math.min(SETS_WITH_STAND_INS, sets.length); tried++) {
            int set = sets[tried];
            Picks picks = members(set);
            for (int i = 0; i < table.size() && picks.size() < target(); i++) {
                int member = table.member(set, i);
                int row = live.row(member);
                if (row != CandidateTable.NONE && picks.contains(row) || isAnchor(member)) {
                    continue;
                }
                int stand = table.substitute(set, member, node -> mayStandIn(picks, live.row(node)));
                if (stand != CandidateTable.NONE) {
                    take(picks, live.row(stand));
                }
            }
            if (picks.size() == target() && (best == null || cost(picks) < cost(best))) {
                best = picks;
            }
        }
        return best == null ? null : best.at(overlap == fixed ? PlacementLevel.SUBSTITUTE : PlacementLevel.HARD_RULES);
    }

    private boolean mayStandIn(Picks picks, int row) {
        return row != CandidateTable.NONE
                && request.eligible().worthAsking(row)
                && !picks.contains(row)
                && picks.rackHasRoom(row)
                && picks.conflictsOf(row) == 0
                && picks.typeFor(request.eligible().types(row)) >= 0;
    }

    private boolean isAnchor(int node) {
        for (int anchor : anchors) {
            if (anchor == node) {
                return true;
            }
        }
        return false;
    }

    /** Of the nodes picked here: those given cost the same in every set. */
    private double cost(Picks picks) {
        double dearest = -Double.MAX_VALUE;
        for (int i = start.size(); i < picks.size(); i++) {
            dearest = Math.max(dearest, copysets.cost().of(picks.node(i)));
        }
        return dearest;
    }
}
