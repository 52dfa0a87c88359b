// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.AtomicFile;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.InventoryDiff;
import io.howdah.hdfs.topology.collect.core.KnownValue;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an earlier run knew of each DataNode and when each value was last stated: a JSON file beside the inventory. Without
 * it the inventory itself is what is known, as old as its file.
 */
final class LastKnown {
    private static final int SCHEMA_VERSION = 1;
    private static final int MAX_BYTES = 256 << 20;

    private LastKnown() {}

    /**
     * Reads the state file.
     *
     * @return the values by DataNode, or empty when there is no file
     * @throws SourceFailure when there is one that cannot be used
     */
    static Optional<Map<String, Map<Attribute, KnownValue>>> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, Object> root =
                JsonDocument.object(JsonDocument.parse(file.toString(), BoundedFile.read(file, MAX_BYTES)));
        if (!JsonDocument.text(root.get("schemaVersion")).equals("" + SCHEMA_VERSION)) {
            throw new SourceFailure(file + ": schemaVersion " + root.get("schemaVersion") + "; allowed: "
                    + SCHEMA_VERSION + " (delete the file to start from the inventory alone)");
        }
        Map<String, Map<Attribute, KnownValue>> known = new LinkedHashMap<>();
        for (Map.Entry<String, Object> node :
                JsonDocument.object(root.get("nodes")).entrySet()) {
            Map<Attribute, KnownValue> values = new LinkedHashMap<>();
            for (Map.Entry<String, Object> field :
                    JsonDocument.object(node.getValue()).entrySet()) {
                Map<String, Object> value = JsonDocument.object(field.getValue());
                try {
                    Instant seen = Instant.parse(JsonDocument.text(value.get("seen")));
                    Attribute.of(field.getKey())
                            .ifPresent(attribute -> values.put(
                                    attribute,
                                    new KnownValue(
                                            JsonDocument.text(value.get("value")),
                                            JsonDocument.text(value.get("source")),
                                            seen)));
                } catch (DateTimeParseException e) {
                    throw new SourceFailure(file + ": " + node.getKey() + " " + field.getKey() + ": no time seen", e);
                }
            }
            known.put(node.getKey(), values);
        }
        return Optional.of(known);
    }

    /** {@return what an inventory says, as of that time} */
    static Map<String, Map<Attribute, KnownValue>> of(Inventory inventory, String source, Instant seen) {
        Map<String, Map<Attribute, KnownValue>> known = new LinkedHashMap<>();
        for (InventoryNode node : inventory.nodes()) {
            Map<Attribute, KnownValue> values = new LinkedHashMap<>();
            InventoryDiff.values(node)
                    .forEach((attribute, value) -> values.put(attribute, new KnownValue(value, source, seen)));
            known.put(node.host(), values);
        }
        return known;
    }

    /**
     * Writes the state file: to a temporary name in the same directory, then renamed.
     *
     * @throws IOException when it cannot be written; an existing file is then untouched
     */
    static void write(Map<String, Map<Attribute, KnownValue>> known, Path file) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("schemaVersion", SCHEMA_VERSION);
            json.writeObjectFieldStart("nodes");
            for (Map.Entry<String, Map<Attribute, KnownValue>> node : known.entrySet()) {
                json.writeRaw('\n');
                json.writeObjectFieldStart(node.getKey());
                for (Map.Entry<Attribute, KnownValue> field : node.getValue().entrySet()) {
                    json.writeObjectFieldStart(field.getKey().id());
                    json.writeStringField("value", field.getValue().value());
                    json.writeStringField("source", field.getValue().source());
                    json.writeStringField("seen", field.getValue().seen().toString());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        AtomicFile.write(file, writer -> writer.write(text + "\n"));
    }

    /** {@return when the file was last written, or now when there is none} */
    static Instant written(Path file, Instant now) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return now;
        }
    }
}
