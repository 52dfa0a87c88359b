// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.howdah.hdfs.inventory.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small JSON files as maps, lists, strings, numbers and booleans. Written to a temporary name, then renamed. */
public final class JsonTree {
    private static final long MAX_BYTES = 16 << 20;
    private static final int MAX_DEPTH = 16;

    private JsonTree() {}

    /** Writes a file; an existing one is replaced in one step. */
    public static void write(Map<String, ?> tree, Path file) throws IOException {
        AtomicFile.write(file, writer -> writer.append(text(tree)).append('\n'));
    }

    /** {@return the tree as one line} */
    public static String text(Map<String, ?> tree) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            value(json, tree);
        }
        return text.toString();
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, is larger than 16 MB, or is not a JSON object
     */
    public static Map<String, Object> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": " + Files.size(file) + " bytes; allowed: " + MAX_BYTES);
        }
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException(file + ": not a JSON object");
            }
            return object(json, 0);
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeObject(value); // string, number, boolean or null; anything else is refused
        }
    }

    private static Map<String, Object> object(JsonParser json, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            map.put(name, value(json, depth));
        }
        return map;
    }

    private static Object value(JsonParser json, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("nested deeper than " + MAX_DEPTH);
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json, depth + 1);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, depth + 1));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }
}
