// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.net.DFSNetworkTopology;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.net.NetworkTopology;

/**
 * The NameNode's view of a cluster without a NameNode: real descriptors in a real topology, and policies initialised on
 * it. For simulations, benchmarks and tests.
 *
 * <p>Why it lives here: {@code Host2NodesMap}, adding storages to a descriptor and {@code initialize} of a policy are
 * private to this package. Policies may be called by many threads; the setters may not.
 */
public final class HowdahSimulatedCluster {
    private final NetworkTopology topology;
    private final Host2NodesMap hostMap = new Host2NodesMap();
    private final List<DatanodeDescriptor> nodes = new ArrayList<>();
    private final Stats stats = new Stats();

    /** @param conf decides on the topology class, as in a NameNode */
    public HowdahSimulatedCluster(Configuration conf) {
        this.topology = conf.getBoolean(
                        DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_KEY,
                        DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_DEFAULT)
                ? DFSNetworkTopology.getInstance(conf)
                : NetworkTopology.getInstance(conf);
    }

    /**
     * Adds a DataNode.
     *
     * @param host its host name
     * @param rack its network location
     * @param storages types, one storage of each
     * @param capacity bytes of each storage, all of them free
     */
    public DatanodeDescriptor add(String host, String rack, EnumSet<StorageType> storages, long capacity) {
        int n = nodes.size();
        String ip = "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
        UUID uuid = new UUID(0x486f77646168L, n);
        DatanodeDescriptor node = new DatanodeDescriptor(
                new DatanodeID(
                        ip,
                        host,
                        uuid.toString(),
                        DFSConfigKeys.DFS_DATANODE_DEFAULT_PORT,
                        DFSConfigKeys.DFS_DATANODE_HTTP_DEFAULT_PORT,
                        DFSConfigKeys.DFS_DATANODE_HTTPS_DEFAULT_PORT,
                        DFSConfigKeys.DFS_DATANODE_IPC_DEFAULT_PORT),
                rack);
        for (StorageType type : storages) {
            node.updateStorage(new DatanodeStorage("DS-" + n + "-" + type, DatanodeStorage.State.NORMAL, type));
        }
        nodes.add(node);
        setRemaining(node, capacity, capacity);
        topology.add(node);
        hostMap.add(node);
        return node;
    }

    /** Takes a DataNode away, as when it is declared dead. */
    public void remove(DatanodeDescriptor node) {
        topology.remove(node);
        hostMap.remove(node);
    }

    /** Sets the free space of every storage of a node, in bytes. */
    public void setRemaining(DatanodeDescriptor node, long capacity, long remaining) {
        for (DatanodeStorageInfo storage : node.getStorageInfos()) {
            storage.setUtilizationForTesting(capacity, capacity - remaining, remaining, capacity - remaining);
        }
        int storages = node.getStorageInfos().length;
        node.setCapacity(capacity * storages); // as the heartbeat's totals
        node.setRemaining(remaining * storages);
    }

    /** Sets the average number of transfers per node in service; nodes well above it are avoided. */
    public void setAverageLoad(double average) {
        stats.averageLoad = average;
    }

    /** Sets whether stale nodes are avoided for writes. */
    public void setAvoidStale(boolean avoid) {
        stats.avoidStale = avoid;
    }

    /** {@return the nodes in the order they were added, removed ones included} */
    public List<DatanodeDescriptor> nodes() {
        return List.copyOf(nodes);
    }

    /** {@return the topology} */
    public NetworkTopology topology() {
        return topology;
    }

    /** Initialises a policy on this cluster, as the NameNode does. */
    public <P extends BlockPlacementPolicy> P initialize(P policy, Configuration conf) {
        policy.initialize(conf, stats, topology, hostMap);
        return policy;
    }

    /** {@return a new stock policy for erasure-coded blocks on this cluster} */
    public BlockPlacementPolicy newRackFaultTolerantPolicy(Configuration conf) {
        return initialize(new BlockPlacementPolicyRackFaultTolerant(), conf);
    }

    /**
     * The stock policy's own test of a target.
     *
     * @param checkLoad whether load counts
     * @param before targets of the block so far: they count against the rack
     */
    public boolean accepts(
            BlockPlacementPolicyDefault stock,
            DatanodeStorageInfo target,
            long blockSize,
            boolean checkLoad,
            List<DatanodeStorageInfo> before) {
        int perRack = stock.getMaxNodesPerRack(before.size(), Math.max(1, 3 - before.size()))[1];
        DatanodeDescriptor node = target.getDatanodeDescriptor();
        return topology.contains(node)
                && stock.isGoodDatanode(node, perRack, checkLoad, before, stats.isAvoidingStaleDataNodesForWrite())
                && stock.chooseStorage4Block(node, blockSize, new ArrayList<>(), target.getStorageType()) != null;
    }

    /** {@return a new stock policy on this cluster} */
    public BlockPlacementPolicyDefault newDefaultPolicy(Configuration conf) {
        return initialize(new BlockPlacementPolicyDefault(), conf);
    }

    private static final class Stats implements FSClusterStats {
        private volatile double averageLoad;
        private volatile boolean avoidStale;

        @Override
        public int getTotalLoad() {
            return 0;
        }

        @Override
        public boolean isAvoidingStaleDataNodesForWrite() {
            return avoidStale;
        }

        @Override
        public int getNumDatanodesInService() {
            return 0;
        }

        @Override
        public double getInServiceXceiverAverage() {
            return averageLoad;
        }

        @Override
        public double getInServiceXceiverAverageForVolume() {
            return 0;
        }

        @Override
        public Map<StorageType, StorageTypeStats> getStorageTypeStats() {
            return new HashMap<>();
        }
    }
}
