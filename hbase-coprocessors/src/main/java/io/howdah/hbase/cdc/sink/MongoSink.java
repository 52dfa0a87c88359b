// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.LastState;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.bson.BsonMaximumSizeExceededException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last state of each column in MongoDB, 4.4 or later: see {@link MongoDocuments}. Writes are confirmed by a majority of
 * the replica set, in its journals, unless the address asks for another write concern.
 *
 * <p>A chunk is no transaction: every write keeps the greatest by HBase's order, so a chunk that fails half way is sent again
 * and does no harm, and a stand-alone server is enough.
 */
final class MongoSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(MongoSink.class);
    /** MongoDB's limit for one document, bytes. */
    static final long MAX_DOCUMENT = 16 * 1024 * 1024;

    private static final long CONNECT_TIMEOUT_MILLIS = 10_000;
    /** The server's codes for what it will refuse again: too large (twice), key too long for an index, against a validator. */
    private static final Set<Integer> DATA = Set.of(10_334, 17_419, 17_280, 121);

    private final CdcSettings settings;
    private final LongSupplier millis;
    private final Map<String, Long> incarnations = new HashMap<>();
    private final PurgeTimes purges;
    private MongoClient client;
    private MongoDatabase database;

    /**
     * @param millis the clock, milliseconds since 1970
     * @param nanos a clock without leaps, nanoseconds
     */
    MongoSink(CdcSettings settings, LongSupplier millis, LongSupplier nanos) {
        this.settings = settings;
        this.millis = millis;
        this.purges = new PurgeTimes(nanos);
    }

    @Override
    public void deliver(List<ChangeEvent> events) throws IOException, InterruptedException, Undeliverable {
        LastState state = new LastState();
        for (ChangeEvent event : events) {
            if (MongoDocuments.size(event) > MAX_DOCUMENT) {
                throw new Undeliverable(
                        target() + ": " + MongoDocuments.size(event) + " bytes are more than a document holds, "
                                + MAX_DOCUMENT,
                        null);
            }
            state.add(event);
        }
        try {
            if (database == null) {
                open();
            }
            MongoDocuments documents = new MongoDocuments(database, millis.getAsLong());
            for (Map.Entry<String, Long> table : state.incarnations().entrySet()) {
                if (incarnations.getOrDefault(table.getKey(), -1L) < table.getValue()) {
                    documents.table(table.getKey(), table.getValue());
                }
            }
            documents.deletes(state.deletes());
            documents.columns(state.columns());
            incarnations.putAll(state.incarnations());
            purge();
        } catch (MongoInterruptedException e) {
            close();
            InterruptedException interrupted = new InterruptedException("while " + target() + " was written");
            interrupted.initCause(e);
            throw interrupted;
        } catch (BsonMaximumSizeExceededException e) {
            throw new Undeliverable(target() + ": " + e.getMessage(), e);
        } catch (MongoException e) {
            throw refused(e);
        }
    }

    /** The chunk is confirmed: that old documents stay for longer is no reason to send it again. */
    private void purge() {
        if (!purges.due()) {
            return;
        }
        long before = millis.getAsLong() - TimeUnit.HOURS.toMillis(settings.tombstoneHours());
        try {
            purges.ran(new MongoPurge(database, before, purges.slice()).run());
        } catch (MongoInterruptedException e) {
            throw e;
        } catch (MongoException e) {
            purges.ran(true);
            LOG.warn("{}: old deletes are not purged, the next try is in an hour: {}", target(), e.getMessage());
            LOG.debug("{}", target(), e);
        }
    }

    private void open() throws IOException {
        ConnectionString address;
        try {
            address = new ConnectionString(settings.uri());
        } catch (IllegalArgumentException e) {
            throw new IOException(target() + ": " + e.getMessage(), e);
        }
        WriteConcern concern =
                address.getWriteConcern() == null ? WriteConcern.MAJORITY.withJournal(true) : address.getWriteConcern();
        if (!concern.isAcknowledged()) {
            throw new IOException(target() + ": w=0 confirms nothing");
        }
        Credentials credentials = Credentials.read(Path.of(settings.credentialsFile()));
        SSLContext tls = tls(address, credentials);
        int timeout = (int) settings.confirmTimeoutMillis();
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(address)
                .applicationName("howdah-cdc")
                .credential(MongoCredential.createCredential(
                        credentials.user(),
                        authSource(address),
                        credentials.password().toCharArray()))
                .writeConcern(
                        concern.getWTimeout(TimeUnit.MILLISECONDS) == null
                                ? concern.withWTimeout(timeout, TimeUnit.MILLISECONDS)
                                : concern)
                // What is looked at after a duplicate key has to stay after a failover as well.
                .readConcern(ReadConcern.MAJORITY)
                .readPreference(ReadPreference.primary())
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(1).minSize(0))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                        .readTimeout(timeout, TimeUnit.MILLISECONDS))
                .applyToSslSettings(ssl -> ssl.context(tls))
                .build());
        MongoDatabase opened = client.getDatabase(address.getDatabase());
        MongoDocuments.createIndexes(opened);
        database = opened;
    }

    private SSLContext tls(ConnectionString address, Credentials credentials) throws IOException {
        if (!Boolean.TRUE.equals(address.getSslEnabled())) {
            return null;
        }
        try {
            return Tls.context(settings.truststore(), credentials);
        } catch (GeneralSecurityException e) {
            throw new IOException(target() + ": " + e.getMessage(), e);
        }
    }

    /** The driver takes it from the address only together with a user. */
    private static String authSource(ConnectionString address) {
        String options = address.getConnectionString().replaceFirst("^[^?]*\\??", "");
        for (String option : options.split("[&;]")) {
            if (option.regionMatches(true, 0, "authSource=", 0, 11)) {
                return option.substring(11);
            }
        }
        return "admin";
    }

    /** What the data is to blame for will be refused again; everything else may pass. */
    private IOException refused(MongoException e) throws Undeliverable {
        if (DATA.contains(e.getCode())) {
            throw new Undeliverable(target() + ": " + e.getMessage(), e);
        }
        if (e instanceof MongoBulkWriteException bulk) {
            for (BulkWriteError error : bulk.getWriteErrors()) {
                if (DATA.contains(error.getCode())) {
                    throw new Undeliverable(target() + ": " + error.getMessage(), e);
                }
            }
        }
        // The next client reads the credentials anew.
        close();
        return new IOException(target() + ": " + e.getMessage(), e);
    }

    @Override
    public String target() {
        return settings.uri();
    }

    @Override
    public void close() {
        MongoClient open = client;
        client = null;
        database = null;
        incarnations.clear();
        if (open != null) {
            open.close();
        }
    }
}
