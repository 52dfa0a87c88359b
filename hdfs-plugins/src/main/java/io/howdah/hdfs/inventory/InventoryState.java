// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.snapshot.PolledFile;
import java.time.Instant;

/**
 * A snapshot of the inventory and what is known about its file. Immutable.
 *
 * @param inventory the last good inventory
 * @param digest its SHA-256, as a plan made from it states it
 * @param generation 1 for the first load in this JVM, one more for each reload; 0 when no inventory is configured
 * @param modified when the loaded version of the file was written
 * @param problem why the file as it is now cannot be used, or null when it is the one that is loaded
 */
public record InventoryState(Inventory inventory, String digest, long generation, Instant modified, String problem)
        implements PolledFile.Snapshot {
    /** No inventory configured. */
    public static final InventoryState NONE = new InventoryState(Inventory.empty(), "", 0, Instant.EPOCH, null);

    @Override
    public String toString() {
        return "inventory generation " + generation + " (" + inventory.size() + " nodes)";
    }
}
