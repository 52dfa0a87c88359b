// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.net.Node;

/**
 * Opens what {@link BlockPlacementPolicyDefault} keeps to its package, and nothing else.
 *
 * <p>Why it lives here: from another package one cannot override {@code initialize} (its parameter
 * {@code Host2NodesMap} is package-private) nor the choice with favored nodes, and cannot call the platform's own test of
 * a good node or of a storage with room. The jar is neither sealed nor a module, so a class may join the package.
 *
 * <p>All public choices end in {@link #chooseTargets}.
 */
public abstract class HowdahReplicatedPolicyBridge extends BlockPlacementPolicyDefault
        implements HowdahPlatformFilters {
    private static final List<DatanodeStorageInfo> NO_RESULTS = List.of();

    private FSClusterStats stats;
    private volatile boolean preferLocalNode;

    @Override
    public void initialize(
            Configuration conf, FSClusterStats stats, NetworkTopology clusterMap, Host2NodesMap host2datanodeMap) {
        super.initialize(conf, stats, clusterMap, host2datanodeMap);
        this.stats = stats;
        this.preferLocalNode = conf.getBoolean(
                DFSConfigKeys.DFS_NAMENODE_BLOCKPLACEMENTPOLICY_DEFAULT_PREFER_LOCAL_NODE_KEY,
                DFSConfigKeys.DFS_NAMENODE_BLOCKPLACEMENTPOLICY_DEFAULT_PREFER_LOCAL_NODE_DEFAULT);
        configure(conf, Caller.of(stats, host2datanodeMap));
    }

    /** Called once the platform's part is initialised. */
    protected abstract void configure(Configuration conf, Caller caller);

    /** Chooses targets, ordered as a pipeline. Called without a lock, by many threads. */
    protected abstract DatanodeStorageInfo[] chooseTargets(HowdahTargetRequest request);

    @Override
    public DatanodeStorageInfo[] chooseTarget(
            String srcPath,
            int numOfReplicas,
            Node writer,
            List<DatanodeStorageInfo> chosen,
            boolean returnChosenNodes,
            Set<Node> excludedNodes,
            long blocksize,
            BlockStoragePolicy storagePolicy,
            EnumSet<AddBlockFlag> flags) {
        return chooseTarget(
                srcPath,
                numOfReplicas,
                writer,
                chosen,
                returnChosenNodes,
                excludedNodes,
                blocksize,
                storagePolicy,
                flags,
                null);
    }

    @Override
    public DatanodeStorageInfo[] chooseTarget(
            String srcPath,
            int numOfReplicas,
            Node writer,
            List<DatanodeStorageInfo> chosen,
            boolean returnChosenNodes,
            Set<Node> excludedNodes,
            long blocksize,
            BlockStoragePolicy storagePolicy,
            EnumSet<AddBlockFlag> flags,
            EnumMap<StorageType, Integer> storageTypes) {
        return chooseTargets(new HowdahTargetRequest(
                numOfReplicas,
                writer,
                chosen,
                returnChosenNodes,
                excludedNodes,
                blocksize,
                storagePolicy,
                flags,
                storageTypes,
                List.of()));
    }

    @Override
    DatanodeStorageInfo[] chooseTarget(
            String src,
            int numOfReplicas,
            Node writer,
            Set<Node> excludedNodes,
            long blocksize,
            List<DatanodeDescriptor> favoredNodes,
            BlockStoragePolicy storagePolicy,
            EnumSet<AddBlockFlag> flags) {
        return chooseTargets(new HowdahTargetRequest(
                numOfReplicas,
                writer,
                List.of(),
                false,
                excludedNodes,
                blocksize,
                storagePolicy,
                flags,
                null,
                favoredNodes == null ? List.of() : favoredNodes));
    }

    @Override
    public final boolean good(DatanodeDescriptor node, boolean checkLoad, boolean avoidStale) {
        return isGoodDatanode(node, Integer.MAX_VALUE, checkLoad, NO_RESULTS, avoidStale);
    }

    @Override
    public final DatanodeStorageInfo storage(DatanodeDescriptor node, long blockSize, StorageType type) {
        return chooseStorage4Block(node, blockSize, HowdahDiscardedTargets.INSTANCE, type);
    }

    @Override
    public final DatanodeStorageInfo storage(
            DatanodeDescriptor node, HowdahNodeStorages storages, long blockSize, StorageType type) {
        return storages.withRoom(node, blockSize, blockSize * getMinBlocksForWrite(), type);
    }

    @Override
    public final double averageLoad() {
        return stats == null ? 0 : stats.getInServiceXceiverAverage();
    }

    @Override
    public final boolean avoidsStale() {
        return stats != null && stats.isAvoidingStaleDataNodesForWrite();
    }

    @Override
    public final boolean checksLoad() {
        return considerLoad;
    }

    @Override
    public final boolean prefersLocal() {
        return preferLocalNode;
    }

    @Override
    void setPreferLocalNode(boolean prefer) {
        super.setPreferLocalNode(prefer);
        preferLocalNode = prefer;
    }

    @Override
    public final int[] limits(int chosen, int wanted) {
        return getMaxNodesPerRack(chosen, wanted);
    }

    @Override
    public final void resetFilterNotes() {
        if (!LOG.isDebugEnabled()) {
            return; // there are none
        }
        try { // a walk for no replica empties the notes and chooses nothing
            chooseRandom(0, "/", Set.of(), 0, 0, NO_RESULTS, false, new EnumMap<>(StorageType.class));
        } catch (NotEnoughReplicasException e) {
            throw new AssertionError("no replica was asked for", e);
        }
    }

    @Override
    public final DatanodeStorageInfo leastUseful(
            Collection<DatanodeStorageInfo> replicas, List<StorageType> excessTypes) {
        return chooseReplicaToDelete(replicas, List.of(), excessTypes, new HashMap<>());
    }

    @Override
    public final DatanodeStorageInfo usableHint(
            Collection<DatanodeStorageInfo> available,
            Collection<DatanodeStorageInfo> candidates,
            List<StorageType> excessTypes,
            DatanodeDescriptor added,
            DatanodeDescriptor hinted) {
        List<DatanodeStorageInfo> moreThanOne = new ArrayList<>();
        List<DatanodeStorageInfo> exactlyOne = new ArrayList<>();
        splitNodesWithRack(available, candidates, new HashMap<>(), moreThanOne, exactlyOne);
        DatanodeStorageInfo hint = DatanodeStorageInfo.getDatanodeStorageInfo(candidates, hinted);
        DatanodeStorageInfo addedStorage = DatanodeStorageInfo.getDatanodeStorageInfo(candidates, added);
        return useDelHint(hint, addedStorage, moreThanOne, exactlyOne, excessTypes) ? hint : null;
    }
}
