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
import io.howdah.minicluster.FreePorts;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.mvstore.MVStore;

/**
 * <b>No MongoDB</b>: a stand-in that speaks its wire protocol (mongo-java-server), with a file, and here with passwords
 * (SCRAM-SHA-256, user {@code cdc}). What is written is in the file before it is confirmed, as with a journal.
 */
public final class MongoStandIn implements AutoCloseable {
    public static final String PASSWORD = "mongo-SECRET-17";

    private final Path file;
    private final KeyStore key;
    private final int port = FreePorts.any();
    private Backend backend;
    private MongoServer server;

    /** @param directory for its file */
    public MongoStandIn(Path directory) {
        this(directory, null);
    }

    /**
     * With TLS.
     *
     * @param key with one entry, {@code mongo}, of no password
     */
    public MongoStandIn(Path directory, KeyStore key) {
        this.file = directory.resolve("mongo-stand-in.mv");
        this.key = key;
        start();
    }

    private static final class Backend extends H2Backend {
        private static final Set<String> WITHOUT_PASSWORD =
                Set.of("ismaster", "hello", "buildinfo", "ping", "endsessions", "whatsmyuri");
        private static final Set<String> WRITES = Set.of("insert", "update", "delete", "createindexes");

        private final Map<Channel, ScramServer> clients = new ConcurrentHashMap<>();
        private final AtomicReference<Document> nextAnswer = new AtomicReference<>();
        private volatile boolean refuseDeletes;

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
            if (name.equals("update") && query.get(command).equals("howdah_cdc_column")) {
                Document instead = nextAnswer.getAndSet(null);
                if (instead != null) {
                    return instead;
                }
            }
            if (name.equals("delete") && refuseDeletes) {
                throw new MongoServerError(50, "MaxTimeMSExpired", "not today");
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
        if (key != null) {
            try {
                server.enableSsl((PrivateKey) key.getKey("mongo", new char[0]), null, (X509Certificate)
                        key.getCertificate("mongo"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        server.bind("127.0.0.1", port);
    }

    /** As a crash would: connections end, and what was not confirmed may be gone. */
    void kill() {
        backend.getMvStore().closeImmediately();
        server.shutdownNow();
    }

    /** The next write of columns is not done: "duplicate key" for its first update, as for the loser of a race. */
    public void refuseNextWrite() {
        Document error = new Document("index", 0).append("code", 11_000).append("errmsg", "E11000 duplicate key");
        backend.nextAnswer.set(answer().append("writeErrors", List.of(error)));
    }

    /** The next write of columns is not done, and answered as by a primary that lost its majority. */
    public void loseMajorityOnNextWrite() {
        Document error = new Document("code", 64).append("errmsg", "waiting for replication timed out");
        backend.nextAnswer.set(answer().append("writeConcernError", error));
    }

    /** Whether each command that deletes fails. */
    public void refuseDeletes(boolean refuse) {
        backend.refuseDeletes = refuse;
    }

    private static Document answer() {
        return new Document("n", 0).append("nModified", 0).append("ok", 1.0);
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
