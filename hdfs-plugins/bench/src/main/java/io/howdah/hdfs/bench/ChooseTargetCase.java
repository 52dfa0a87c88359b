// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;
import org.apache.hadoop.net.Node;
import org.apache.hadoop.util.Time;

/**
 * One cluster on which a policy is timed: twenty DataNodes a rack, four a physical host, every filter of the stock policy
 * on. Replication 3, blocks of 128 MiB, the writer on a random DataNode that is up.
 */
final class ChooseTargetCase {
    static final int REPLICATION = 3;
    private static final long BLOCK_SIZE = 128L << 20;
    private static final long CAPACITY = 1L << 50;

    /**
     * @param nodes DataNodes
     * @param full share of them without room for a block
     * @param rackDown whether the DataNodes of the first rack have fallen silent (stale, not yet dead)
     * @param excluded share of them every request excludes
     */
    record Shape(String name, int nodes, double full, boolean rackDown, double excluded) {}

    private final Shape shape;
    private final HowdahSimulatedCluster cluster;
    private final List<DatanodeDescriptor> writers;
    private final Set<Node> excluded;
    private final BlockStoragePolicy hot =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();

    /**
     * @param conf with the paths of inventory and plan
     * @param nodeGroups whether the network location ends in the physical host, as the policy with node groups wants it
     * @param seed decides which nodes are full or excluded
     */
    ChooseTargetCase(Shape shape, Inventory inventory, Configuration conf, boolean nodeGroups, long seed) {
        this.shape = shape;
        this.cluster = new HowdahSimulatedCluster(conf);
        for (InventoryNode node : inventory.nodes()) {
            String location = nodeGroups ? node.rack() + "/" + node.physicalHost() : node.rack();
            cluster.add(node.host(), location, EnumSet.of(StorageType.DISK), CAPACITY);
        }
        cluster.setAverageLoad(1);
        cluster.setAvoidStale(true);
        List<DatanodeDescriptor> shuffled = new ArrayList<>(cluster.nodes());
        Collections.shuffle(shuffled, new Random(seed));
        int full = (int) Math.round(shape.full() * shuffled.size());
        shuffled.subList(0, full).forEach(node -> cluster.setRemaining(node, CAPACITY, BLOCK_SIZE / 2));
        int out = (int) Math.round(shape.excluded() * shuffled.size());
        this.excluded = new HashSet<>(shuffled.subList(shuffled.size() - out, shuffled.size()));
        String firstRack = inventory.racks().iterator().next();
        List<DatanodeDescriptor> up = new ArrayList<>();
        for (DatanodeDescriptor node : cluster.nodes()) {
            boolean down = shape.rackDown() && (node.getNetworkLocation() + "/").startsWith(firstRack + "/");
            node.setLastUpdateMonotonic(
                    Time.monotonicNow() + (down ? -TimeUnit.MINUTES.toMillis(2) : TimeUnit.DAYS.toMillis(1)));
            if (!down) {
                up.add(node);
            }
        }
        this.writers = up;
    }

    HowdahSimulatedCluster cluster() {
        return cluster;
    }

    static Inventory inventory(int nodes) {
        return PlacementSimulation.cluster(nodes, Math.max(2, nodes / 20), nodes / 4);
    }

    /** {@return one choice's targets} */
    DatanodeStorageInfo[] choose(BlockPlacementPolicy policy) {
        DatanodeDescriptor writer = writers.get(ThreadLocalRandom.current().nextInt(writers.size()));
        return policy.chooseTarget(
                "/bench",
                REPLICATION,
                writer,
                new ArrayList<>(),
                false,
                excluded.isEmpty() ? null : new ExcludedNodes(excluded),
                BLOCK_SIZE,
                hot,
                null);
    }

    /** Chooses targets again and again for so long; {@return choices per second}. */
    double perSecond(BlockPlacementPolicy policy, long nanos) {
        long start = System.nanoTime();
        long now = start;
        long choices = 0;
        while (now - start < nanos) {
            choose(policy);
            choices++;
            now = System.nanoTime();
        }
        return choices * 1e9 / (now - start);
    }

    /** Puts the targets of so many choices to the stock policy's own tests; {@return how many targets fail them}. */
    long rejected(BlockPlacementPolicy policy, Configuration conf, int choices) {
        long rejected = 0;
        var stock = cluster.newDefaultPolicy(conf);
        for (int i = 0; i < choices; i++) {
            List<DatanodeStorageInfo> before = new ArrayList<>();
            for (DatanodeStorageInfo target : choose(policy)) {
                boolean writerItself = before.isEmpty(); // the stock policy does not put load to the writer's own node
                rejected += cluster.accepts(stock, target, BLOCK_SIZE, !writerItself, before)
                                && !excluded.contains(target.getDatanodeDescriptor())
                        ? 0
                        : 1;
                before.add(target);
            }
            rejected += REPLICATION - before.size();
        }
        return rejected;
    }

    @Override
    public String toString() {
        return shape.name();
    }
}
