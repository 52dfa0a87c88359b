// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.StorageType;

/**
 * What our placement asks of the platform's: its tests of a node and of a storage, its limits, its choice among excess
 * replicas. Implemented by the bridges; thread-safe.
 */
public interface HowdahPlatformFilters {
    /** Who asks for a policy; told by what it passes to {@code initialize}. */
    enum Caller {
        /** The NameNode's block manager. */
        NAMENODE,
        /** One run of fsck inside the NameNode: no statistics. */
        FSCK,
        /** Balancer or Mover, in their own JVM: neither statistics nor host map, and nodes are no descriptors. */
        BALANCER;

        static Caller of(FSClusterStats stats, Host2NodesMap hosts) {
            return stats != null ? NAMENODE : hosts != null ? FSCK : BALANCER;
        }
    }

    /** {@return whether the node passes the platform's filters: in service, not stale, not overloaded, not slow} */
    boolean good(DatanodeDescriptor node, boolean checkLoad, boolean avoidStale);

    /** {@return a storage of that type with room for the block, or null} */
    DatanodeStorageInfo storage(DatanodeDescriptor node, long blockSize, StorageType type);

    /** {@return the same, without the node's lock} */
    DatanodeStorageInfo storage(DatanodeDescriptor node, HowdahNodeStorages storages, long blockSize, StorageType type);

    /** {@return used share (0 to 1) of the node's storages of that type; 1 when it has none} */
    default double usedShare(DatanodeDescriptor node, StorageType type) {
        long capacity = 0;
        long remaining = 0;
        for (DatanodeStorageInfo storage : node.getStorageInfos()) {
            if (storage.getStorageType() == type) {
                capacity += storage.getCapacity();
                remaining += storage.getRemaining();
            }
        }
        return capacity == 0 ? 1 : 1 - remaining / (double) capacity;
    }

    /** {@return whether stale DataNodes are to be avoided now} */
    boolean avoidsStale();

    /** {@return whether overloaded DataNodes are to be avoided} */
    boolean checksLoad();

    /** {@return whether the policy is for erasure-coded block groups} */
    default boolean erasureCoded() {
        return false;
    }

    /** {@return mean number of transfers of the nodes in service; 0 when there are no statistics} */
    default double averageLoad() {
        return 0;
    }

    /** {@return whether the writer's own node is the first choice} */
    boolean prefersLocal();

    /** {@return how many of the wanted replicas there can be, and the most on one rack, as the platform has it} */
    int[] limits(int chosen, int wanted);

    /**
     * Forgets what the filters noted on this thread: while DEBUG logging is on they fill a thread-local text which only
     * the platform's own random walk empties.
     */
    void resetFilterNotes();

    /**
     * {@return the replica the platform would remove among these (oldest heartbeat, then least space), its type taken off
     * the excess; null when none is of an excess type}
     */
    DatanodeStorageInfo leastUseful(Collection<DatanodeStorageInfo> replicas, List<StorageType> excessTypes);

    /**
     * {@return the replica the Balancer names for removal, when removing it keeps the number of racks, as the platform
     * judges it; else null}
     */
    DatanodeStorageInfo usableHint(
            Collection<DatanodeStorageInfo> available,
            Collection<DatanodeStorageInfo> candidates,
            List<StorageType> excessTypes,
            DatanodeDescriptor added,
            DatanodeDescriptor hinted);
}
