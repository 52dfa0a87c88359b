// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The platform's own tests of the slow-node filter on our class. */
@MethodSource("data")
@ParameterizedClass
class ExcludeSlowNodesConformanceIT extends TestReplicationPolicyExcludeSlowNodes {
    ExcludeSlowNodesConformanceIT(String policy) {
        super(policy);
    }

    public static Iterable<Object[]> data() {
        return List.<Object[]>of(new Object[] {FailureDomainPlacementPolicy.class.getName()});
    }
}
