// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.cdc.MongoStandIn;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.RandomChanges;
import io.howdah.hbase.cdc.core.Sink;
import io.howdah.minicluster.RabbitMqServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.log4j.Logger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents, through MongoDB's driver, against a stand-in for the server: no real MongoDB. */
class MongoSinkTest {
    private static final String[] COLLECTIONS = {MongoDocuments.COLUMNS, MongoDocuments.DELETES, MongoDocuments.TABLES};

    @TempDir
    static Path directory;

    private static MongoStandIn mongo;

    @BeforeAll
    static void start() {
        mongo = new MongoStandIn(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        mongo.close();
    }

    @BeforeEach
    void empty() {
        try (MongoClient client = mongo.connect()) {
            for (String collection : COLLECTIONS) {
                MongoStandIn.database(client).getCollection(collection).deleteMany(new Document());
            }
        }
    }

    private static CdcSettings settings(String uri, String password) throws IOException {
        return CdcSettings.from(Map.of(
                CdcSettings.SINK.name(),
                "mongodb",
                CdcSettings.URI.name(),
                uri,
                CdcSettings.CREDENTIALS_FILE.name(),
                RabbitMqServer.credentials(directory, "cdc", password).toString())::get);
    }

    private static Sink sink() throws IOException {
        return Sinks.of(settings(mongo.uri(), MongoStandIn.PASSWORD));
    }

    /** Two sinks at a time, each with all changes in an order of its own, some twice. */
    @Test
    void state_isThatOfHBasesOrder_whateverTheOrderOfArrival() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            empty();
            Random random = new Random(seed);
            List<ChangeEvent> events = RandomChanges.of(random, 2_000);
            CdcSettings settings = settings(mongo.uri(), MongoStandIn.PASSWORD);
            ShuffledDelivery.deliver(events, random, () -> Sinks.of(settings));
            assertThat(MongoCurrent.read(mongo))
                    .as("seed %d", seed)
                    .isEqualTo(ShuffledDelivery.expected(events))
                    .isNotEmpty();
        }
    }

    /** A server may say "duplicate key" to the slower of two first writes, although it is the newer. */
    @Test
    void change_isWrittenAgain_whenTheKeyIsDuplicateAndNothingNewerIsThere() throws Exception {
        try (Sink sink = sink()) {
            mongo.refuseNextWrite();
            sink.deliver(List.of(RandomChanges.put("r", "a", 5, 1, "v")));
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/a");
            mongo.refuseNextWrite();
            sink.deliver(List.of(RandomChanges.put("r", "a", 6, 2, "newer")));
            assertThat(MongoCurrent.read(mongo)).containsEntry("default:t/r/d/a", "newer");
        }
    }

    @Test
    void chunk_isNotDelivered_whenNoMajorityConfirms() throws Exception {
        try (Sink sink = sink()) {
            mongo.loseMajorityOnNextWrite();
            List<ChangeEvent> events = List.of(RandomChanges.put("r", "a", 5, 1, "v"));
            assertThatThrownBy(() -> sink.deliver(events))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("waiting for replication timed out");
            sink.deliver(events);
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/a");
        }
    }

    @Test
    void put_isHidden_whenItsTimeToLiveIsOver() throws Exception {
        long now = System.currentTimeMillis();
        try (Sink sink = sink()) {
            sink.deliver(List.of(
                    RandomChanges.expiring("r", "past", now - 1),
                    RandomChanges.expiring("r", "future", now + 3_600_000)));
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/future");
        }
    }

    @Test
    void put_staysDeleted_afterItsTombstoneIsPurgedWithIt() throws Exception {
        try (Sink sink = sink();
                MongoClient client = mongo.connect()) {
            MongoDatabase database = MongoStandIn.database(client);
            sink.deliver(List.of(
                    RandomChanges.put("r", "a", 5, 1, "hidden"),
                    RandomChanges.put("r", "b", 9, 2, "shown"),
                    RandomChanges.deleteFamily("r", 7, 3),
                    RandomChanges.put("r", "c", 9, 5, "hidden"),
                    RandomChanges.deleteVersion("r", "c", 9, 6),
                    RandomChanges.put("r", "e", 9, 7, "shown"),
                    RandomChanges.deleteVersion("r", "e", 10, 8),
                    RandomChanges.deleteColumn("s", "a", 7, 4)));
            assertThat(new MongoPurge(database, System.currentTimeMillis() - 60_000, () -> false).run())
                    .isTrue();
            assertThat(database.getCollection(MongoDocuments.COLUMNS).countDocuments())
                    .isEqualTo(5);
            assertThat(new MongoPurge(database, System.currentTimeMillis() + 1, () -> false).run())
                    .isTrue();
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/b", "default:t/r/d/e");
            assertThat(database.getCollection(MongoDocuments.COLUMNS).countDocuments())
                    .isEqualTo(2);
            assertThat(database.getCollection(MongoDocuments.DELETES).countDocuments())
                    .isZero();
            // The price of forgetting, as the documentation says: what comes now, and is older, is shown.
            sink.deliver(List.of(RandomChanges.put("s", "a", 5, 1, "late")));
            assertThat(MongoCurrent.read(mongo)).containsKey("default:t/s/d/a");
        }
    }

    @Test
    void purge_takesFewDocumentsATime() throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < MongoPurge.BATCH + 100; i++) {
            events.add(RandomChanges.deleteColumn("r" + i, "a", 7, i));
        }
        try (Sink sink = sink();
                MongoClient client = mongo.connect()) {
            sink.deliver(events);
            MongoDatabase database = MongoStandIn.database(client);
            long before = System.currentTimeMillis() + 1;
            assertThat(new MongoPurge(database, before, () -> true).run()).isFalse();
            assertThat(database.getCollection(MongoDocuments.COLUMNS).countDocuments())
                    .isEqualTo(100);
            assertThat(new MongoPurge(database, before, () -> false).run()).isTrue();
            assertThat(database.getCollection(MongoDocuments.COLUMNS).countDocuments())
                    .isZero();
        }
    }

    @Test
    void chunk_isDelivered_whenPurgeFails() throws Exception {
        AtomicLong millis = new AtomicLong(System.currentTimeMillis());
        AtomicLong nanos = new AtomicLong();
        try (CapturedLog log = new CapturedLog(Logger.getLogger(MongoSink.class));
                Sink sink = new MongoSink(settings(mongo.uri(), MongoStandIn.PASSWORD), millis::get, nanos::get);
                MongoClient client = mongo.connect()) {
            sink.deliver(List.of(RandomChanges.deleteColumn("s", "a", 7, 1)));
            millis.addAndGet(TimeUnit.DAYS.toMillis(8));
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            mongo.refuseDeletes(true);
            try {
                sink.deliver(List.of(RandomChanges.put("r", "a", 5, 2, "arrives")));
            } finally {
                mongo.refuseDeletes(false);
            }
            assertThat(log.toString()).contains("not purged").contains("not today");
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            sink.deliver(List.of(RandomChanges.put("r", "b", 5, 3, "arrives")));
            assertThat(MongoStandIn.database(client)
                            .getCollection(MongoDocuments.COLUMNS)
                            .countDocuments())
                    .isEqualTo(2);
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/a", "default:t/r/d/b");
        }
    }

    @Test
    void wrongPassword_isSaid_withoutThePassword() throws Exception {
        try (Sink sink = Sinks.of(settings(mongo.uri(), "wrong-SECRET-99"))) {
            assertThatThrownBy(() -> sink.deliver(List.of(RandomChanges.put("r", "a", 5, 1, "v"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("authenticating")
                    .hasMessageContaining("userName='cdc'")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("SECRET"));
        }
    }

    @Test
    void address_isRefused_whenItIsNoneOrConfirmsNothing() throws Exception {
        Map<String, String> bad = Map.of(
                "mongodb://127.0.0.1:1/cdc?w=0", "w=0 confirms nothing",
                "mongodb://127.0.0.1:x/cdc", "port");
        for (Map.Entry<String, String> one : bad.entrySet()) {
            try (Sink sink = Sinks.of(settings(one.getKey(), MongoStandIn.PASSWORD))) {
                assertThatThrownBy(() -> sink.deliver(List.of(RandomChanges.put("r", "a", 5, 1, "v"))))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(one.getValue());
            }
        }
    }

    @Test
    void tls_isSpoken_andAStrangerIsNotTrusted(@TempDir Path keys) throws Exception {
        char[] password = "changeit".toCharArray();
        Path pair = keys.resolve("pair.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mongo",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        pair.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance(pair.toFile(), password);
        KeyStore key = KeyStore.getInstance("PKCS12");
        key.load(null, null);
        key.setKeyEntry("mongo", made.getKey("mongo", password), new char[0], made.getCertificateChain("mongo"));
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("mongo", made.getCertificate("mongo"));
        Path truststore = keys.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(truststore)) {
            trust.store(out, password);
        }
        try (MongoStandIn encrypted = new MongoStandIn(keys, key)) {
            Map<String, String> all = new HashMap<>(Map.of(
                    CdcSettings.SINK.name(),
                    "mongodb",
                    CdcSettings.URI.name(),
                    encrypted.uri() + "?tls=true",
                    CdcSettings.CREDENTIALS_FILE.name(),
                    RabbitMqServer.credentials(keys, "cdc", MongoStandIn.PASSWORD)
                            .toString()));
            List<ChangeEvent> events = List.of(RandomChanges.put("r", "a", 5, 1, "v"));
            try (Sink sink = Sinks.of(CdcSettings.from(all::get))) {
                assertThatThrownBy(() -> sink.deliver(events))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("unable to find valid certification path");
            }
            all.put(CdcSettings.TRUSTSTORE.name(), truststore.toString());
            try (Sink sink = Sinks.of(CdcSettings.from(all::get))) {
                sink.deliver(events);
            }
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void value_isUndeliverable_whenGreaterThanADocument() throws Exception {
        try (Sink sink = sink()) {
            ChangeEvent large = RandomChanges.put("r", "a", 5, 1, "x".repeat((int) MongoSink.MAX_DOCUMENT));
            assertThatThrownBy(() -> sink.deliver(List.of(large)))
                    .isInstanceOf(Sink.Undeliverable.class)
                    .hasMessageContaining("more than a document holds");
            // The largest that is let through: within the limit by the server's count too.
            ChangeEvent largest = RandomChanges.put("r", "b", 5, 1, "x".repeat((int) MongoSink.MAX_DOCUMENT - 1_100));
            sink.deliver(List.of(largest));
            assertThat(MongoCurrent.read(mongo)).containsOnlyKeys("default:t/r/d/b");
        }
    }
}
