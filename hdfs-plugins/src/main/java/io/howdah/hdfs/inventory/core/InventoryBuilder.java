// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds an {@link Inventory} from raw fields and refuses what would mislead placement: a duplicate or missing host, an
 * unknown or missing field, racks of mixed depth (the platform's topology throws on those), a newer schema. Not safe for
 * use by several threads; use one per file.
 */
public final class InventoryBuilder {
    /** Most nodes an inventory may have. */
    public static final int MAX_NODES = 200_000;

    private static final List<String> FIELDS = List.of(
            "host", "rack", "physicalHost", "storageBackend", "power", "upgradeDomain", "weight", "storageTypes");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:%-]{0,254}");
    private static final Pattern LABEL = Pattern.compile("[^\\s\\p{Cntrl}][^\\p{Cntrl}]{0,254}");
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");
    private static final Pattern RACK = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._:-]*)+");

    private final String source;
    private final Map<String, InventoryNode> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private int firstRackLine;
    private String firstRack;
    private boolean schemaSeen;

    /** @param source the file's name for messages */
    public InventoryBuilder(String source) {
        this.source = source;
    }

    /** A scalar and the line it stands on, counted from 1. */
    public record Field(String value, int line) {}

    /**
     * States the format of the file.
     *
     * @throws InventoryException when this build cannot read that version
     */
    public InventoryBuilder schemaVersion(Field version) throws InventoryException {
        int number;
        try {
            number = Integer.parseInt(version.value());
        } catch (NumberFormatException e) {
            throw bad(version, "schemaVersion " + quote(version) + " is not a number", "" + Inventory.SCHEMA_VERSION);
        }
        if (number > Inventory.SCHEMA_VERSION) {
            throw bad(
                    version,
                    "schemaVersion " + number + " is newer than this build reads",
                    "up to " + Inventory.SCHEMA_VERSION + " (upgrade Howdah on this machine first)");
        }
        if (number < 1) {
            throw bad(version, "schemaVersion " + number, "" + Inventory.SCHEMA_VERSION);
        }
        schemaSeen = true;
        return this;
    }

    /**
     * Adds one node.
     *
     * @param line where the node begins
     * @param fields its fields in any order; a field given twice is the reader's to refuse
     * @throws InventoryException when the node is not valid
     */
    public InventoryBuilder node(int line, Map<String, Field> fields) throws InventoryException {
        for (Map.Entry<String, Field> entry : fields.entrySet()) {
            if (!FIELDS.contains(entry.getKey())) {
                throw bad(
                        entry.getValue(),
                        "unknown field " + InventoryException.quote(entry.getKey()),
                        String.join(", ", FIELDS));
            }
        }
        Field host = required(line, fields, "host", NAME, "a host name or IP address");
        String name = host.value().toLowerCase(Locale.ROOT);
        Field rack = required(line, fields, "rack", RACK, "a path such as /rack1 or /dc1/rack1");
        Field physicalHost = required(line, fields, "physicalHost", LABEL, "1 to 255 printable characters");
        Integer before = lines.put(name, host.line());
        if (before != null) {
            throw bad(host, "duplicate host " + quote(host) + ", first on line " + before, "each host once");
        }
        if (firstRack == null) {
            firstRack = rack.value();
            firstRackLine = rack.line();
        } else if (Inventory.depth(firstRack) != Inventory.depth(rack.value())) {
            throw bad(
                    rack,
                    "rack " + quote(rack) + " has another depth than " + InventoryException.quote(firstRack)
                            + " on line " + firstRackLine,
                    "all racks with the same number of parts");
        }
        if (nodes.size() == MAX_NODES) {
            throw bad(host, "more than " + MAX_NODES + " nodes", "up to " + MAX_NODES);
        }
        nodes.put(
                name,
                new InventoryNode(
                        name,
                        rack.value(),
                        physicalHost.value(),
                        optional(fields, "storageBackend"),
                        optional(fields, "power"),
                        optional(fields, "upgradeDomain"),
                        weight(fields.get("weight")),
                        storageTypes(fields.get("storageTypes"))));
        return this;
    }

    /**
     * Ends the file.
     *
     * @return the inventory
     * @throws InventoryException when the file had no schemaVersion or no node
     */
    public Inventory build() throws InventoryException {
        if (!schemaSeen) {
            throw new InventoryException(
                    source, 1, "schemaVersion is missing", "schemaVersion: " + Inventory.SCHEMA_VERSION);
        }
        if (nodes.isEmpty()) {
            throw new InventoryException(source, 1, "no nodes", "nodes: followed by at least one node");
        }
        return new Inventory(nodes);
    }

    private Field required(int line, Map<String, Field> fields, String key, Pattern pattern, String allowed)
            throws InventoryException {
        Field field = fields.get(key);
        if (field == null || field.value().isEmpty()) {
            String missing = Stream.of("host", "rack", "physicalHost")
                    .filter(f -> fields.get(f) == null || fields.get(f).value().isEmpty())
                    .collect(Collectors.joining(", "));
            throw new InventoryException(
                    source,
                    field == null ? line : field.line(),
                    "node without " + missing,
                    "host, rack and physicalHost in every node");
        }
        if (!pattern.matcher(field.value()).matches()) {
            throw bad(field, key + " " + quote(field), allowed);
        }
        return field;
    }

    private String optional(Map<String, Field> fields, String key) throws InventoryException {
        Field field = fields.get(key);
        if (field == null) {
            return null;
        }
        if (!LABEL.matcher(field.value()).matches()) {
            throw bad(field, key + " " + quote(field), "1 to 255 printable characters, or leave the field out");
        }
        return field.value();
    }

    private double weight(Field field) throws InventoryException {
        if (field == null) {
            return 1;
        }
        double weight;
        try {
            weight = Double.parseDouble(field.value());
        } catch (NumberFormatException e) {
            weight = Double.NaN;
        }
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw bad(field, "weight " + quote(field), "a number greater than 0");
        }
        return weight;
    }

    private List<String> storageTypes(Field field) throws InventoryException {
        if (field == null) {
            return List.of();
        }
        List<String> types = Stream.of(field.value().split(",", -1))
                .map(type -> type.trim().toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
        if (!types.stream().allMatch(type -> TYPE.matcher(type).matches())) {
            throw bad(field, "storageTypes " + quote(field), "names such as DISK,SSD, or leave the field out");
        }
        return types;
    }

    private static String quote(Field field) {
        return InventoryException.quote(field.value());
    }

    private InventoryException bad(Field where, String what, String allowed) {
        return new InventoryException(source, where.line(), what, allowed);
    }
}
