// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.simulation.core.BlockShape;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.blockmanagement.AvailableSpaceBlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyRackFaultTolerant;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahSimulatedCluster;

/** The policy classes a simulation places through: the shipped ones and what they replace. */
public enum Contender {
    /** The stock policy of replicated blocks. */
    DEFAULT("BlockPlacementPolicyDefault"),
    /** The stock policy that prefers emptier nodes. */
    AVAILABLE_SPACE("AvailableSpaceBlockPlacementPolicy"),
    /** The stock policy of erasure-coded blocks. */
    RACK_FAULT_TOLERANT("BlockPlacementPolicyRackFaultTolerant"),
    /** Ours, for replicated blocks. */
    OURS("FailureDomainPlacementPolicy"),
    /** Ours, for erasure-coded blocks. */
    OURS_ERASURE_CODED("FailureDomainErasureCodedPolicy");

    private final String className;

    Contender(String className) {
        this.className = className;
    }

    /** {@return the policy HDFS uses for such blocks unless told otherwise} */
    public static Contender stock(BlockShape shape) {
        return shape.erasureCoded() ? RACK_FAULT_TOLERANT : DEFAULT;
    }

    /** {@return the shipped policy for such blocks} */
    public static Contender ours(BlockShape shape) {
        return shape.erasureCoded() ? OURS_ERASURE_CODED : OURS;
    }

    /** {@return simple name of the class} */
    public String className() {
        return className;
    }

    /** {@return whether it is the shipped one} */
    public boolean ours() {
        return this == OURS || this == OURS_ERASURE_CODED;
    }

    /** Makes one on a cluster. The stock policies draw from an unseeded source. */
    BlockPlacementPolicy create(HowdahSimulatedCluster cluster, Configuration conf, RandomGenerator random) {
        return switch (this) {
            case DEFAULT -> cluster.newDefaultPolicy(conf);
            case AVAILABLE_SPACE -> cluster.initialize(new AvailableSpaceBlockPlacementPolicy(), conf);
            case RACK_FAULT_TOLERANT -> cluster.initialize(new BlockPlacementPolicyRackFaultTolerant(), conf);
            case OURS -> cluster.initialize(PlacementSimulation.seededPolicy(random), conf);
            case OURS_ERASURE_CODED -> cluster.initialize(PlacementSimulation.seededErasureCodedPolicy(random), conf);
        };
    }
}
