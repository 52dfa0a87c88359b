// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockStoragePolicySuite;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;

/**
 * One cluster on which a policy is timed: twenty DataNodes a rack, four a physical host, every filter of the stock policy
 * on. Replication 3, blocks of 128 MiB, the writer on a random DataNode.
 */
final class ChooseTargetCase {
    private static final long BLOCK_SIZE = 128L << 20;
    private static final int REPLICATION = 3;

    private final List<DatanodeDescriptor> nodes;
    private final BlockStoragePolicy hot =
            BlockStoragePolicySuite.createDefaultSuite().getDefaultPolicy();
    private final HowdahSimulatedCluster cluster;
    private final Random writers;
    private long shortOfReplicas;

    /**
     * @param conf with the inventory's path
     * @param fullShare share of the nodes without room for a block
     * @param seed decides which ones, and the writers
     */
    ChooseTargetCase(Inventory inventory, Configuration conf, double fullShare, long seed) {
        this.cluster = PlacementSimulation.build(inventory, conf);
        this.nodes = cluster.nodes();
        this.writers = new Random(seed);
        cluster.setAverageLoad(1);
        List<DatanodeDescriptor> shuffled = new ArrayList<>(nodes);
        java.util.Collections.shuffle(shuffled, new Random(seed));
        for (DatanodeDescriptor node : shuffled.subList(0, (int) Math.round(fullShare * nodes.size()))) {
            cluster.setRemaining(node, 1L << 40, BLOCK_SIZE / 2);
        }
    }

    HowdahSimulatedCluster cluster() {
        return cluster;
    }

    static Inventory inventory(int nodes) {
        return PlacementSimulation.cluster(nodes, Math.max(2, nodes / 20), nodes / 4);
    }

    /** Chooses targets again and again for so long, and says how many per second. */
    double perSecond(BlockPlacementPolicy policy, long nanos) {
        long start = System.nanoTime();
        long now = start;
        long choices = 0;
        while (now - start < nanos) {
            DatanodeStorageInfo[] targets = policy.chooseTarget(
                    "/bench",
                    REPLICATION,
                    nodes.get(writers.nextInt(nodes.size())),
                    new ArrayList<>(),
                    false,
                    null,
                    BLOCK_SIZE,
                    hot,
                    null);
            shortOfReplicas += targets.length < REPLICATION ? 1 : 0;
            choices++;
            now = System.nanoTime();
        }
        return choices * 1e9 / (now - start);
    }

    long shortOfReplicas() {
        return shortOfReplicas;
    }
}
