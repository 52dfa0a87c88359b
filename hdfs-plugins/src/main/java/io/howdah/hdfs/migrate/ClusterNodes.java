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
 * The plan's nodes as the NameNode reports them now: those in service, with the room of their largest volume and the use
 * of all volumes of each storage type, with what was promised since. Use is judged as the Balancer judges it: HDFS' own
 * bytes over the capacity. Not thread-safe.
 */
final class ClusterNodes {
    /** A node is no target when the block would fill its volume: writers need room, too. */
    private static final int BLOCKS_KEPT_FREE = 8;

    private final Map<Integer, DatanodeInfo> nodes = new HashMap<>();
    private final Map<Integer, ReplicaSite> sites = new HashMap<>();
    private final Map<StorageType, Map<Integer, Long>> room = new HashMap<>();
    private final Map<StorageType, Map<Integer, Space>> space = new HashMap<>();
    private final Map<StorageType, Space> all = new HashMap<>();
    private final int minRacks;

    /** Bytes of one storage type. */
    private record Space(long used, long capacity) {
        static final Space NONE = new Space(0, 0);

        Space plus(Space other) {
            return new Space(used + other.used, capacity + other.capacity);
        }

        double share() {
            return capacity == 0 ? 0 : (double) used / capacity;
        }
    }

    ClusterNodes(
            Collection<DatanodeStorageReport> reports,
            CopysetMembership membership,
            SiteResolver resolver,
            int minRacks) {
        this.minRacks = minRacks;
        for (DatanodeStorageReport report : reports) {
            DatanodeInfo node = report.getDatanodeInfo();
            int index = membership.node(node);
            if (index != CandidateTable.NONE && node.isInService()) {
                nodes.put(index, node);
                sites.put(index, resolver.site(resolver.state(), node));
                for (StorageReport storage : report.getStorageReports()) {
                    StorageType type = storage.getStorage().getStorageType();
                    Space volume = new Space(storage.getDfsUsed(), storage.getCapacity());
                    room.computeIfAbsent(type, t -> new HashMap<>()).merge(index, storage.getRemaining(), Math::max);
                    space.computeIfAbsent(type, t -> new HashMap<>()).merge(index, volume, Space::plus);
                    all.merge(type, volume, Space::plus);
                }
            }
        }
    }

    /** {@return the DataNode with that index in the plan} */
    DatanodeInfo node(int index) {
        return nodes.get(index);
    }

    /**
     * Counts a move.
     *
     * @param from the source's index in the plan, or {@link CandidateTable#NONE}
     */
    void promise(int from, int to, StorageType type, long bytes) {
        room.get(type).merge(to, -bytes, Long::sum);
        space.get(type).merge(to, new Space(bytes, 0), Space::plus);
        if (from != CandidateTable.NONE) {
            space.get(type).merge(from, new Space(-bytes, 0), Space::plus);
        }
    }

    /** {@return used share of the plan's nodes together, 0 to 1} */
    double mean(StorageType type) {
        return all.getOrDefault(type, Space.NONE).share();
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

            @Override
            public double used(int node) {
                return space.getOrDefault(type, Map.of())
                        .getOrDefault(node, Space.NONE)
                        .share();
            }

            @Override
            public int minRacks() {
                return minRacks;
            }
        };
    }
}
