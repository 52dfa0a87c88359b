// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.shaded.protobuf.generated.ClientProtos.MultiRequest;
import org.apache.hadoop.hbase.shaded.protobuf.generated.ClientProtos.RegionAction;

/**
 * Whether the writes of the call at work stand for themselves, so that one may be refused and the others written. HBase does
 * not tell an observer; the request does. In doubt they do not: then all are refused, and nothing is written by half.
 */
final class BatchKind {
    private BatchKind() {}

    /** True in a batch of single puts, deletes, increments and appends: no condition, no mutateRow. */
    static boolean isOneByOne() {
        return RpcServer.getCurrentCall()
                .map(call -> call.getParam() instanceof MultiRequest request
                        && request.getRegionActionList().stream().noneMatch(BatchKind::standsTogether))
                .orElse(false);
    }

    private static boolean standsTogether(RegionAction action) {
        return action.getAtomic() || action.hasCondition();
    }
}
