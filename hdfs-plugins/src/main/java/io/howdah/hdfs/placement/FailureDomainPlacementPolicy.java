// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.TargetEngine;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeStorageInfo;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahReplicatedPolicyBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;

/**
 * Block placement for {@code dfs.block.replicator.classname}: no two replicas of a block on one physical host (nor, where
 * the inventory states it, on one storage backend) while a legal choice exists. When none exists it places all the same,
 * with as few shared domains as possible, and counts the fallback. All of the stock policy's filters and its order of
 * racks are kept.
 *
 * <p>{@link #verifyBlockPlacement}, {@link #isMovable} and {@link #chooseReplicasToDelete} judge by the same rules, so
 * that repair, the Balancer and the removal of excess replicas work towards the same end.
 *
 * <p>Thread-safe. The work is {@link FailureDomainPlacement}'s and {@link PlacementVerdicts}'.
 */
public class FailureDomainPlacementPolicy extends HowdahReplicatedPolicyBridge {
    private FailureDomainPlacement placement;
    private PlacementVerdicts verdicts;

    /**
     * Reads the settings and the inventory.
     *
     * @throws IllegalArgumentException in one line, when a setting is not allowed or the configured inventory cannot be
     *     loaded: the NameNode then does not start
     */
    @Override
    protected void configure(Configuration conf, Caller caller) {
        placement = new FailureDomainPlacement(
                TargetEngine.REPLICATED, conf, caller, clusterMap, this, this::random, metrics());
        verdicts = placement.verdicts();
    }

    /** {@return where to count; simulations that share a JVM with a NameNode keep to themselves} */
    protected PlacementMetrics metrics() {
        return PlacementMetrics.registered();
    }

    /** {@return the source of randomness for one choice; simulations and tests give a seeded one} */
    protected RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    protected DatanodeStorageInfo[] chooseTargets(HowdahTargetRequest request) {
        return placement.chooseTargets(request);
    }

    /** The stock rack rule, and the hard rules capped at what is achievable now. */
    @Override
    public BlockPlacementStatus verifyBlockPlacement(DatanodeInfo[] locs, int numberOfReplicas) {
        return verdicts.verify(super.verifyBlockPlacement(locs, numberOfReplicas), locs, numberOfReplicas);
    }

    /** Never worsens a hard rule, nor the stock rack rule unless the block ends in a copyset. Works in the Balancer's JVM, for erasure-coded groups too. */
    @Override
    public boolean isMovable(Collection<DatanodeInfo> candidates, DatanodeInfo source, DatanodeInfo target) {
        return verdicts.mayMove(super.isMovable(candidates, source, target), candidates, source, target);
    }

    /**
     * Removes replicas that share a hard domain first, then such that racks enough remain; among those the Balancer's hint,
     * then what is outside the copyset, then the stock choice (oldest heartbeat, least space). Called under the NameNode's write lock: cost O(replicas).
     */
    @Override
    public List<DatanodeStorageInfo> chooseReplicasToDelete(
            Collection<DatanodeStorageInfo> availableReplicas,
            Collection<DatanodeStorageInfo> delCandidates,
            int expectedNumOfReplicas,
            List<StorageType> excessTypes,
            DatanodeDescriptor addedNode,
            DatanodeDescriptor delNodeHint) {
        DatanodeStorageInfo usable = usableHint(availableReplicas, delCandidates, excessTypes, addedNode, delNodeHint);
        DatanodeStorageInfo hinted = usable != null
                ? usable
                : delCandidates.stream()
                        .filter(replica -> replica.getDatanodeDescriptor() == delNodeHint
                                && excessTypes.contains(replica.getStorageType()))
                        .findFirst()
                        .orElse(null);
        return verdicts.replicasToDelete(
                availableReplicas, delCandidates, expectedNumOfReplicas, excessTypes, hinted, usable != null);
    }

    @Override
    public String toString() {
        return "FailureDomainPlacementPolicy" + placement;
    }
}
