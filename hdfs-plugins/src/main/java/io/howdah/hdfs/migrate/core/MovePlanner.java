// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate.core;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.placement.core.ReplicaRules;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses the moves that bring a block into a copyset.
 *
 * <h2>Goals</h2>
 * The fewest bytes: the copyset that has most of the block's nodes already. Among those, the one to which the moves go from
 * the fullest nodes to the emptiest; then the one whose other members have most room.
 *
 * <h2>Constraints</h2>
 * At each single move, not only at the end: no hard domain is shared more often than before, and the block is on no fewer
 * racks than before (what the platform's {@code isMovable} asks), except for the last move, which ends in the copyset: it
 * may leave as few as a block at rest needs. A member that may not take the block is no target.
 *
 * <h2>Algorithm</h2>
 * The copysets that have at least one of the block's nodes, best first; for each, the moves in every order until one keeps
 * the constraints. About {@code S/(R-1)} sets a node and {@code (moves!)^2} orders. A block none of whose nodes is in the
 * plan is offered {@value #PROBES} copysets of its own.
 *
 * <p>Example: replicas on a, b, x; copysets {a, b, c}, {b, x, y}: one move each. With c emptier than y: x to c.
 *
 * <p>Stateless.
 */
public final class MovePlanner {
    private static final int PROBES = 64;
    private static final int MAX_STEPS = 5_000;

    private MovePlanner() {}

    /** What is known of the plan's nodes. */
    public interface Nodes {
        /** {@return rack and hard domains} */
        ReplicaSite site(int node);

        /** {@return bytes the node may still take; 0 when it may take none} */
        long room(int node);

        /** {@return used share of the node, 0 to 1, with what was promised since; 0 when unknown} */
        double used(int node);

        /** {@return racks a block at rest spans at least, where there are so many} */
        int minRacks();
    }

    /**
     * A replica.
     *
     * @param node the plan's index of its node, or {@link CandidateTable#NONE}
     * @param site where it is
     */
    public record Replica(int node, ReplicaSite site) {}

    /**
     * A move.
     *
     * @param replica which of the block's replicas
     * @param target the plan's index of the node it goes to
     */
    public record Move(int replica, int target) {}

    /**
     * Plans the moves of a block.
     *
     * @param sets the copysets of its size and storage type
     * @param replicas its replicas; as many as a set has members
     * @param bytes its length
     * @param block its id: blocks outside the plan spread over the sets by it
     * @return the moves in the order they are to be made, none when it is within a copyset or can reach none
     */
    public static List<Move> plan(CopysetTable sets, List<Replica> replicas, long bytes, long block, Nodes nodes) {
        List<Candidate> candidates = new ArrayList<>();
        for (int set : reachable(sets, replicas, block)) {
            Candidate candidate = candidate(sets, set, replicas, nodes);
            if (candidate.missing().isEmpty()) {
                return List.of();
            }
            if (candidate.room() >= bytes) {
                candidates.add(candidate);
            }
        }
        candidates.sort(Comparator.comparingInt((Candidate c) -> c.missing().size())
                .thenComparing(Comparator.comparingDouble(Candidate::gain).reversed())
                .thenComparing(Comparator.comparingLong(Candidate::room).reversed())
                .thenComparingLong(c -> order(block, c.set())));
        for (Candidate candidate : candidates) {
            List<Move> moves = moves(replicas, candidate, nodes);
            if (!moves.isEmpty()) {
                return moves;
            }
        }
        return List.of();
    }

    /**
     * A copyset to reach.
     *
     * @param missing members without a replica
     * @param surplus replicas on other nodes
     * @param room room of the missing member that has least
     * @param gain used share of the nodes the moves relieve less that of the nodes they fill, summed
     */
    record Candidate(int set, List<Integer> missing, List<Integer> surplus, long room, double gain) {}

    /** {@return moves to the copyset, each allowed when it is made; none when there is no such order} */
    static List<Move> moves(List<Replica> replicas, Candidate candidate, Nodes nodes) {
        return new Search(replicas, candidate, nodes).moves();
    }

    /** Blocks that have the same choice do not all take the same set. */
    static long order(long block, int set) {
        long x = (block * 0x9E3779B97F4A7C15L ^ set) * 0xD6E8FEB86659FD93L;
        return x ^ x >>> 32;
    }

    static Candidate candidate(CopysetTable sets, int set, List<Replica> replicas, Nodes nodes) {
        List<Integer> missing = new ArrayList<>();
        List<Integer> surplus = new ArrayList<>();
        long room = Long.MAX_VALUE;
        double gain = 0;
        for (int i = 0; i < sets.size(); i++) {
            int member = sets.member(set, i);
            if (replicas.stream().noneMatch(replica -> replica.node() == member)) {
                missing.add(member);
                room = Math.min(room, member == CandidateTable.NONE ? 0 : nodes.room(member));
                gain -= member == CandidateTable.NONE ? 0 : nodes.used(member);
            }
        }
        for (int i = 0; i < replicas.size(); i++) {
            int node = replicas.get(i).node();
            if (node == CandidateTable.NONE || !sets.contains(set, node)) {
                surplus.add(i);
                gain += node == CandidateTable.NONE ? 0 : nodes.used(node);
            }
        }
        return new Candidate(set, missing, surplus, room, gain);
    }

    static Set<Integer> reachable(CopysetTable sets, List<Replica> replicas, long block) {
        Set<Integer> reachable = new TreeSet<>();
        for (Replica replica : replicas) {
            for (int i = 0; replica.node() != CandidateTable.NONE && i < sets.setsOf(replica.node()); i++) {
                reachable.add(sets.setOf(replica.node(), i));
            }
        }
        int probes = reachable.isEmpty() && sets.setCount() > 0 ? PROBES : 0;
        for (int probe = 0; probe < probes; probe++) {
            reachable.add((int) Long.remainderUnsigned((block + probe) * 0x9E3779B97F4A7C15L, sets.setCount()));
        }
        return reachable;
    }

    /** Looks for an order of the moves in which each is allowed. */
    private static final class Search {
        private final Candidate candidate;
        private final Nodes nodes;
        private final List<ReplicaSite> sites;
        private final List<Move> moves = new ArrayList<>();
        private int steps;

        Search(List<Replica> replicas, Candidate candidate, Nodes nodes) {
            this.candidate = candidate;
            this.nodes = nodes;
            this.sites = new ArrayList<>(replicas.stream().map(Replica::site).toList());
        }

        List<Move> moves() {
            boolean found = candidate.missing().size() <= candidate.surplus().size()
                    && next(new ArrayList<>(candidate.surplus()), new ArrayList<>(candidate.missing()));
            return found ? moves : List.of();
        }

        private boolean next(List<Integer> surplus, List<Integer> missing) {
            if (missing.isEmpty()) {
                return true;
            }
            for (int s = 0; s < surplus.size() && steps < MAX_STEPS; s++) {
                int replica = surplus.remove(s);
                for (int m = 0; m < missing.size() && steps++ < MAX_STEPS; m++) {
                    int target = missing.remove(m);
                    ReplicaSite from = sites.get(replica);
                    if (allowed(replica, nodes.site(target), missing.isEmpty())) {
                        sites.set(replica, nodes.site(target));
                        moves.add(new Move(replica, target));
                        if (next(surplus, missing)) {
                            return true;
                        }
                        moves.remove(moves.size() - 1);
                        sites.set(replica, from);
                    }
                    missing.add(m, target);
                }
                surplus.add(s, replica);
            }
            return false;
        }

        private boolean allowed(int replica, ReplicaSite target, boolean last) {
            List<ReplicaSite> others = new ArrayList<>(sites);
            ReplicaSite source = others.remove(replica);
            int racks = ReplicaRules.racks(sites);
            if (!ReplicaRules.mayMove(others, source, target)) {
                return false;
            }
            others.add(target);
            return ReplicaRules.racks(others) >= (last ? Math.min(racks, nodes.minRacks()) : racks);
        }
    }
}
