// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan.core;

import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.CopysetTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Builds and extends the copysets of one group.
 *
 * <h2>Goals</h2>
 * Each node in about S/(size-1) sets, in proportion to its weight; few pairs of nodes in more than one set, so that few
 * sets give the whole scatter width.
 *
 * <h2>Constraints</h2>
 * {@link SetRules}. A set that exists is never given up while it can be mended: data is in it.
 *
 * <h2>Algorithm</h2>
 * After Tiered Replication (Cidon et al., USENIX ATC 2015): as long as some node is in fewer sets than it should be, the
 * one that lacks most begins a new set and the next that lack most and pass the rules join it. Replicated sets take the
 * further members from the racks they are on already, once they span enough: one transfer between racks a write, as in
 * stock HDFS. A set of a node that joined takes others that joined, then the members of a set there was.
 *
 * <p>A missing member is replaced by a node that still lacks sets (one that has joined), else by
 * {@link CopysetTable#substitute}, which is where the NameNode has put the new blocks of that set meanwhile, unless that one
 * stands in for others already. Where a stand-in gets more than the others, the set is doubled or trebled ({@link #share}).
 *
 * <p>Example: 6 nodes on 2 racks, R=3, S=4: each node belongs in 2 sets, so 4 sets are made.
 *
 * <p>Cost: O(size) expected for each set, O(nodes) where the rules leave few candidates. Not thread-safe.
 */
final class GroupPlanner {
    private static final int BETTER_TRIES = 64;
    private static final int SEARCH_BUDGET = 20_000;
    private static final int LARGEST_RACK_SCANNED = 512;
    private static final double MOST_SETS = 4.0 / 3; // of a fresh plan's
    private static final int MORE_STAND_INS = 2;
    private static final double NO_MATTER = 0.2; // of a set
    private static final double HALF = 0.5; // of a set
    private static final double TOLERANCE = 1.025;

    private final CandidateTable table;
    private final SetRules rules;
    private final boolean sameRacks;
    private final int[] wanted;
    private final int[] counts;
    private final RandomGenerator random;
    private final List<int[]> sets = new ArrayList<>();
    private final PairSet pairs;
    private final NodeQueue queue;
    private int inherited; // the first so many sets are the last plan's
    private final List<Integer> aside = new ArrayList<>();

    GroupPlanner(CandidateTable table, SetRules rules, boolean sameRacks, int[] wanted, RandomGenerator random) {
        this.table = table;
        this.rules = rules;
        this.sameRacks = sameRacks;
        this.wanted = wanted;
        this.counts = new int[wanted.length];
        this.random = random;
        this.pairs = new PairSet(1024);
        this.queue = new NodeQueue(wanted.length);
    }

    /** What {@link #extend} did to the sets there were. */
    record Changes(int kept, int memberLeft, int ruleBroken, int dropped) {}

    /**
     * Takes over the sets of the last plan: replaces members that are gone or break a rule now.
     *
     * @param before the last plan's sets, nodes as indices of that plan
     * @param rowOf this table's row of each of those nodes, or {@link CandidateTable#NONE}
     */
    Changes extend(CopysetTable before, int[] rowOf) {
        int size = rules.size();
        List<int[]> broken = new ArrayList<>();
        int left = 0;
        for (int s = 0; s < before.setCount(); s++) {
            int[] kept = new int[size];
            int count = 0;
            boolean gone = false;
            for (int i = 0; i < size; i++) {
                int row = rowOf[before.member(s, i)];
                gone |= row == CandidateTable.NONE;
                if (row != CandidateTable.NONE && rules.mayJoin(kept, count, row, size)) {
                    kept[count++] = row;
                }
            }
            for (int i = 0; i < count; i++) {
                counts[kept[i]]++;
            }
            if (count == size) {
                note(kept);
            } else {
                broken.add(new int[] {s, count});
                left += gone ? 1 : 0;
            }
            sets.add(Arrays.copyOf(kept, count));
        }
        for (int node = 0; node < counts.length; node++) {
            queue.push(node, key(node));
        }
        int dropped = 0;
        double[] free = free(broken);
        double enough = Arrays.stream(free).max().orElse(0) / 2;
        List<StandIn> standIns = new ArrayList<>();
        for (int[] each : broken) {
            boolean mended = mend(each[0], before, rowOf, free, Math.min(enough, HALF));
            dropped += mended ? 0 : 1;
            int[] set = sets.get(each[0]);
            if (mended && each[1] == size - 1 && counts[set[size - 1]] > wanted[set[size - 1]]) {
                standIns.add(new StandIn(set, size - 1));
            }
        }
        sets.removeIf(set -> set.length < size);
        inherited = sets.size();
        share(standIns, free);
        return new Changes(before.setCount() - broken.size(), left, broken.size() - left, dropped);
    }

    private boolean mend(int s, CopysetTable before, int[] rowOf, double[] free, double enough) {
        int[] kept = sets.get(s);
        int[] set = Arrays.copyOf(kept, rules.size());
        int count = kept.length;
        for (int i = 0; i < rules.size() && count < rules.size(); i++) {
            int member = before.member(s, i);
            int row = rowOf[member];
            if (row != CandidateTable.NONE && IntStream.of(kept).anyMatch(k -> k == row)) {
                continue;
            }
            int next = lacking(set, count);
            if (next == CandidateTable.NONE) {
                int filled = count;
                IntPredicate legal = node ->
                        rowOf[node] != CandidateTable.NONE && rules.mayJoin(set, filled, rowOf[node], rules.size());
                int stand = before.substitute(s, member, node -> legal.test(node) && free[rowOf[node]] >= enough);
                stand = stand == CandidateTable.NONE ? before.substitute(s, member, legal) : stand;
                next = stand == CandidateTable.NONE ? scan(set, count, rules.size()) : rowOf[stand];
                if (next != CandidateTable.NONE) {
                    free[next]--;
                }
            }
            if (next == CandidateTable.NONE) {
                break;
            }
            set[count++] = next;
        }
        restoreAside();
        if (count < rules.size()) {
            for (int node : kept) {
                counts[node]--;
            }
            return false;
        }
        for (int i = kept.length; i < count; i++) {
            counts[set[i]]++;
        }
        sets.set(s, set);
        note(set);
        rekey(set);
        return true;
    }

    /** A set in which a node that was full already took the place of the one that left: the last member. */
    private record StandIn(int[] set, int at) {}

    /**
     * Gives a set whose stand-in gets more than its share of what the leavers held a second and third stand-in: a set each,
     * with the same remaining members. What is restored is spread over them, and what one got already can be moved to
     * another in one move. Never so many that the plan has a third more sets than it should.
     */
    private void share(List<StandIn> standIns, double[] free) {
        double most = MOST_SETS * IntStream.of(wanted).asLongStream().sum() / rules.size();
        for (StandIn standIn : standIns) {
            int last = standIn.set()[standIn.at()];
            double need = Math.max(0, -free[last]);
            for (int more = 0; need > NO_MATTER && more < MORE_STAND_INS && sets.size() < most; more++) {
                int node = freest(free, standIn.set());
                if (node == CandidateTable.NONE || free[node] <= 0) {
                    break;
                }
                double used = Math.min(free[node], need);
                free[node] -= used;
                free[last] += used;
                need -= used;
                int[] set = standIn.set().clone();
                set[standIn.at()] = node;
                sets.add(set);
                IntStream.of(set).forEach(member -> counts[member]++);
                note(set);
                rekey(set);
            }
        }
    }

    /** {@return how much of a set's blocks each node may take from leavers without getting fuller than the others} */
    private double[] free(List<int[]> broken) {
        double lost = broken.stream().mapToInt(each -> rules.size() - each[1]).sum();
        long all = 0;
        for (int node = 0; node < counts.length; node++) {
            all += wanted[node];
            lost -= Math.max(0, wanted[node] - counts[node]);
        }
        double share = (1 + Math.max(0, lost) / all) * TOLERANCE - 1;
        return IntStream.of(wanted).mapToDouble(sets -> sets * share).toArray();
    }

    private int freest(double[] free, int[] set) {
        int best = CandidateTable.NONE;
        for (int node = 0; node < free.length; node++) {
            if ((best == CandidateTable.NONE || free[node] > free[best])
                    && set[set.length - 1] != node
                    && rules.mayJoin(set, set.length - 1, node, rules.size())) {
                best = node;
            }
        }
        return best;
    }

    /** A node that is in fewer sets than it should be and may join, or NONE. */
    private int lacking(int[] set, int count) {
        int node = scan(set, count, rules.rackCap());
        boolean lacks = node != CandidateTable.NONE && counts[node] < wanted[node];
        return lacks ? node : CandidateTable.NONE;
    }

    /**
     * Adds sets until every node is in as many as it should be.
     *
     * @return nodes that could not be put into a legal set
     */
    List<Integer> fill() {
        if (queue.isEmpty()) {
            for (int node = 0; node < counts.length; node++) {
                queue.push(node, key(node));
            }
        }
        List<Integer> left = new ArrayList<>();
        while (!queue.isEmpty() && queue.lowestKey() < 1) {
            int first = queue.poll();
            int[] set = build(first);
            if (set == null) {
                left.add(first);
                continue;
            }
            sets.add(set);
            for (int node : set) {
                counts[node]++;
            }
            note(set);
            queue.push(first, 0);
            rekey(set);
        }
        left.forEach(node -> queue.push(node, Double.MAX_VALUE));
        return left;
    }

    /** {@return the sets, rows of the table} */
    List<int[]> sets() {
        return sets;
    }

    private int[] build(int first) {
        for (int cap = rules.rackCap(); cap <= rules.size(); cap++) {
            int[] set = new int[rules.size()];
            set[0] = first;
            int count = 1;
            while (count < set.length) {
                int next = onSameRacks(set, count, cap);
                next = next == CandidateTable.NONE ? scan(set, count, cap) : next;
                if (next == CandidateTable.NONE) {
                    break;
                }
                if (counts[next] >= wanted[next] && derive(set, count, cap)) {
                    count = set.length;
                    break;
                }
                set[count++] = next;
            }
            restoreAside();
            if (count == set.length || search(set, first, cap)) {
                return set;
            }
        }
        return null;
    }

    /**
     * Completes a set with members of one that was there before, when no node lacks sets any more: a block of that one then
     * gets into the new one by a move for each node that joined, away from a node that is full. Takes the members that are
     * in fewest sets for their weight.
     */
    private boolean derive(int[] set, int count, int cap) {
        double lowest = Double.MAX_VALUE;
        int[] best = null;
        for (int tries = 0; tries < BETTER_TRIES && inherited > 0; tries++) {
            int[] from = sets.get(random.nextInt(inherited));
            for (int skip = 0; skip < from.length; skip++) {
                int[] next = set.clone();
                int filled = count;
                double most = 0;
                for (int i = 0; i < from.length && filled < next.length; i++) {
                    int node = from[(skip + i) % from.length];
                    if (rules.mayJoin(next, filled, node, cap) && !pairKnown(set, count, node)) {
                        most = Math.max(most, (double) counts[node] / wanted[node]);
                        next[filled++] = node;
                    }
                }
                if (filled == next.length && most < lowest) {
                    lowest = most;
                    best = next;
                }
            }
        }
        if (best != null) {
            System.arraycopy(best, count, set, count, set.length - count);
        }
        return best != null;
    }

    /** The node that lacks most on the racks of the set, if there is one that makes no pair twice. */
    private int onSameRacks(int[] set, int count, int cap) {
        int best = CandidateTable.NONE;
        if (!sameRacks || rules.racks(set, count) < rules.minRacks()) {
            return best;
        }
        for (int i = 0; i < count; i++) {
            int[] rack = table.nodesOfRack(table.rack(set[i]));
            for (int j = 0; rack.length <= LARGEST_RACK_SCANNED && j < rack.length; j++) {
                int node = rack[j];
                if (counts[node] < wanted[node]
                        && (best == CandidateTable.NONE || key(node) < key(best))
                        && rules.mayJoin(set, count, node, cap)
                        && !pairKnown(set, count, node)) {
                    best = node;
                }
            }
        }
        return best;
    }

    /** The node that lacks most among those that make no pair twice; one that does when such are not near. */
    private int scan(int[] set, int count, int cap) {
        restoreAside();
        int fallback = CandidateTable.NONE;
        int tries = 0;
        while (!queue.isEmpty() && tries < BETTER_TRIES) {
            int node = queue.poll();
            aside.add(node);
            if (!rules.mayJoin(set, count, node, cap)) {
                continue;
            }
            if (!pairKnown(set, count, node)) {
                return node;
            }
            fallback = fallback == CandidateTable.NONE ? node : fallback;
            tries++;
        }
        return fallback;
    }

    /** Depth first over all nodes, those that lack most first: for clusters where picking one by one paints itself in. */
    private boolean search(int[] set, int first, int cap) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, counts.length)
                .filter(node -> node != first)
                .boxed()
                .toList());
        double[] keys = IntStream.range(0, counts.length).mapToDouble(this::key).toArray();
        order.sort(java.util.Comparator.comparingDouble(node -> keys[node]));
        int[] budget = {SEARCH_BUDGET};
        return descend(set, 1, cap, order, 0, budget);
    }

    private boolean descend(int[] set, int count, int cap, List<Integer> order, int from, int[] budget) {
        if (count == set.length) {
            return true;
        }
        for (int i = from; i < order.size() && budget[0]-- > 0; i++) {
            if (rules.mayJoin(set, count, order.get(i), cap)) {
                set[count] = order.get(i);
                if (descend(set, count + 1, cap, order, i + 1, budget)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean pairKnown(int[] set, int count, int node) {
        for (int i = 0; i < count; i++) {
            if (pairs.contains(set[i], node)) {
                return true;
            }
        }
        return false;
    }

    private void note(int[] set) {
        for (int i = 0; i < set.length; i++) {
            for (int j = i + 1; j < set.length; j++) {
                pairs.add(set[i], set[j]);
            }
        }
    }

    private void restoreAside() {
        aside.forEach(queue::back);
        aside.clear();
    }

    private double key(int node) {
        return (counts[node] + 0.999 * random.nextDouble()) / wanted[node];
    }

    /** The counts of these nodes have changed. */
    private void rekey(int[] set) {
        for (int node : set) {
            queue.update(node, key(node));
        }
    }
}
