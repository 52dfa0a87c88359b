// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.Collection;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage.State;

/**
 * Which storages a DataNode had as of one heartbeat. A descriptor hands them out under a lock of its own, at each test of
 * room; a thread that is paused in it holds up all others. The set changes with a heartbeat only (a new storage may be
 * reported in between: it counts from the next one on), so it is read once for each. What changes all the while, state and
 * free space, is asked of the storages each time. Immutable; safe for use by many threads.
 */
public final class HowdahNodeStorages {
    private final long heartbeat;
    private final DatanodeStorageInfo[] storages;

    /** Takes the descriptor's lock once. */
    public HowdahNodeStorages(DatanodeDescriptor node) {
        this.heartbeat = node.getLastUpdateMonotonic(); // first: a heartbeat in between is then found out
        this.storages = node.getStorageInfos();
    }

    /** {@return whether there has been no heartbeat since} */
    public boolean current(DatanodeDescriptor node) {
        return node.getLastUpdateMonotonic() == heartbeat;
    }

    /** Adds the types of the storages. */
    public void typesInto(Collection<StorageType> types) {
        for (DatanodeStorageInfo storage : storages) {
            types.add(storage.getStorageType());
        }
    }

    /** {@return whether these types are among the given} */
    public boolean typesIn(Collection<StorageType> types) {
        for (DatanodeStorageInfo storage : storages) {
            if (!types.contains(storage.getStorageType())) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the storage {@link DatanodeDescriptor#chooseStorage4Block} gives, or null where it gives none} The free
     * space of those that hold at least one block counts, less what is on its way to the node.
     *
     * @param required bytes
     */
    DatanodeStorageInfo withRoom(DatanodeDescriptor node, long blockSize, long required, StorageType type) {
        DatanodeStorageInfo first = null;
        long free = -blockSize * node.getBlocksScheduled(type);
        for (DatanodeStorageInfo storage : storages) {
            if (storage.getStorageType() == type && storage.getState() == State.NORMAL) {
                first = first == null ? storage : first;
                long remaining = storage.getRemaining();
                free += remaining >= required ? remaining : 0;
            }
        }
        return free >= required ? first : null;
    }
}
