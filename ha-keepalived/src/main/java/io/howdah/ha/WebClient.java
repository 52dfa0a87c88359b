// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** GET on a daemon's web server: no redirects, bounded time, bounded size. Thread-safe. */
final class WebClient {
    private static final int LARGEST = 1 << 20;
    private static final int PART = 1 << 13;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param body of a 200 that is JSON; else nothing
     */
    record Response(int status, Optional<JsonNode> body) {
        boolean ok() {
            return status == HttpURLConnection.HTTP_OK;
        }

        /** The field of the first bean of an answer to {@code /jmx?qry=} or {@code /jmx?get=}. */
        Optional<String> bean(String field) {
            return body.map(json -> json.path("beans").path(0).path(field))
                    .filter(JsonNode::isValueNode)
                    .map(JsonNode::asText);
        }
    }

    /** @throws SocketTimeoutException when the whole answer is not there by the deadline */
    Response get(boolean https, HostPort server, String path, String query, Deadline deadline) throws IOException {
        HttpURLConnection connection;
        try {
            connection = (HttpURLConnection)
                    new URI(https ? "https" : "http", null, server.host(), server.port(), path, query, null)
                            .toURL()
                            .openConnection();
        } catch (URISyntaxException e) {
            throw new IOException("no URL for " + server + path, e);
        }
        int left = deadline.leftMillis();
        connection.setConnectTimeout(left);
        connection.setReadTimeout(left);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            return new Response(
                    status, status == HttpURLConnection.HTTP_OK ? json(connection, deadline) : Optional.empty());
        } finally {
            connection.disconnect();
        }
    }

    private static Optional<JsonNode> json(HttpURLConnection connection, Deadline deadline) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream in = connection.getInputStream()) {
            byte[] part = new byte[PART];
            for (int length = in.read(part); length >= 0 && body.size() < LARGEST; length = in.read(part)) {
                body.write(part, 0, length);
                // The socket's own limit is for each wait: a server that drips would never reach it.
                deadline.leftMillis();
            }
            return Optional.ofNullable(JSON.readTree(body.toByteArray()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
