// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The platform's own tests of a placement policy on our class, each DataNode on its own host. */
@MethodSource("data")
@ParameterizedClass
@ExtendWith(ListedDifferences.class)
@Tag("full")
class ReplicationPolicyOwnHostsConformanceIT extends TestReplicationPolicy {
    ReplicationPolicyOwnHostsConformanceIT(String policy) {
        super(policy);
    }

    public static Iterable<Object[]> data() {
        return List.<Object[]>of(new Object[] {FailureDomainPlacementPolicy.class.getName()});
    }

    @Override
    DatanodeDescriptor[] getDatanodeDescriptors(Configuration conf) {
        return ConformanceInventory.OWN_HOSTS.of(super.getDatanodeDescriptors(conf), conf);
    }
}
