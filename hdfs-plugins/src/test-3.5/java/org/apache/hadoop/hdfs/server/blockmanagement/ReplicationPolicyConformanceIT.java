// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The platform's own tests of a placement policy on our class, without an inventory: each must pass as it is. */
@MethodSource("data")
@ParameterizedClass
class ReplicationPolicyConformanceIT extends TestReplicationPolicy {
    ReplicationPolicyConformanceIT(String policy) {
        super(policy);
    }

    /** Hides the platform's list of stock policies. */
    public static Iterable<Object[]> data() {
        return List.<Object[]>of(new Object[] {FailureDomainPlacementPolicy.class.getName()});
    }
}
