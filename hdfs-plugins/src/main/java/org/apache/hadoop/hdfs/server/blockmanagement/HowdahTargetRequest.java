// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.net.Node;

/**
 * One request for targets, whichever of the platform's ways it came.
 *
 * @param wanted replicas wanted in addition to the chosen ones
 * @param writer the writer's node, not necessarily a DataNode; may be null
 * @param chosen replicas the block has already
 * @param returnChosen whether the answer includes the chosen ones
 * @param excluded nodes that must not be chosen; may be null
 * @param blockSize bytes to be written
 * @param policy the file's storage policy
 * @param flags client hints; may be null
 * @param storageTypes types to use in place of the policy's first choice; may be null
 * @param favored nodes the client would like, in order
 */
public record HowdahTargetRequest(
        int wanted,
        Node writer,
        List<DatanodeStorageInfo> chosen,
        boolean returnChosen,
        Set<Node> excluded,
        long blockSize,
        BlockStoragePolicy policy,
        EnumSet<AddBlockFlag> flags,
        EnumMap<StorageType, Integer> storageTypes,
        List<DatanodeDescriptor> favored) {}
