// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on loopback that answers as a daemon did when it was captured; single answers can be changed. */
public final class FakeDaemon implements AutoCloseable {
    /** An answer other than 200. */
    private record Reply(int code, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private FakeDaemon() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String asked = exchange.getRequestURI().toString();
            requests.add(asked);
            Reply reply = replies.getOrDefault(asked, new Reply(404, Map.of(), "<html>no " + asked + "</html>"));
            byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", reply.body.startsWith("<") ? "text/html" : "application/json");
            reply.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.code, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    /** A daemon that knows nothing. */
    public static FakeDaemon empty() {
        return new FakeDaemon();
    }

    /** A daemon as in {@code captures/NAME.json}. */
    public static FakeDaemon of(String capture) {
        FakeDaemon daemon = new FakeDaemon();
        daemon.load(capture);
        return daemon;
    }

    /** Answers like another capture from now on. */
    public void load(String capture) {
        String name = "/captures/" + capture + ".json";
        try (InputStream in = FakeDaemon.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            // The file is one object: path and query, then the answer as it came.
            try (JsonParser parser = new JsonFactory().createParser(text)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String path = parser.currentName();
                    parser.nextToken();
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    int end = (int) parser.currentLocation().getCharOffset();
                    answer(path, text.substring(start, end));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets one answer. */
    public FakeDaemon answer(String pathAndQuery, String json) {
        replies.put(pathAndQuery, new Reply(200, Map.of(), json));
        return this;
    }

    /** Sets one answer with a status other than 200. */
    public FakeDaemon answer(String pathAndQuery, int code, Map<String, String> headers, String body) {
        replies.put(pathAndQuery, new Reply(code, headers, body));
        return this;
    }

    /** Changes the text of one answer; fails when it does not hold what is to be replaced. */
    public FakeDaemon edit(String pathAndQuery, String from, String to) {
        String body = replies.get(pathAndQuery).body;
        if (!body.contains(from)) {
            throw new IllegalArgumentException(pathAndQuery + " does not hold " + from + ": " + body);
        }
        return answer(pathAndQuery, body.replace(from, to));
    }

    public URI url() {
        return URI.create("http://" + name());
    }

    /** host:port. */
    public String name() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Paths and queries asked for. */
    public List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
