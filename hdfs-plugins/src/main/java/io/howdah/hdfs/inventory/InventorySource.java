// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.snapshot.PolledFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The current inventory of this JVM. Thread-safe; see {@link PolledFile} for what happens when the file changes or breaks. */
public final class InventorySource extends PolledFile<InventoryState> {
    private final long maxBytes;

    /**
     * Loads the file.
     *
     * @param file the inventory
     * @param maxBytes largest size accepted
     * @param clock for ages
     * @throws InventoryException when it is missing or not valid
     */
    public InventorySource(Path file, long maxBytes, Clock clock) throws InventoryException {
        super(file, clock);
        this.maxBytes = maxBytes;
        start(this::load);
    }

    /**
     * The JVM's source for that file; loads it on first use and polls it from then on.
     *
     * @param file the inventory
     * @param maxBytes largest size accepted
     * @param poll interval between looks at the file
     * @throws InventoryException when it was never loaded and cannot be loaded now
     */
    public static InventorySource shared(Path file, long maxBytes, Duration poll) throws InventoryException {
        return shared(
                "inventory|" + file + "|" + maxBytes + "|" + poll.toMillis(),
                poll,
                () -> new InventorySource(file, maxBytes, Clock.systemUTC()));
    }

    @Override
    protected InventoryState load(long generation, Instant modified) throws InventoryException {
        Inventory inventory = InventoryYaml.read(file(), maxBytes);
        return new InventoryState(inventory, inventory.sha256(), generation, modified, null);
    }

    @Override
    protected InventoryState broken(InventoryState last, String problem) {
        return new InventoryState(last.inventory(), last.digest(), last.generation(), last.modified(), problem);
    }
}
