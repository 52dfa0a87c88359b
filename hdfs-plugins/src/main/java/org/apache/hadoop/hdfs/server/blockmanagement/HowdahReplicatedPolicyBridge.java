// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
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
public abstract class HowdahReplicatedPolicyBridge extends BlockPlacementPolicyDefault {
    private static final List<DatanodeStorageInfo> NO_RESULTS = List.of();

    private FSClusterStats stats;
    private volatile boolean preferLocalNode;

    /**
     * One request for targets, whichever way it came.
     *
     * @param wanted replicas wanted in addition to the chosen ones
     * @param writer the writer's node, not necessarily a DataNode; may be null
     * @param chosen replicas the block has already
     * @param returnChosen whether the answer includes the chosen ones
     * @param excluded nodes that must not be chosen; may be null
     * @param blockSize bytes to be written
     * @param policy the file's storage policy
     * @param flags client hints; may be null
     * @param storageTypes types to use in place of the policy's first choice; may be null
     * @param favored nodes the client would like, in order
     */
    public record TargetRequest(
            int wanted,
            Node writer,
            List<DatanodeStorageInfo> chosen,
            boolean returnChosen,
            Set<Node> excluded,
            long blockSize,
            BlockStoragePolicy policy,
            EnumSet<AddBlockFlag> flags,
            EnumMap<StorageType, Integer> storageTypes,
            List<DatanodeDescriptor> favored) {}

    @Override
    public void initialize(
            Configuration conf, FSClusterStats stats, NetworkTopology clusterMap, Host2NodesMap host2datanodeMap) {
        super.initialize(conf, stats, clusterMap, host2datanodeMap);
        this.stats = stats;
        this.preferLocalNode = conf.getBoolean(
                DFSConfigKeys.DFS_NAMENODE_BLOCKPLACEMENTPOLICY_DEFAULT_PREFER_LOCAL_NODE_KEY,
                DFSConfigKeys.DFS_NAMENODE_BLOCKPLACEMENTPOLICY_DEFAULT_PREFER_LOCAL_NODE_DEFAULT);
        configure(conf, stats != null ? Caller.NAMENODE : host2datanodeMap != null ? Caller.FSCK : Caller.BALANCER);
    }

    /** Who asks for a policy; told by what it passes to {@code initialize}. */
    public enum Caller {
        /** The NameNode's block manager. */
        NAMENODE,
        /** One run of fsck inside the NameNode: no statistics. */
        FSCK,
        /** Balancer or Mover, in their own JVM: neither statistics nor host map, and nodes are no descriptors. */
        BALANCER
    }

    /** Called once the platform's part is initialised. */
    protected abstract void configure(Configuration conf, Caller caller);

    /** Chooses targets, ordered as a pipeline. Called without a lock, by many threads. */
    protected abstract DatanodeStorageInfo[] chooseTargets(TargetRequest request);

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
        return chooseTargets(new TargetRequest(
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
        return chooseTargets(new TargetRequest(
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

    /** {@return whether the node passes the platform's filters: in service, not stale, not overloaded, not slow} */
    protected final boolean isGood(DatanodeDescriptor node, boolean checkLoad, boolean avoidStale) {
        return isGoodDatanode(node, Integer.MAX_VALUE, checkLoad, NO_RESULTS, avoidStale);
    }

    /** {@return a storage of that type with room for the block, or null} */
    protected final DatanodeStorageInfo storageFor(DatanodeDescriptor node, long blockSize, StorageType type) {
        return chooseStorage4Block(node, blockSize, new ArrayList<>(1), type);
    }

    /** {@return whether stale DataNodes are to be avoided now} */
    protected final boolean avoidsStaleNodes() {
        return stats != null && stats.isAvoidingStaleDataNodesForWrite();
    }

    /** {@return whether the writer's own node is the first choice} */
    protected final boolean prefersLocalNode() {
        return preferLocalNode;
    }

    @Override
    void setPreferLocalNode(boolean prefer) {
        super.setPreferLocalNode(prefer);
        preferLocalNode = prefer;
    }

    /**
     * Forgets what the platform's filters noted on this thread. They fill a thread-local text while DEBUG logging is on,
     * which only the platform's own random walk empties: a walk for no replica does so and chooses nothing.
     */
    protected final void resetFilterNotes() {
        try {
            chooseRandom(0, "/", Set.of(), 0, 0, NO_RESULTS, false, new EnumMap<>(StorageType.class));
        } catch (NotEnoughReplicasException e) {
            throw new AssertionError("no replica was asked for", e);
        }
    }

    /** {@return whether removing the replica the Balancer names keeps the number of racks, as the platform judges it} */
    protected final boolean hintKeepsRacks(
            DatanodeStorageInfo hint,
            DatanodeStorageInfo added,
            List<DatanodeStorageInfo> moreThanOne,
            List<DatanodeStorageInfo> exactlyOne,
            List<StorageType> excessTypes) {
        return useDelHint(hint, added, moreThanOne, exactlyOne, excessTypes);
    }

    /** {@return the storage of that node among the replicas, or null} */
    protected static DatanodeStorageInfo storageOn(Iterable<DatanodeStorageInfo> replicas, DatanodeDescriptor node) {
        return DatanodeStorageInfo.getDatanodeStorageInfo(replicas, node);
    }
}
