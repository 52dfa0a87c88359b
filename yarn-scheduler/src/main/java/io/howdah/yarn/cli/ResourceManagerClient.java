// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from a ResourceManager's web address. Input is bounded in bytes and depth. Plain HTTP or HTTPS without a login: an
 * answer that asks for one is reported as such.
 */
final class ResourceManagerClient {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_DEPTH = 100;
    private static final JsonFactory JSON = new JsonFactory();

    private final URI base;
    private final int timeoutMillis;

    ResourceManagerClient(URI base, int timeoutMillis) {
        this.base = base;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Gets a JSON document.
     *
     * @param path from the root, with query
     * @return maps, lists, strings, numbers, booleans, null
     * @throws IOException not reachable, not 200, too large, or not JSON; the message names the address
     */
    Map<String, Object> get(String path) throws IOException {
        URI uri = base.resolve(path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        connection.setRequestProperty("Accept", "application/json");
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("HTTP " + status
                        + (status == HttpURLConnection.HTTP_UNAUTHORIZED
                                ? " (a login is needed, which is not supported)"
                                : ""));
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] body = in.readNBytes(MOST_BYTES + 1);
                if (body.length > MOST_BYTES) {
                    throw new IOException("the answer is larger than " + MOST_BYTES + " bytes");
                }
                return parse(body);
            }
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage());
            throw new IOException(uri + ": " + why, e);
        } finally {
            connection.disconnect();
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static Map<String, Object> parse(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the answer is not a JSON object; is this a ResourceManager's web address?");
            }
            return object(parser, 0);
        }
    }

    private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser, depth + 1));
        }
        return object;
    }

    private static Object value(JsonParser parser, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IOException("the answer is nested more than " + MOST_DEPTH + " deep");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, depth + 1));
                }
                yield array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
