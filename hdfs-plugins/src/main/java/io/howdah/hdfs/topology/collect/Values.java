// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of one mapping of the sources file, checked against their {@link SourceField}s. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*(s|m|h|d)");
    private static final int MAX_TEXT = 4096;

    private final Path file;
    private final YamlNode.Mapping mapping;
    private final List<SourceField> fields;

    /** @throws InventoryException when the mapping has an unknown field or lacks a required one */
    Values(Path file, YamlNode.Mapping mapping, List<SourceField> fields) throws InventoryException {
        this.file = file;
        this.mapping = mapping;
        this.fields = fields;
        for (Map.Entry<String, Integer> key : mapping.keyLines().entrySet()) {
            if (fields.stream().noneMatch(field -> field.name().equals(key.getKey()))) {
                throw new InventoryException(
                        file.toString(),
                        key.getValue(),
                        "unknown field '" + shortened(key.getKey()) + "'",
                        SourceField.names(fields));
            }
        }
        for (SourceField field : fields) {
            if (field.defaultValue().equals(SourceField.REQUIRED)
                    && !mapping.fields().containsKey(field.name())) {
                throw new InventoryException(
                        file.toString(), mapping.line(), field.name() + " is missing", field.allowed());
            }
        }
    }

    String text(String name) throws InventoryException {
        YamlNode node = mapping.fields().get(name);
        return node == null ? orNothing(field(name)) : text(name, node);
    }

    private static String orNothing(SourceField field) {
        return field.defaultValue().equals(SourceField.REQUIRED) ? "" : field.defaultValue();
    }

    private String text(String name, YamlNode node) throws InventoryException {
        if (node instanceof YamlNode.Scalar scalar
                && !scalar.value().isBlank()
                && scalar.value().length() <= MAX_TEXT
                && scalar.value().chars().noneMatch(Character::isISOControl)) {
            return scalar.value().trim();
        }
        throw bad(name, node.line(), "is not a single value of 1 to " + MAX_TEXT + " characters");
    }

    int number(String name, int min, int max) throws InventoryException {
        String text = text(name);
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(name, line(name), "'" + shortened(text) + "' is not a number");
        }
        throw bad(name, line(name), text + " is out of range");
    }

    Duration duration(String name, Duration min, Duration max) throws InventoryException {
        String text = text(name);
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> Duration.ofSeconds(amount);
            };
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        throw bad(name, line(name), "'" + shortened(text) + "'");
    }

    /** {@return the path, seen from the directory of the sources file, or empty when the field is not there} */
    Optional<Path> path(String name) throws InventoryException {
        if (!mapping.fields().containsKey(name)) {
            return Optional.empty();
        }
        String text = text(name);
        try {
            return Optional.of(file.toAbsolutePath().resolveSibling(text).normalize());
        } catch (InvalidPathException e) {
            throw bad(name, line(name), "'" + shortened(text) + "' is not a path");
        }
    }

    List<String> texts(String name, int max) throws InventoryException {
        YamlNode node = mapping.fields().get(name);
        if (!(node instanceof YamlNode.Sequence sequence)
                || sequence.items().isEmpty()
                || sequence.items().size() > max) {
            throw bad(name, line(name), "is not a list of 1 to " + max);
        }
        List<String> texts = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            String text = text(name, item);
            if (texts.contains(text)) {
                throw bad(name, item.line(), "'" + shortened(text) + "' again");
            }
            texts.add(text);
        }
        return texts;
    }

    Map<String, String> map(String name) throws InventoryException {
        YamlNode node = mapping.fields().get(name);
        if (node == null) {
            return Map.of();
        }
        if (!(node instanceof YamlNode.Mapping entries)) {
            throw bad(name, node.line(), "is not a mapping");
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode> entry : entries.fields().entrySet()) {
            map.put(entry.getKey(), text(name, entry.getValue()));
        }
        return map;
    }

    /** {@return a refusal of that field's value, with what is allowed} */
    InventoryException bad(String name, int line, String what) {
        return new InventoryException(
                file.toString(), line, name + " " + what, field(name).allowed());
    }

    int line(String name) {
        YamlNode node = mapping.fields().get(name);
        return node == null ? mapping.line() : node.line();
    }

    private SourceField field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
