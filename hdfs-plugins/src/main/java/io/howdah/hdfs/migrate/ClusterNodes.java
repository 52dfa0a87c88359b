// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import io.howdah.hdfs.audit.CopysetMembership;
import io.howdah.hdfs.migrate.core.MovePlanner;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.CandidateTable;
import io.howdah.hdfs.placement.core.ReplicaSite;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;

/**
 * The plan's nodes as the NameNode reports them now: those in service, with the room of their largest volume of each
 * storage type, less what was promised since. Not thread-safe.
 */
final class ClusterNodes {
    /** A node is no target when the block would fill its volume: writers need room, too. */
    private static final int BLOCKS_KEPT_FREE = 8;

    private final Map<Integer, DatanodeInfo> nodes = new HashMap<>();
    private final Map<Integer, ReplicaSite> sites = new HashMap<>();
    private final Map<StorageType, Map<Integer, Long>> room = new HashMap<>();

    ClusterNodes(Collection<DatanodeStorageReport> reports, CopysetMembership membership, SiteResolver resolver) {
        for (DatanodeStorageReport report : reports) {
            DatanodeInfo node = report.getDatanodeInfo();
            int index = membership.node(node);
            if (index != CandidateTable.NONE && node.isInService()) {
                nodes.put(index, node);
                sites.put(index, resolver.site(resolver.state(), node));
                for (StorageReport storage : report.getStorageReports()) {
                    room.computeIfAbsent(storage.getStorage().getStorageType(), type -> new HashMap<>())
                            .merge(index, storage.getRemaining(), Math::max);
                }
            }
        }
    }

    /** {@return the DataNode with that index in the plan} */
    DatanodeInfo node(int index) {
        return nodes.get(index);
    }

    /** Takes room away that a move will need. */
    void promise(int index, StorageType type, long bytes) {
        room.get(type).merge(index, -bytes, Long::sum);
    }

    /** {@return the nodes as targets for a replica of that type and length} */
    MovePlanner.Nodes targets(StorageType type, long bytes) {
        Map<Integer, Long> left = room.getOrDefault(type, Map.of());
        return new MovePlanner.Nodes() {
            @Override
            public ReplicaSite site(int node) {
                return sites.get(node);
            }

            @Override
            public long room(int node) {
                return Math.max(0, left.getOrDefault(node, 0L) - BLOCKS_KEPT_FREE * bytes);
            }
        };
    }
}
