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
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahErasureCodedPolicyBridge;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;

/**
 * Block placement for {@code dfs.block.placement.ec.classname}: no physical host (nor, where the inventory states it,
 * storage backend) holds more than one unit of an erasure-coded block group while a legal choice exists; else the fullest
 * one holds as few as possible. Racks hold as equal numbers as the stock policy makes them.
 *
 * <p>Moves are not asked of this class: Balancer and Mover ask {@link FailureDomainPlacementPolicy}, for block groups too.
 *
 * <p>Thread-safe. The work is {@link FailureDomainPlacement}'s and {@link StripedVerdicts}'.
 */
public class FailureDomainErasureCodedPolicy extends HowdahErasureCodedPolicyBridge {
    private FailureDomainPlacement placement;
    private StripedVerdicts verdicts;
    private PlacementVerdicts moves;

    /**
     * Reads the settings and the inventory.
     *
     * @throws IllegalArgumentException in one line, when a setting is not allowed or the configured inventory cannot be
     *     loaded: the NameNode then does not start
     */
    @Override
    protected void configure(Configuration conf, Caller caller) {
        placement = new FailureDomainPlacement(
                TargetEngine.STRIPED, conf, caller, clusterMap, this, this::random, metrics());
        verdicts = placement.stripedVerdicts();
        moves = placement.verdicts();
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

    /** The stock rack rule and the hard rules, capped at what the platform's repair can mend now. */
    @Override
    public BlockPlacementStatus verifyBlockPlacement(DatanodeInfo[] locs, int numberOfReplicas) {
        return verdicts.verify(super.verifyBlockPlacement(locs, numberOfReplicas), locs, numberOfReplicas);
    }

    /** Never worsens a hard rule, nor the stock rack rule. */
    @Override
    public boolean isMovable(Collection<DatanodeInfo> candidates, DatanodeInfo source, DatanodeInfo target) {
        return super.isMovable(candidates, source, target) && moves.mayMove(true, candidates, source, target);
    }

    /** Removes copies of one unit. Called under the NameNode's write lock: cost O(units). */
    @Override
    public List<DatanodeStorageInfo> chooseReplicasToDelete(
            Collection<DatanodeStorageInfo> availableReplicas,
            Collection<DatanodeStorageInfo> delCandidates,
            int expectedNumOfReplicas,
            List<StorageType> excessTypes,
            DatanodeDescriptor addedNode,
            DatanodeDescriptor delNodeHint) {
        return verdicts.copiesToDelete(availableReplicas, delCandidates, expectedNumOfReplicas, excessTypes);
    }

    @Override
    public String toString() {
        return "FailureDomainErasureCodedPolicy" + placement;
    }
}
