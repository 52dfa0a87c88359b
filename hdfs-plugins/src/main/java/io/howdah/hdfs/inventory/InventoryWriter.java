// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import java.io.IOException;
import java.nio.file.Path;

/** Writes an inventory as YAML, one node a line: to a temporary name in the same directory, then renamed. */
public final class InventoryWriter {
    private InventoryWriter() {}

    /**
     * Writes a file.
     *
     * @throws IOException when it cannot be written; an existing file is then untouched
     */
    public static void write(Inventory inventory, Path file) throws IOException {
        AtomicFile.write(file, writer -> writer.write(toYaml(inventory)));
    }

    /** {@return the inventory as YAML text} */
    public static String toYaml(Inventory inventory) {
        StringBuilder yaml = new StringBuilder("schemaVersion: " + Inventory.SCHEMA_VERSION + "\nnodes:\n");
        for (InventoryNode node : inventory.nodes()) {
            yaml.append("  - {host: ").append(quote(node.host()));
            yaml.append(", rack: ").append(quote(node.rack()));
            yaml.append(", physicalHost: ").append(quote(node.physicalHost()));
            optional(yaml, "storageBackend", node.storageBackend());
            optional(yaml, "power", node.power());
            optional(yaml, "upgradeDomain", node.upgradeDomain());
            if (node.weight() != 1) {
                yaml.append(", weight: ").append(node.weight());
            }
            if (!node.storageTypes().isEmpty()) {
                yaml.append(", storageTypes: ").append(quote(String.join(",", node.storageTypes())));
            }
            yaml.append("}\n");
        }
        return yaml.toString();
    }

    private static void optional(StringBuilder yaml, String key, String value) {
        if (value != null) {
            yaml.append(", ").append(key).append(": ").append(quote(value));
        }
    }

    private static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
