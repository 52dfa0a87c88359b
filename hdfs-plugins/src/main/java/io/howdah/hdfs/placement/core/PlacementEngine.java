// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses nodes for the replicas of a block.
 *
 * <h2>Goals</h2>
 * No two replicas in one hard domain (physical host, storage backend) while a legal choice exists; apart from that the
 * order of racks HDFS prefers, at random.
 *
 * <h2>Constraints</h2>
 * The room on racks, the storage types and the platform's filters ({@link Eligibility}) are never exceeded.
 *
 * <h2>Algorithm</h2>
 * Where a plan is loaded, {@link #legal} takes a copyset ({@link CopysetChoice}). Otherwise it takes the preferred nodes (favored nodes, the writer's own) and fills up greedily in the platform's order
 * ({@link RackOrder}); if that stops short, an exact search ({@link ReplicaSetSearch}) keeps as many of the preferred
 * nodes as can be completed. {@link #relaxed}, for when no legal choice exists, gives as many replicas as possible with
 * as few shared hard domains as possible.
 *
 * <p>Stateless; safe for use by many threads.
 */
public final class PlacementEngine {
    private PlacementEngine() {}

    /**
     * What is asked for.
     *
     * @param base replicas there are already and the limits; not changed
     * @param preferred nodes to take first, in order, when they break no hard rule: row and storage-type mask
     * @param favored how many of the preferred come from the client's list; the order of racks begins after them
     * @param eligible the platform's filters
     * @param wanted number of nodes to pick
     * @param writerRack rack the writer is on, or {@link CandidateTable#NONE}
     * @param newBlock whether the block is being written, not repaired
     * @param copysets the plan's copysets for such blocks, or null when there are none
     */
    public record Request(
            Picks base,
            List<int[]> preferred,
            int favored,
            Eligibility eligible,
            int wanted,
            int writerRack,
            boolean newBlock,
            Copysets copysets) {}

    /**
     * The copysets for one request.
     *
     * @param live the sets on the cluster as it is now
     * @param existing rows of the replicas there are already, {@link CandidateTable#NONE} for one outside the table
     * @param cost decides between copysets
     * @param draws how many are compared, at least 2
     */
    public record Copysets(LiveCopysets live, int[] existing, NodeCost cost, int draws) {}

    /**
     * Picks without breaking a hard rule.
     *
     * @return picks, as many as legally possible and at most {@code wanted}
     */
    public static Picks legal(Request request, RandomGenerator random) {
        Picks preferred = withPreferred(request, Integer.MAX_VALUE);
        if (request.copysets() != null && preferred.size() < request.wanted()) {
            Picks planned = CopysetChoice.best(preferred, request, random);
            if (planned != null) {
                // A block larger than the sets takes the rest by the hard rules.
                RackOrder.fill(
                        planned,
                        request.eligible(),
                        request.wanted(),
                        request.writerRack(),
                        request.newBlock(),
                        random);
            }
            if (planned != null && planned.size() >= request.wanted()) {
                return planned;
            }
        }
        Picks greedy = new Picks(preferred);
        RackOrder.fill(greedy, request.eligible(), request.wanted(), request.writerRack(), request.newBlock(), random);
        Picks best = greedy;
        for (int keep = preferred.size(); keep >= 0 && best.size() < request.wanted(); keep--) {
            Picks exact = ReplicaSetSearch.best(
                    withPreferred(request, keep), request.eligible(), request.wanted(), true, random);
            best = exact.size() > best.size() ? exact : best;
        }
        return best;
    }

    /**
     * Picks as many as possible, sharing hard domains as little as possible; of such picks those with all preferred nodes,
     * if they can be had.
     *
     * @return picks, at most {@code wanted}
     */
    public static Picks relaxed(Request request, RandomGenerator random) {
        Picks best = ReplicaSetSearch.best(
                withPreferred(request, Integer.MAX_VALUE, true), request.eligible(), request.wanted(), false, random);
        for (int keep = withPreferred(request, Integer.MAX_VALUE).size(); keep >= 0; keep--) {
            Picks exact = ReplicaSetSearch.best(
                    withPreferred(request, keep), request.eligible(), request.wanted(), false, random);
            best = better(exact, best) ? exact : best;
        }
        return best;
    }

    /** {@return whether a has more picks than b, or as many with fewer shared hard domains} */
    public static boolean better(Picks a, Picks b) {
        return a.size() > b.size() || (a.size() == b.size() && a.conflicts() < b.conflicts());
    }

    private static Picks withPreferred(Request request, int most) {
        return withPreferred(request, most, false);
    }

    private static Picks withPreferred(Request request, int most, boolean sharing) {
        Picks picks = new Picks(request.base());
        for (int i = 0; i < request.preferred().size(); i++) {
            int[] node = request.preferred().get(i);
            if (i == request.favored() && i > 0) {
                picks.startOrder();
            }
            int type = picks.typeFor(node[1]);
            if (type >= 0
                    && picks.size() < Math.min(most, request.wanted())
                    && !picks.contains(node[0])
                    && picks.rackHasRoom(node[0])
                    && (sharing || picks.conflictsOf(node[0]) == 0)) {
                picks.add(node[0], type);
            }
        }
        if (request.favored() > 0 && request.favored() == request.preferred().size()) {
            picks.startOrder();
        }
        return picks;
    }
}
