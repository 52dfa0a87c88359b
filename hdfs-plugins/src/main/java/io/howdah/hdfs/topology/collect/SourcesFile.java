// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The sources file, read and checked. Paths in it are seen from its own directory. Immutable.
 *
 * @param file the file itself
 * @param dataNodes the table of DataNodes
 * @param sources who is asked, in the operator's order
 * @param parallel how many probes run at the same time
 * @param defaultRack rack where nobody states one, or empty
 * @param backendNames the operator's names for storage backends
 */
record SourcesFile(
        Path file,
        Path dataNodes,
        List<Source> sources,
        int parallel,
        String defaultRack,
        Map<String, String> backendNames) {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_SOURCES = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    static final Pattern RACK = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._:-]*)+");

    /**
     * One source.
     *
     * @param name its name
     * @param type its kind
     * @param timeout deadline of each of its probes
     * @param values its other fields
     */
    record Source(String name, SourceType type, Duration timeout, Values values) {}

    /**
     * Reads the file.
     *
     * @throws InventoryException when it is missing or not valid: {@code file:line: what; allowed: what}
     */
    static SourcesFile read(Path file) throws InventoryException {
        String text;
        try {
            text = BoundedFile.read(file, MAX_BYTES);
        } catch (SourceFailure e) {
            throw new InventoryException(e.getMessage(), 0, "not usable", "a readable sources file");
        }
        YamlNode root = YamlNode.parse(file.toString(), text);
        if (!(root instanceof YamlNode.Mapping mapping)) {
            throw new InventoryException(
                    file.toString(), root.line(), "not a mapping", SourceField.names(SourceField.ofFile()));
        }
        Values values = new Values(file, mapping, SourceField.ofFile());
        values.number("schemaVersion", 1, 1);
        String rack = values.text("defaultRack");
        if (!rack.isEmpty() && !RACK.matcher(rack).matches()) {
            throw values.bad("defaultRack", values.line("defaultRack"), "'" + rack + "'");
        }
        return new SourcesFile(
                file,
                values.path("datanodes").orElseThrow(),
                sources(file, mapping, values),
                values.number("parallel", 1, 64),
                rack,
                values.map("backends"));
    }

    private static List<Source> sources(Path file, YamlNode.Mapping mapping, Values values) throws InventoryException {
        if (!(mapping.fields().get("sources") instanceof YamlNode.Sequence list)
                || list.items().isEmpty()
                || list.items().size() > MAX_SOURCES) {
            throw values.bad("sources", values.line("sources"), "is not a list of 1 to " + MAX_SOURCES);
        }
        List<Source> sources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : list.items()) {
            if (!(item instanceof YamlNode.Mapping fields)) {
                throw new InventoryException(
                        file.toString(), item.line(), "a source that is no mapping", "name, type and their fields");
            }
            SourceType type = type(file, fields);
            Values source = new Values(file, fields, SourceField.of(type));
            String name = source.text("name");
            if (!NAME.matcher(name).matches() || !names.add(name)) {
                throw source.bad(
                        "name", source.line("name"), "'" + name + "' " + (names.contains(name) ? "again" : ""));
            }
            sources.add(new Source(
                    name, type, source.duration("timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)), source));
        }
        return sources;
    }

    private static SourceType type(Path file, YamlNode.Mapping fields) throws InventoryException {
        YamlNode node = fields.fields().get("type");
        String id = node instanceof YamlNode.Scalar scalar ? scalar.value() : "";
        SourceType type = SourceType.of(id).orElse(null);
        if (type == null) {
            throw new InventoryException(
                    file.toString(),
                    node == null ? fields.line() : node.line(),
                    node == null ? "type is missing" : "type '" + id + "'",
                    SourceType.allowed());
        }
        return type;
    }
}
