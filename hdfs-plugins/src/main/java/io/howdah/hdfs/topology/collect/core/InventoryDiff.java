// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What changes from one inventory to the next, as lines: {@code +} joins, {@code -} leaves, {@code ~} changes. */
public final class InventoryDiff {
    private InventoryDiff() {}

    /** {@return one line for each DataNode that joins, leaves or changes; empty when nothing does} */
    public static List<String> between(Inventory before, Inventory after) {
        List<String> lines = new ArrayList<>();
        for (InventoryNode node : after.nodes()) {
            InventoryNode old = before.find(node.host());
            if (old == null) {
                lines.add("+ " + node.host() + " " + words(values(node)));
            } else if (!old.equals(node)) {
                lines.add("~ " + node.host() + " " + changes(values(old), values(node)));
            }
        }
        for (InventoryNode node : before.nodes()) {
            if (after.find(node.host()) == null) {
                lines.add("- " + node.host() + " " + words(values(node)));
            }
        }
        return lines;
    }

    /** {@return a node's values by attribute; a value it does not state is absent} */
    public static Map<Attribute, String> values(InventoryNode node) {
        Map<Attribute, String> values = new LinkedHashMap<>();
        values.put(Attribute.PHYSICAL_HOST, node.physicalHost());
        values.put(Attribute.RACK, node.rack());
        values.put(Attribute.STORAGE_BACKEND, node.storageBackend());
        values.put(Attribute.POWER, node.power());
        values.put(Attribute.UPGRADE_DOMAIN, node.upgradeDomain());
        values.put(Attribute.WEIGHT, node.weight() == 1 ? null : Double.toString(node.weight()));
        values.put(
                Attribute.STORAGE_TYPES, node.storageTypes().isEmpty() ? null : String.join(",", node.storageTypes()));
        values.values().removeIf(Objects::isNull);
        return values;
    }

    private static String words(Map<Attribute, String> values) {
        List<String> words = new ArrayList<>();
        values.forEach((attribute, value) -> words.add(attribute.id() + "=" + value));
        return String.join(" ", words);
    }

    private static String changes(Map<Attribute, String> before, Map<Attribute, String> after) {
        List<String> words = new ArrayList<>();
        for (Attribute attribute : Attribute.values()) {
            String old = before.getOrDefault(attribute, "(none)");
            String now = after.getOrDefault(attribute, "(none)");
            if (!old.equals(now)) {
                words.add(attribute.id() + ": " + old + " -> " + now);
            }
        }
        return String.join(", ", words);
    }
}
