// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.namenode.fgl.FineGrainedFSNamesystemLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link TestReplicationPolicyExcludeSlowNodes} on our class in a NameNode with fine-grained locks. */
@Tag("full")
@MethodSource("data")
@ParameterizedClass
class ExcludeSlowNodesFineGrainedLockConformanceIT extends TestReplicationPolicyExcludeSlowNodes {
    ExcludeSlowNodesFineGrainedLockConformanceIT(String policy) {
        super(policy);
    }

    public static Iterable<Object[]> data() {
        return List.<Object[]>of(new Object[] {FailureDomainPlacementPolicy.class.getName()});
    }

    @Override
    DatanodeDescriptor[] getDatanodeDescriptors(Configuration conf) {
        conf.set(DFSConfigKeys.DFS_NAMENODE_LOCK_MODEL_PROVIDER_KEY, FineGrainedFSNamesystemLock.class.getName());
        return super.getDatanodeDescriptors(conf);
    }
}
