// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.InventoryDiff;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.nio.file.Path;
import java.util.List;

/** An inventory written by hand. */
final class InventoryFileSource {
    static final long MAX_BYTES = 64L << 20;

    private InventoryFileSource() {}

    /** @throws InventoryException when it is no valid inventory */
    static List<MachineFact> read(Path file) throws InventoryException {
        return InventoryYaml.read(file, MAX_BYTES).nodes().stream()
                .map(InventoryFileSource::fact)
                .toList();
    }

    private static MachineFact fact(InventoryNode node) {
        return new MachineFact(
                Identity.named(node.host()), InventoryDiff.values(node), Liveness.RUNNING, "node " + node.host());
    }
}
