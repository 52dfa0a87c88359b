// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as maps, lists and strings, for documents whose shape varies by version. Numbers and booleans are their text, null
 * is the empty string. At most {@value #MAX_DEPTH} levels; the caller bounds the size.
 */
final class JsonDocument {
    private static final int MAX_DEPTH = 64;
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonDocument() {}

    /**
     * Parses a document.
     *
     * @param name for messages
     * @throws SourceFailure when it is not one JSON document; with name and line
     */
    static Object parse(String name, String text) throws SourceFailure {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() == null) {
                throw new SourceFailure(name + ": empty, not JSON");
            }
            Object value = value(name, json, 1);
            if (json.nextToken() != null) {
                throw new SourceFailure(name + ":" + json.currentLocation().getLineNr() + ": text after the JSON");
            }
            return value;
        } catch (JsonParseException e) {
            throw new SourceFailure(
                    name + ":" + e.getLocation().getLineNr() + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (SourceFailure e) {
            throw e;
        } catch (IOException e) {
            throw new SourceFailure(name + ": not valid JSON: " + e.getMessage(), e);
        }
    }

    private static Object value(String name, JsonParser json, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new SourceFailure(name + ": JSON nested deeper than " + MAX_DEPTH);
        }
        switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    json.nextToken();
                    map.put(key, value(name, json, depth + 1));
                }
                return map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(name, json, depth + 1));
                }
                return list;
            }
            case VALUE_NULL -> {
                return "";
            }
            default -> {
                return json.getText();
            }
        }
    }

    /** {@return the value as an object; an empty one when it is none} */
    @SuppressWarnings("unchecked") // made by value()
    static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    /** {@return the value as a list; a list of itself when it is none, an empty one when there is no value} */
    @SuppressWarnings("unchecked") // made by value()
    static List<Object> list(Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List ? (List<Object>) value : List.of(value);
    }

    /** {@return the value as text; empty when it is none} */
    static String text(Object value) {
        return value instanceof String text ? text : "";
    }
}
