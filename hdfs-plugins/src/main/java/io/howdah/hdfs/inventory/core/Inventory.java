// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is known about the DataNodes of a cluster: rack, physical host, storage backend and so on. Immutable and safe
 * for use by many threads. Built by {@link InventoryBuilder}, which validates.
 */
public final class Inventory {
    /** The newest file format this build reads. */
    public static final int SCHEMA_VERSION = 1;

    private static final Inventory EMPTY = new Inventory(Map.of());

    private final Map<String, InventoryNode> nodes;
    private final int rackDepth;

    Inventory(Map<String, InventoryNode> nodes) {
        this.nodes = new LinkedHashMap<>(nodes);
        this.rackDepth =
                nodes.values().stream().findFirst().map(n -> depth(n.rack())).orElse(1);
    }

    /** {@return an inventory that knows no node} */
    public static Inventory empty() {
        return EMPTY;
    }

    /** {@return all nodes in the order of the file} */
    public Collection<InventoryNode> nodes() {
        return java.util.Collections.unmodifiableCollection(nodes.values());
    }

    /** {@return number of nodes} */
    public int size() {
        return nodes.size();
    }

    /** {@return number of slash-separated parts of every rack, at least 1 (all racks have the same depth)} */
    public int rackDepth() {
        return rackDepth;
    }

    /** {@return the distinct values of that domain, sorted} */
    public Collection<String> values(FailureDomain domain) {
        TreeSet<String> values = new TreeSet<>();
        nodes.values().forEach(n -> {
            if (n.value(domain) != null) {
                values.add(n.value(domain));
            }
        });
        return values;
    }

    /** {@return the distinct racks, sorted} */
    public Collection<String> racks() {
        TreeSet<String> racks = new TreeSet<>();
        nodes.values().forEach(n -> racks.add(n.rack()));
        return racks;
    }

    /**
     * Finds a node that may be known by several names.
     *
     * @param names the names a node is known by, the best first; null entries are skipped
     * @return the first match, or null when none of the names is in the inventory
     */
    public InventoryNode find(List<String> names) {
        for (String name : names) {
            InventoryNode node = name == null ? null : find(name);
            if (node != null) {
                return node;
            }
        }
        return null;
    }

    /** {@return the node of that name (case-insensitive), or null} */
    public InventoryNode find(String name) {
        InventoryNode node = nodes.get(name);
        return node != null ? node : nodes.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * A digest of what the nodes are, whatever the order and the layout of the file: SHA-256, hexadecimal. Two inventories
     * with the same digest give the same plan.
     */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            nodes.values().stream()
                    .sorted(Comparator.comparing(InventoryNode::host))
                    .forEach(node -> digest.update((node + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static int depth(String rack) {
        return (int) rack.chars().filter(c -> c == '/').count();
    }
}
