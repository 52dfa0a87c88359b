// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.inventory.core.InventoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a merge found.
 *
 * @param nodes every DataNode that can be placed, with where each value is from and how old it is
 * @param conflicts statements that disagree
 * @param kept values of an earlier run that nobody states now
 * @param missing DataNodes left out, with what nobody knows of them
 * @param warnings what an operator should look at
 */
public record MergeResult(
        Map<String, Map<Attribute, KnownValue>> nodes,
        List<Conflict> conflicts,
        List<Kept> kept,
        List<Missing> missing,
        List<String> warnings) {
    /** A value of an earlier run. */
    public record Kept(String host, Attribute attribute, KnownValue known) {}

    /** A DataNode that cannot be placed. */
    public record Missing(String host, List<Attribute> attributes) {}

    /**
     * The inventory.
     *
     * @param name for messages
     * @throws InventoryException when the merged values make no valid inventory: racks of mixed depth, no node at all
     */
    public Inventory inventory(String name) throws InventoryException {
        InventoryBuilder builder = new InventoryBuilder(name);
        builder.schemaVersion(new Field("" + Inventory.SCHEMA_VERSION, 0));
        for (Map.Entry<String, Map<Attribute, KnownValue>> node : nodes.entrySet()) {
            Map<String, Field> fields = new LinkedHashMap<>();
            fields.put("host", new Field(node.getKey(), 0));
            node.getValue().forEach((attribute, known) -> fields.put(attribute.id(), new Field(known.value(), 0)));
            builder.node(0, fields);
        }
        return builder.build();
    }
}
