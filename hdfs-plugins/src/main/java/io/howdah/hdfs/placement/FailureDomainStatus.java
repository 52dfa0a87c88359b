// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementStatus;

/**
 * Verdict on the placement of one block. Immutable.
 *
 * @param additional replicas to place elsewhere before it is satisfied; 0 = satisfied
 * @param description why it is not satisfied, or null
 */
record FailureDomainStatus(int additional, String description) implements BlockPlacementStatus {
    static final FailureDomainStatus SATISFIED = new FailureDomainStatus(0, null);

    @Override
    public boolean isPlacementPolicySatisfied() {
        return additional == 0;
    }

    @Override
    public String getErrorDescription() {
        return additional == 0 ? null : description;
    }

    @Override
    public int getAdditionalReplicasRequired() {
        return additional;
    }
}
