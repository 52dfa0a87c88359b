// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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

/** A YAML document whose every part knows its line. No anchors, no aliases, at most {@value #MAX_DEPTH} levels. */
sealed interface YamlNode {
    int MAX_DEPTH = 8;

    /** {@return where it begins, counted from 1} */
    int line();

    /** A single value; an empty one and {@code null} are the empty string. */
    record Scalar(int line, String value) implements YamlNode {}

    /** A list. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    /** A mapping in the order of the file; each key once. */
    record Mapping(int line, Map<String, YamlNode> fields, Map<String, Integer> keyLines) implements YamlNode {}

    /**
     * Reads one document.
     *
     * @param source name for messages
     * @throws InventoryException when the text is no such document
     */
    static YamlNode parse(String source, String text) throws InventoryException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE) // the reader of the file bounds it
                .build();
        try {
            Reader reader =
                    new Reader(source, new Parse(settings).parseString(text).iterator());
            reader.next(Event.ID.StreamStart);
            Event first = reader.events.next();
            if (first.getEventId() == Event.ID.StreamEnd) {
                throw new InventoryException(source, 1, "empty file", "a YAML mapping");
            }
            YamlNode root = reader.node(reader.events.next(), 1);
            reader.next(Event.ID.DocumentEnd);
            reader.next(Event.ID.StreamEnd);
            return root;
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String problem = e.getProblem() != null ? e.getProblem() : String.valueOf(e.getContext());
            throw new InventoryException(
                    source, mark.map(Mark::getLine).orElse(-1) + 1, "not valid YAML: " + problem, "YAML 1.2 or JSON");
        } catch (YamlEngineException e) {
            throw new InventoryException(source, 0, "not valid YAML: " + e.getMessage(), "YAML 1.2 or JSON");
        }
    }

    /** Turns events into nodes. */
    record Reader(String source, Iterator<Event> events) {
        void next(Event.ID id) throws InventoryException {
            Event event = events.next();
            if (event.getEventId() != id) {
                throw new InventoryException(source, line(event), "a second document", "one document per file");
            }
        }

        YamlNode node(Event event, int depth) throws InventoryException {
            if (event.getEventId() == Event.ID.Alias
                    || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
                throw new InventoryException(
                        source, line(event), "anchors and aliases are not supported", "plain values");
            }
            if (depth > MAX_DEPTH) {
                throw new InventoryException(source, line(event), "nested too deeply", MAX_DEPTH + " levels");
            }
            return switch (event.getEventId()) {
                case Scalar -> new Scalar(line(event), text((ScalarEvent) event));
                case SequenceStart -> sequence(event, depth);
                case MappingStart -> mapping(event, depth);
                default -> throw new InventoryException(source, line(event), "no value", "a value");
            };
        }

        private YamlNode sequence(Event start, int depth) throws InventoryException {
            List<YamlNode> items = new ArrayList<>();
            for (Event item = events.next(); item.getEventId() != Event.ID.SequenceEnd; item = events.next()) {
                items.add(node(item, depth + 1));
            }
            return new Sequence(line(start), items);
        }

        private YamlNode mapping(Event start, int depth) throws InventoryException {
            Map<String, YamlNode> fields = new LinkedHashMap<>();
            Map<String, Integer> lines = new LinkedHashMap<>();
            for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
                if (!(key instanceof ScalarEvent name)) {
                    throw new InventoryException(source, line(key), "a field name that is no text", "a field name");
                }
                Integer before = lines.put(name.getValue(), line(key));
                if (before != null) {
                    throw new InventoryException(
                            source,
                            line(key),
                            "'" + name.getValue() + "' again, first on line " + before,
                            "each field once");
                }
                fields.put(name.getValue(), node(events.next(), depth + 1));
            }
            return new Mapping(line(start), fields, lines);
        }

        private static String text(ScalarEvent scalar) {
            boolean isNull = scalar.isPlain()
                    && (scalar.getValue().equals("null") || scalar.getValue().equals("~"));
            return isNull ? "" : scalar.getValue();
        }

        private static int line(Event event) {
            return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
        }
    }
}
