// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryBuilder.Field;
import io.howdah.hdfs.inventory.core.InventoryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads an inventory from YAML 1.2 (and so from JSON). Works on the parser's event stream: no tree, no recursion, no
 * object construction, so neither aliases ("billion laughs") nor deep nesting can hurt; both are refused with their line.
 */
public final class InventoryYaml {
    private static final String TOP_LEVEL = "schemaVersion and nodes";

    private final String source;
    private final Iterator<Event> events;

    private InventoryYaml(String source, String text) {
        this.source = source;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * Reads a file.
     *
     * @param file path of the inventory
     * @param maxBytes largest size accepted
     * @return the inventory
     * @throws InventoryException when the file is missing, unreadable, too large or not valid; the message is one line
     */
    public static Inventory read(Path file, long maxBytes) throws InventoryException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        } catch (NoSuchFileException e) {
            throw new InventoryException(file.toString(), 0, "no such file", "a readable inventory file");
        } catch (IOException e) {
            throw new InventoryException(file.toString(), 0, "cannot be read (" + e + ")", "a readable inventory file");
        }
        if (bytes.length > maxBytes) {
            throw new InventoryException(file.toString(), 0, "larger than " + maxBytes + " bytes", "a smaller file");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InventoryException(file.toString(), 0, "not UTF-8 text", "UTF-8");
        }
        return parse(file.toString(), text);
    }

    /**
     * Reads an inventory from text.
     *
     * @param source name for messages
     * @throws InventoryException when the text is not a valid inventory
     */
    public static Inventory parse(String source, String text) throws InventoryException {
        try {
            return new InventoryYaml(source, text).document();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String problem = e.getProblem() != null ? e.getProblem() : String.valueOf(e.getContext());
            throw new InventoryException(
                    source, mark.map(Mark::getLine).orElse(-1) + 1, "not valid YAML: " + problem, "YAML 1.2 or JSON");
        } catch (YamlEngineException e) {
            throw new InventoryException(
                    source, 0, "not valid YAML: " + String.valueOf(e.getMessage()), "YAML 1.2 or JSON");
        }
    }

    private Inventory document() throws InventoryException {
        next(Event.ID.StreamStart, "a YAML document");
        Event first = events.next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            throw new InventoryException(source, 1, "empty file", TOP_LEVEL);
        }
        next(Event.ID.MappingStart, "a mapping with " + TOP_LEVEL);
        InventoryBuilder builder = new InventoryBuilder(source);
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
            Field name = scalar(key, TOP_LEVEL);
            unique(seen, name);
            switch (name.value()) {
                case "schemaVersion" -> builder.schemaVersion(scalar(events.next(), "a number"));
                case "nodes" -> nodes(builder);
                default -> throw bad(name.line(), "unknown field '" + name.value() + "'", TOP_LEVEL);
            }
        }
        next(Event.ID.DocumentEnd, "the end of the document");
        next(Event.ID.StreamEnd, "one document per file");
        return builder.build();
    }

    private void nodes(InventoryBuilder builder) throws InventoryException {
        next(Event.ID.SequenceStart, "a list of nodes");
        for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
            expect(item, Event.ID.MappingStart, "a node: a mapping with host, rack and physicalHost");
            Map<String, Field> fields = new LinkedHashMap<>();
            Map<String, Integer> seen = new LinkedHashMap<>();
            for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
                Field name = scalar(key, "a field name");
                unique(seen, name);
                Field value = scalar(events.next(), "a single value for " + name.value());
                fields.put(name.value(), value);
            }
            builder.node(line(item), fields);
        }
    }

    private void unique(Map<String, Integer> seen, Field name) throws InventoryException {
        Integer before = seen.put(name.value(), name.line());
        if (before != null) {
            throw bad(name.line(), "'" + name.value() + "' again, first on line " + before, "each field once");
        }
    }

    private Field scalar(Event event, String allowed) throws InventoryException {
        expect(event, Event.ID.Scalar, allowed);
        ScalarEvent scalar = (ScalarEvent) event;
        boolean isNull = scalar.isPlain()
                && (scalar.getValue().equals("null") || scalar.getValue().equals("~"));
        return new Field(isNull ? "" : scalar.getValue(), line(event));
    }

    private void next(Event.ID id, String allowed) throws InventoryException {
        expect(events.next(), id, allowed);
    }

    private void expect(Event event, Event.ID id, String allowed) throws InventoryException {
        if (event.getEventId() == Event.ID.Alias
                || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
            throw bad(line(event), "anchors and aliases are not supported", "plain values");
        }
        if (event.getEventId() != id) {
            throw bad(line(event), "found " + describe(event), allowed);
        }
    }

    private static String describe(Event event) {
        return switch (event.getEventId()) {
            case Scalar -> "the value '" + ((ScalarEvent) event).getValue() + "'";
            case MappingStart -> "a mapping";
            case SequenceStart -> "a list";
            case DocumentStart -> "a second document";
            default -> "the end of the element";
        };
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private InventoryException bad(int line, String what, String allowed) {
        return new InventoryException(source, line, what, allowed);
    }
}
