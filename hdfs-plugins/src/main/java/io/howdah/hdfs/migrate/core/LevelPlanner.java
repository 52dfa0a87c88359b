// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate.core;

import io.howdah.hdfs.migrate.core.MovePlanner.Candidate;
import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.migrate.core.MovePlanner.Nodes;
import io.howdah.hdfs.migrate.core.MovePlanner.Replica;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Chooses the moves that even out used space and leave a block in a copyset.
 *
 * <h2>Goals</h2>
 * Few bytes moved in vain: a move relieves a node that is fuller than the mean and fills one that is emptier.
 *
 * <h2>Constraints</h2>
 * Those of {@link MovePlanner} at each single move. A target is below the mean when it is chosen. One move at least relieves
 * an over-utilised node (further above the mean than the threshold, as the Balancer has it) or fills an under-utilised one.
 *
 * <h2>Algorithm</h2>
 * The copysets that have a node of the block, and {@value #PROBES} of those all of whose members are below the mean (nodes
 * that joined have copysets of their own). Of those whose other members are below the mean and whose moves are cheap
 * enough ({@link Effort}) the one with the largest difference a move is taken.
 *
 * <p>Example: mean 60%, threshold 3; block on {x, a, b} at 66, 60, 59%; copyset {y, a, b} with y at 20%: x to y. Copyset
 * {u, v, w} at 20% each: not for this block (b would be relieved needlessly), but for one on three nodes at 66%.
 *
 * <p>Sees the nodes' use as it is when asked, what the whole cluster has as it was at first. Not thread-safe.
 */
public final class LevelPlanner {
    private static final int PROBES = 16;

    /** How dear a move may be: a run goes over the blocks once with each, the cheapest first. */
    public enum Effort {
        /** Every node the block leaves is over-utilised. */
        EACH_OVER,
        /** At least half of them are. Once no node is, all are above the mean and one target is under-utilised. */
        HALF_OVER,
        /** One of them is: the others are relieved needlessly, for a node nothing else relieves. */
        ONE_OVER
    }

    private final CopysetTable sets;
    private final double mean;
    private final double threshold;
    private final int[] below;
    private final boolean someOver;

    /**
     * @param sets the copysets of the blocks' size and storage type
     * @param nodes as they are when it is made, with all copysets in view
     * @param mean used share of all nodes, 0 to 1
     * @param threshold as the Balancer's, but a share: 0.03 for 3 percentage points
     */
    public LevelPlanner(CopysetTable sets, Nodes nodes, double mean, double threshold) {
        this.sets = sets;
        this.mean = mean;
        this.threshold = threshold;
        this.below = IntStream.range(0, sets.setCount())
                .filter(set -> allBelow(set, nodes))
                .toArray();
        this.someOver = IntStream.range(0, sets.nodes())
                .anyMatch(node -> sets.setsOf(node) > 0 && nodes.used(node) > mean + threshold);
    }

    private boolean allBelow(int set, Nodes nodes) {
        for (int i = 0; i < sets.size(); i++) {
            if (sets.member(set, i) == CandidateTable.NONE || !mayTake(sets.member(set, i), nodes)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayTake(int node, Nodes nodes) {
        return nodes.room(node) > 0 && nodes.used(node) < mean;
    }

    /**
     * Plans the moves of a block, whether it is in a copyset now or not.
     *
     * @param replicas its replicas; as many as a set has members
     * @param bytes its length
     * @param block its id: blocks with the same choice spread over the sets by it
     * @param nodes as they are now
     * @param effort how dear the moves may be
     * @return the moves in the order they are to be made, none when none helps
     */
    public List<Move> plan(List<Replica> replicas, long bytes, long block, Nodes nodes, Effort effort) {
        if (replicas.stream().noneMatch(replica -> above(replica.node(), nodes))) {
            return List.of();
        }
        Set<Integer> reachable = MovePlanner.reachable(sets, replicas, block);
        for (int probe = 0; probe < Math.min(PROBES, below.length); probe++) {
            reachable.add(below[(int) Long.remainderUnsigned(MovePlanner.order(block, probe), below.length)]);
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int set : reachable) {
            Candidate candidate = MovePlanner.candidate(sets, set, replicas, nodes);
            if (!candidate.missing().isEmpty()
                    && candidate.room() >= bytes
                    && helps(candidate, replicas, nodes, effort)) {
                candidates.add(candidate);
            }
        }
        candidates.sort(Comparator.comparingDouble(
                        (Candidate c) -> -c.gain() / c.missing().size())
                .thenComparingLong(c -> MovePlanner.order(block, c.set())));
        for (Candidate candidate : candidates) {
            List<Move> moves = MovePlanner.moves(replicas, candidate, nodes);
            if (!moves.isEmpty()) {
                return moves;
            }
        }
        return List.of();
    }

    private boolean above(int node, Nodes nodes) {
        return node != CandidateTable.NONE && nodes.used(node) > mean;
    }

    private boolean helps(Candidate candidate, List<Replica> replicas, Nodes nodes, Effort effort) {
        int over = 0;
        boolean above = true;
        for (int replica : candidate.surplus()) {
            int node = replicas.get(replica).node();
            over += node != CandidateTable.NONE && nodes.used(node) > mean + threshold ? 1 : 0;
            above &= above(node, nodes);
        }
        double under = 0;
        for (int member : candidate.missing()) {
            if (!mayTake(member, nodes)) {
                return false;
            }
            under = Math.max(under, mean - nodes.used(member));
        }
        int moves = candidate.surplus().size();
        return switch (effort) {
            case EACH_OVER -> over == moves;
            case HALF_OVER -> 2 * over >= moves || !someOver && above && under > threshold;
            case ONE_OVER -> over > 0;
        };
    }
}
