// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.mvstore.MVStore;

/**
 * <b>No MongoDB</b>: a stand-in that speaks its wire protocol (mongo-java-server), with a file, and here with passwords
 * (SCRAM-SHA-256, user {@code cdc}). What is written is in the file before it is confirmed, as with a journal.
 */
public final class MongoStandIn implements AutoCloseable {
    public static final String PASSWORD = "mongo-SECRET-17";

    private final Path file;
    private int port;
    private Backend backend;
    private MongoServer server;

    /** @param directory for its file */
    public MongoStandIn(Path directory) {
        file = directory.resolve("mongo-stand-in.mv");
        start();
    }

    private static final class Backend extends H2Backend {
        private static final Set<String> WITHOUT_PASSWORD =
                Set.of("ismaster", "hello", "buildinfo", "ping", "endsessions", "whatsmyuri");
        private static final Set<String> WRITES = Set.of("insert", "update", "delete", "createindexes");

        private final Map<Channel, ScramServer> clients = new ConcurrentHashMap<>();

        Backend(Path file) {
            super(MVStore.open(file.toString()));
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            String name = command.toLowerCase(Locale.ROOT);
            if (name.startsWith("sasl")) {
                return authenticate(channel, name, query);
            }
            ScramServer client = clients.get(channel);
            if (!WITHOUT_PASSWORD.contains(name) && (client == null || !client.done())) {
                throw new MongoServerError(13, "Unauthorized", "command " + command + " requires authentication");
            }
            Document answer = super.handleCommand(channel, database, command, query);
            if (name.equals("ismaster")) {
                answer.append("saslSupportedMechs", List.of("SCRAM-SHA-256"));
            } else if (WRITES.contains(name)) {
                commit();
            }
            return answer;
        }

        private Document authenticate(Channel channel, String name, Document query) {
            String message = new String(((BinData) query.get("payload")).getData(), StandardCharsets.UTF_8);
            String answer;
            try {
                answer = name.equals("saslstart")
                        ? clients.compute(channel, (c, before) -> new ScramServer("cdc", PASSWORD))
                                .first(message)
                        : clients.get(channel).last(message);
            } catch (SecurityException e) {
                throw new MongoServerError(18, "AuthenticationFailed", "Authentication failed.");
            }
            return new Document("conversationId", 1)
                    .append("done", clients.get(channel).done())
                    .append("payload", new BinData(answer.getBytes(StandardCharsets.UTF_8)))
                    .append("ok", 1.0);
        }

        @Override
        public void handleClose(Channel channel) {
            clients.remove(channel);
            super.handleClose(channel);
        }
    }

    void start() {
        backend = new Backend(file);
        server = new MongoServer(backend);
        // The first time any port, then the same.
        server.bind("127.0.0.1", port);
        port = server.getLocalAddress().getPort();
    }

    /** As a crash would: connections end, and what was not confirmed may be gone. */
    void kill() {
        backend.getMvStore().closeImmediately();
        server.shutdownNow();
    }

    public String uri() {
        return "mongodb://127.0.0.1:" + port + "/cdc";
    }

    /** A client that the caller closes. */
    public MongoClient connect() {
        return MongoClients.create(
                "mongodb://cdc:" + PASSWORD + "@127.0.0.1:" + port + "/cdc?authSource=admin&w=majority");
    }

    /** The database of {@link #uri}. */
    public static MongoDatabase database(MongoClient client) {
        return client.getDatabase("cdc");
    }

    @Override
    public void close() throws IOException {
        server.shutdownNow();
    }
}
