// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import io.howdah.hdfs.simulation.core.RebuildTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.Node;

/**
 * One policy on one simulated cluster, asked as the NameNode asks it. Nodes go by number: their order in the inventory.
 * Not safe for use by several threads.
 */
public final class SimulatedPlacement {
    private static final int TRIES = 20;

    private final Inventory inventory;
    private final BlockShape shape;
    private final HowdahSimulatedCluster cluster;
    private final List<DatanodeDescriptor> nodes;
    private final List<InventoryNode> known;
    private final BitSet gone = new BitSet();
    private final Map<DatanodeDescriptor, Integer> numbers = new HashMap<>();
    private final BlockStoragePolicy hot =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();
    private final Random random;
    private BlockPlacementPolicy policy;
    private long nanos;

    /**
     * @param conf with the paths of the files the policy reads
     * @param seed of our policy, the writers and whatever is drawn here
     */
    public SimulatedPlacement(
            Inventory inventory, Configuration conf, Contender contender, BlockShape shape, long seed) {
        this.inventory = inventory;
        this.shape = shape;
        this.cluster = PlacementSimulation.build(inventory, conf);
        this.known = new ArrayList<>(inventory.nodes());
        this.nodes = new ArrayList<>(cluster.nodes());
        nodes.forEach(node -> numbers.put(node, numbers.size()));
        this.random = new Random(seed);
        this.policy = contender.create(cluster, conf, new Random(seed));
    }

    /** {@return the cluster as it was at the start} */
    public Inventory inventory() {
        return inventory;
    }

    /** {@return the descriptors and their topology} */
    public HowdahSimulatedCluster cluster() {
        return cluster;
    }

    /** {@return the policy} */
    public BlockPlacementPolicy policy() {
        return policy;
    }

    /** Goes on with a new instance of the policy, as after a reconfiguration. */
    public void reconfigure(Contender contender, Configuration conf) {
        policy = contender.create(cluster, conf, new Random(random.nextLong()));
    }

    /** {@return number of nodes, those that left included} */
    public int size() {
        return nodes.size();
    }

    /** {@return the n-th node} */
    public DatanodeDescriptor node(int n) {
        return nodes.get(n);
    }

    /** {@return what the inventory states of the n-th node} */
    public InventoryNode known(int n) {
        return known.get(n);
    }

    /** {@return number of a node} */
    public int number(DatanodeDescriptor node) {
        return numbers.get(node);
    }

    /**
     * Lets a node join, empty.
     *
     * @return its number
     */
    public int join(InventoryNode node) {
        DatanodeDescriptor joined = PlacementSimulation.add(cluster, node);
        numbers.put(joined, nodes.size());
        nodes.add(joined);
        known.add(node);
        return nodes.size() - 1;
    }

    /** Takes a node away, as when it is declared dead. */
    public void leave(int n) {
        cluster.remove(nodes.get(n));
        gone.set(n);
    }

    private int anyNode() {
        int n = random.nextInt(nodes.size());
        while (gone.get(n)) {
            n = random.nextInt(nodes.size());
        }
        return n;
    }

    /** {@return seconds spent choosing so far} */
    public double seconds() {
        return nanos / 1e9;
    }

    /** {@return a source of randomness for what is not the policy's to decide} */
    public Random random() {
        return random;
    }

    /**
     * Chooses targets.
     *
     * @param wanted nodes wanted in addition
     * @param writer the writer's node, or null for a client elsewhere
     * @param chosen nodes the block is on already
     */
    public DatanodeStorageInfo[] choose(int wanted, DatanodeDescriptor writer, List<DatanodeDescriptor> chosen) {
        List<DatanodeStorageInfo> there = new ArrayList<>();
        chosen.forEach(node -> there.add(node.getStorageInfos()[0]));
        Set<Node> excluded = chosen.isEmpty() ? null : new HashSet<>(chosen);
        long start = System.nanoTime();
        DatanodeStorageInfo[] targets = policy.chooseTarget(
                "/simulated", wanted, writer, there, false, excluded, PlacementSimulation.BLOCK_SIZE, hot, null);
        nanos += System.nanoTime() - start;
        return targets;
    }

    /** {@return nodes of a new block, fewer than asked for when the policy finds no more} */
    public int[] place(DatanodeDescriptor writer) {
        DatanodeStorageInfo[] targets = choose(shape.size(), writer, List.of());
        int[] placed = new int[targets.length];
        for (int i = 0; i < placed.length; i++) {
            placed[i] = number(targets[i].getDatanodeDescriptor());
        }
        return placed;
    }

    /**
     * Places blocks with the writer on a random node, and keeps those that got all they asked for.
     *
     * @param blocks how many
     */
    public PlacedBlocks place(int blocks) {
        PlacedBlocks placed = new PlacedBlocks(shape.size());
        for (int block = 0; block < blocks; block++) {
            int[] on = place(nodes.get(anyNode()));
            if (on.length == shape.size()) {
                placed.add(on);
            }
        }
        return placed;
    }

    /**
     * Moves replicas as a Balancer does: a random replica to a random node, when the policy's own
     * {@code isMovable} allows it.
     *
     * @param share share of all replicas to move, 0 to 1
     * @return moves the policy refused
     */
    public long balance(PlacedBlocks blocks, double share) {
        long wanted = Math.round(share * blocks.count() * blocks.size());
        long refused = 0;
        for (long move = 0; move < wanted; move++) {
            boolean moved = false;
            for (int attempt = 0; attempt < TRIES && !moved; attempt++) {
                int block = random.nextInt(blocks.count());
                int replica = random.nextInt(blocks.size());
                int target = anyNode();
                if (blocks.on(block, target)) {
                    continue;
                }
                List<DatanodeInfo> locations = new ArrayList<>();
                for (int n : blocks.nodes(block)) {
                    locations.add(nodes.get(n));
                }
                moved = policy.isMovable(locations, nodes.get(blocks.node(block, replica)), nodes.get(target));
                if (moved) {
                    blocks.move(block, replica, target);
                } else {
                    refused++;
                }
            }
        }
        return refused;
    }

    /** Lets the policy restore what was on a node that is gone. {@return blocks for which it found no target} */
    public int restore(PlacedBlocks blocks, int lost) {
        int without = 0;
        for (int block = 0; block < blocks.count(); block++) {
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.node(block, i) == lost) {
                    int target = target(blocks.nodes(block), lost);
                    without += target < 0 ? 1 : 0;
                    blocks.move(block, i, target < 0 ? lost : target);
                }
            }
        }
        return without;
    }

    /** {@return the node the policy gives the replica of a block that is lost with a node, or -1} */
    int target(int[] block, int lost) {
        List<DatanodeDescriptor> survivors =
                Arrays.stream(block).filter(n -> n != lost).mapToObj(nodes::get).toList();
        DatanodeStorageInfo[] targets = choose(1, survivors.get(0), survivors);
        return targets.length == 0 ? -1 : number(targets[0].getDatanodeDescriptor());
    }

    /**
     * Fills one node through its own writer, takes it away and lets the policy say where its blocks go. The node stays
     * away.
     *
     * @param lost the node
     * @param blocks blocks on it; 20 for each node it may share a set with are enough to see who reads
     */
    public RebuildTime rebuild(int lost, int blocks) {
        int[][] survivors = new int[blocks][];
        int[][] placed = new int[blocks][];
        for (int block = 0; block < blocks; block++) {
            placed[block] = place(nodes.get(lost));
        }
        leave(lost);
        int[] targets = new int[blocks];
        for (int block = 0; block < blocks; block++) {
            survivors[block] =
                    Arrays.stream(placed[block]).filter(n -> n != lost).toArray();
            targets[block] = survivors[block].length == 0 ? -1 : target(placed[block], lost);
        }
        return RebuildTime.of(survivors, targets, shape.reads(), nodes.size());
    }

    /** {@return the nodes of each value of an attribute, such as the rack; nodes without one are left out} */
    public Map<String, int[]> domains(Function<InventoryNode, String> attribute) {
        Map<String, List<Integer>> lists = new TreeMap<>();
        int n = 0;
        for (InventoryNode node : inventory.nodes()) {
            if (attribute.apply(node) != null) {
                lists.computeIfAbsent(attribute.apply(node), v -> new ArrayList<>())
                        .add(n);
            }
            n++;
        }
        Map<String, int[]> domains = new TreeMap<>();
        lists.forEach((value, list) ->
                domains.put(value, list.stream().mapToInt(Integer::intValue).toArray()));
        return domains;
    }
}
