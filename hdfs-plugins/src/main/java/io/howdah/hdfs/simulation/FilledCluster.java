// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.migrate.core.LevelPlanner;
import io.howdah.hdfs.migrate.core.MovePlanner;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;

/**
 * A simulated cluster that fills up: the descriptors' free space and load follow what is written, moved and restored.
 * A node's capacity is its weight in the inventory. Heartbeats are instant. Not safe for use by several threads.
 */
public final class FilledCluster {
    private static final int TRIES = 50;
    private static final int STUCK = 200;

    private final SimulatedPlacement placement;
    private final BlockShape shape;
    private final int blocksPerWeight;
    private final PlacedBlocks blocks;
    private final List<Integer> capacity = new ArrayList<>();
    private final List<BlocksOfNode> onNode = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private final Deque<int[]> inFlight = new ArrayDeque<>();
    private final Random random;
    private long replicas;
    private long totalCapacity;
    private int live;
    private double loadSkewSum;
    private int loadSamples;

    /**
     * Who writes.
     *
     * @param outside share of the blocks written from outside the cluster; the others by a DataNode drawn evenly
     * @param concurrent blocks being written at a time
     */
    public record Writers(double outside, int concurrent) {}

    /**
     * @param placement cluster and policy; nothing placed yet
     * @param blocksPerWeight replicas that fit on a node of weight 1
     */
    public FilledCluster(SimulatedPlacement placement, BlockShape shape, int blocksPerWeight, long seed) {
        this.placement = placement;
        this.shape = shape;
        this.blocksPerWeight = blocksPerWeight;
        this.blocks = new PlacedBlocks(shape.size());
        this.random = new Random(seed);
        placement.inventory().nodes().forEach(this::addNode);
    }

    private void addNode(InventoryNode node) {
        capacity.add((int) Math.round(node.weight() * blocksPerWeight));
        onNode.add(new BlocksOfNode());
        writes.add(0);
        totalCapacity += capacity.get(capacity.size() - 1);
        live++;
        heartbeat(capacity.size() - 1);
    }

    private void heartbeat(int n) {
        long size = PlacementSimulation.BLOCK_SIZE;
        placement
                .cluster()
                .setRemaining(
                        placement.node(n),
                        capacity.get(n) * size,
                        Math.max(0, capacity.get(n) - onNode.get(n).size()) * size);
        placement.node(n).setXceiverCount(writes.get(n));
    }

    /** {@return the blocks and where they are} */
    public PlacedBlocks blocks() {
        return blocks;
    }

    /** {@return cluster and policy} */
    public SimulatedPlacement placement() {
        return placement;
    }

    /** {@return used share of the whole cluster} */
    public double used() {
        return (double) replicas / totalCapacity;
    }

    private double used(int n) {
        return (double) onNode.get(n).size() / capacity.get(n);
    }

    private boolean isLive(int n) {
        return capacity.get(n) > 0;
    }

    /** {@return used share of the fullest node over that of the cluster} */
    public double skew() {
        double fullest = 0;
        for (int n = 0; n < capacity.size(); n++) {
            fullest = Math.max(fullest, isLive(n) ? used(n) : 0);
        }
        return fullest / used();
    }

    /** {@return mean, over the writing, of the busiest node's writes under way over the mean node's} */
    public double loadSkew() {
        return loadSamples == 0 ? Double.NaN : loadSkewSum / loadSamples;
    }

    /**
     * Writes until so much is used, or the policy finds too few nodes for 200 blocks in a row.
     *
     * @param share of the cluster's capacity, below 1
     * @return blocks that got fewer replicas than asked for; they are not kept
     */
    public int fill(double share, Writers writers) {
        int shortOf = 0;
        int inARow = 0;
        while (used() < share) {
            int writer = random.nextDouble() < writers.outside() ? -1 : anyNode(this::isLive);
            int[] placed = placement.place(writer < 0 ? null : placement.node(writer));
            if (placed.length < shape.size()) {
                shortOf++;
                finishOne(); // time goes on while the client tries again
                if (++inARow == STUCK) {
                    break;
                }
                continue;
            }
            inARow = 0;
            int block = blocks.count();
            blocks.add(placed);
            inFlight.add(placed);
            for (int n : placed) {
                put(block, n);
                write(n, 1);
            }
            if (inFlight.size() > writers.concurrent()) {
                finishOne();
                if (block % 50 == 0) {
                    sampleLoad();
                }
            }
            placement.cluster().setAverageLoad((double) inFlight.size() * shape.size() / live);
        }
        inFlight.forEach(placed -> Arrays.stream(placed).forEach(n -> write(n, -1)));
        inFlight.clear();
        placement.cluster().setAverageLoad(0);
        return shortOf;
    }

    private void finishOne() {
        int[] finished = inFlight.poll();
        if (finished != null) {
            for (int n : finished) {
                write(n, -1);
            }
        }
        placement.cluster().setAverageLoad((double) inFlight.size() * shape.size() / live);
    }

    private void write(int n, int more) {
        writes.set(n, writes.get(n) + more);
        heartbeat(n);
    }

    private void sampleLoad() {
        int most = writes.stream().mapToInt(Integer::intValue).max().orElse(0);
        loadSkewSum += most / ((double) inFlight.size() * shape.size() / live);
        loadSamples++;
    }

    private void put(int block, int n) {
        onNode.get(n).add(block);
        replicas++;
        heartbeat(n);
    }

    private void move(int block, int replica, int to) {
        int from = blocks.node(block, replica);
        onNode.get(from).remove(block);
        onNode.get(to).add(block);
        blocks.move(block, replica, to);
        heartbeat(from);
        heartbeat(to);
    }

    private int anyNode(IntPredicate wanted) {
        int n = random.nextInt(capacity.size());
        for (int tried = 0; tried < 10_000 && !wanted.test(n); tried++) {
            n = random.nextInt(capacity.size());
        }
        return wanted.test(n) ? n : -1;
    }

    /**
     * Moves replicas as the Balancer does, from nodes above {@code untilSkew} times the mean to nodes below the mean, when
     * the policy's own {@code isMovable} allows it.
     *
     * @return replicas moved
     */
    public long balance(double untilSkew) {
        long moves = 0;
        for (int stuck = 0; stuck < 2_000 && skew(untilSkew) > untilSkew; ) {
            double mean = used();
            int source = anyNode(n -> isLive(n) && used(n) > mean * untilSkew);
            int target = anyNode(n -> isLive(n) && used(n) < mean);
            if (source < 0) {
                source = fullest();
            }
            if (target >= 0 && moveOne(source, target)) {
                moves++;
                stuck = 0;
            } else {
                stuck++;
            }
        }
        return moves;
    }

    private int fullest() {
        int fullest = 0;
        for (int n = 1; n < capacity.size(); n++) {
            fullest = isLive(n) && used(n) > used(fullest) ? n : fullest;
        }
        return fullest;
    }

    /** {@return the exact skew, or the first node's found above the limit: enough to go on} */
    private double skew(double limit) {
        double mean = used();
        for (int tried = 0; tried < 20; tried++) {
            int n = random.nextInt(capacity.size());
            if (isLive(n) && used(n) > limit * mean) {
                return used(n) / mean;
            }
        }
        return skew();
    }

    private boolean moveOne(int source, int target) {
        for (int attempt = 0; attempt < TRIES && onNode.get(source).size() > 0; attempt++) {
            int block = onNode.get(source).any(random);
            if (blocks.on(block, target)) {
                continue;
            }
            List<DatanodeInfo> locations = new ArrayList<>();
            int replica = 0;
            for (int i = 0; i < blocks.size(); i++) {
                locations.add(placement.node(blocks.node(block, i)));
                replica = blocks.node(block, i) == source ? i : replica;
            }
            if (placement.policy().isMovable(locations, placement.node(source), placement.node(target))) {
                move(block, replica, target);
                return true;
            }
        }
        return false;
    }

    /** Lets an empty node join. */
    public void join(InventoryNode node) {
        placement.join(node);
        addNode(node);
    }

    /**
     * Takes a node away and lets the policy restore what was on it.
     *
     * @return replicas restored
     */
    public long leave(int n) {
        placement.leave(n);
        totalCapacity -= capacity.get(n);
        capacity.set(n, 0);
        live--;
        long restored = 0;
        for (int block : onNode.get(n).all()) {
            int target = placement.target(blocks.nodes(block), n);
            if (target >= 0) {
                for (int i = 0; i < blocks.size(); i++) {
                    if (blocks.node(block, i) == n) {
                        blocks.move(block, i, target);
                    }
                }
                onNode.get(n).remove(block);
                onNode.get(target).add(block);
                heartbeat(target);
                restored++;
            }
        }
        replicas -= onNode.get(n).size();
        return restored;
    }

    /** {@return share of the blocks whose nodes are a copyset of the plan} */
    public double membership(CopysetPlan plan) {
        SimulatedMigration migration = migration(plan);
        int inside = 0;
        for (int block = 0; block < blocks.count(); block++) {
            inside += migration.inside(blocks, block) ? 1 : 0;
        }
        return (double) inside / blocks.count();
    }

    /**
     * Brings blocks into the plan's copysets, until enough of them are.
     *
     * @param enough share of the blocks
     * @return replicas moved
     */
    public long migrate(CopysetPlan plan, double enough) {
        SimulatedMigration migration = migration(plan);
        List<Integer> outside = new ArrayList<>();
        for (int block = 0; block < blocks.count(); block++) {
            if (!migration.inside(blocks, block)) {
                outside.add(block);
            }
        }
        Collections.shuffle(outside, random);
        long moved = 0;
        long left = outside.size();
        for (int block : outside) {
            if (left <= (1 - enough) * blocks.count()) {
                break;
            }
            List<MovePlanner.Move> moves = migration.moves(blocks, block);
            for (MovePlanner.Move each : moves) {
                move(block, each.replica(), each.target());
                moved++;
            }
            left -= moves.isEmpty() ? 0 : 1;
        }
        return moved;
    }

    /**
     * What {@code howdah placement migrate --level} does: brings blocks into the plan's copysets and evens out used space,
     * block by block in a random order, until the fullest node is near enough the mean and enough blocks are in a copyset.
     *
     * @param threshold as the Balancer's, but a share
     * @return replicas moved
     */
    public long level(CopysetPlan plan, double threshold, double untilSkew, double enough) {
        SimulatedMigration migration = migration(plan);
        List<Integer> order = new ArrayList<>();
        int inside = 0;
        for (int block = 0; block < blocks.count(); block++) {
            order.add(block);
            inside += migration.inside(blocks, block) ? 1 : 0;
        }
        long moved = 0;
        for (LevelPlanner.Effort effort : LevelPlanner.Effort.values()) {
            Collections.shuffle(order, random);
            LevelPlanner level = migration.level(used(), threshold);
            for (int block : order) {
                boolean member = migration.inside(blocks, block);
                if (inside >= enough * blocks.count() && skew(untilSkew) <= untilSkew) {
                    return moved;
                }
                List<MovePlanner.Move> moves = migration.moves(level, blocks, block, effort);
                if (moves.isEmpty() && !member) {
                    moves = migration.moves(blocks, block);
                }
                for (MovePlanner.Move each : moves) {
                    move(block, each.replica(), each.target());
                    moved++;
                }
                inside += moves.isEmpty() || member ? 0 : 1;
            }
        }
        return moved;
    }

    private SimulatedMigration migration(CopysetPlan plan) {
        return new SimulatedMigration(
                placement,
                plan,
                shape,
                n -> (capacity.get(n) - onNode.get(n).size()) * PlacementSimulation.BLOCK_SIZE,
                n -> isLive(n) ? used(n) : 1);
    }

    /** The blocks of one node: any of them at random, without a search. */
    private static final class BlocksOfNode {
        private final Map<Integer, Integer> at = new HashMap<>();
        private final List<Integer> blocks = new ArrayList<>();

        void add(int block) {
            at.put(block, blocks.size());
            blocks.add(block);
        }

        void remove(int block) {
            int place = at.remove(block);
            int last = blocks.remove(blocks.size() - 1);
            if (place < blocks.size()) {
                blocks.set(place, last);
                at.put(last, place);
            }
        }

        int size() {
            return blocks.size();
        }

        int any(Random random) {
            return blocks.get(random.nextInt(blocks.size()));
        }

        List<Integer> all() {
            return List.copyOf(blocks);
        }
    }
}
