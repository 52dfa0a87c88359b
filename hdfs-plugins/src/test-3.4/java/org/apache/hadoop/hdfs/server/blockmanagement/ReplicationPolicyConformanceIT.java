// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import java.util.List;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** On Hadoop 3.4: the platform's own tests of a placement policy on our class, without an inventory: each must pass as it is. */
@RunWith(Parameterized.class)
public class ReplicationPolicyConformanceIT extends TestReplicationPolicy {
    public ReplicationPolicyConformanceIT(String policy) {
        super(policy);
    }

    /** Hides the platform's list of stock policies. */
    @Parameterized.Parameters
    public static Iterable<Object[]> data() {
        return List.<Object[]>of(new Object[] {FailureDomainPlacementPolicy.class.getName()});
    }
}
