// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.ColumnState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/**
 * What the MongoDB sink keeps: one document for each column, for each delete beside them and for each table.
 *
 * <p><b>A write.</b> An upsert that asks for the document's {@code _id} <em>and</em> for an older state in it. If the state is
 * not older nothing matches, the server tries to insert and says "duplicate key". It says the same to the slower of two first
 * writes of one column, whichever is newer, so what was refused is looked at, and written again if it is newer.
 *
 * <p><b>Why no update pipeline.</b> This form needs nothing but a filter and {@code $set}.
 */
final class MongoDocuments {
    static final String COLUMNS = "howdah_cdc_column";
    static final String DELETES = "howdah_cdc_delete";
    static final String TABLES = "howdah_cdc_table";

    private static final int DUPLICATE_KEY = 11_000;
    private static final int ATTEMPTS = 20;
    private static final String[] ORDER = {"incarnation", "ts", "kind", "seq"};

    private final MongoDatabase database;
    private final long millis;

    /** @param millis when these changes are applied, milliseconds since 1970 */
    MongoDocuments(MongoDatabase database, long millis) {
        this.database = database;
        this.millis = millis;
    }

    private record Row(Binary id, ChangeEvent event, Document set) {}

    static void createIndexes(MongoDatabase database) {
        MongoCollection<Document> columns = database.getCollection(COLUMNS);
        columns.createIndex(Indexes.ascending("family_id"));
        columns.createIndex(Indexes.ascending("table_name", "row_key"));
        columns.createIndex(Indexes.ascending("table_name", "incarnation", "applied_at"));
        columns.createIndex(Indexes.ascending("kind", "applied_at"));
        columns.createIndex(Indexes.ascending("expires_at"));
        MongoCollection<Document> deletes = database.getCollection(DELETES);
        deletes.createIndex(Indexes.ascending("scope_id"));
        deletes.createIndex(Indexes.ascending("applied_at"));
    }

    /** The size of a column's document, bytes, at most: names, keys and numbers are within a kilobyte. */
    static long size(ChangeEvent event) {
        return 1_024L
                + event.row().length
                + event.qualifier().length
                + event.value().length
                + 3L * (event.qualifiedTable().length() + event.family().length());
    }

    void table(String name, long incarnation) {
        database.getCollection(TABLES)
                .updateOne(Filters.eq(name), Updates.max("incarnation", incarnation), new UpdateOptions().upsert(true));
    }

    void columns(Collection<ChangeEvent> events) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (ChangeEvent event : events) {
            Document set = order(event)
                    .append("family_id", new Binary(event.familyKey()))
                    .append("table_name", event.qualifiedTable())
                    .append("row_key", new Binary(event.row()))
                    .append("family", event.family())
                    .append("qualifier", new Binary(event.qualifier()))
                    .append("value", event.kind() == CellKind.PUT ? new Binary(event.value()) : null)
                    .append("expires_at", event.expiresAt());
            rows.add(new Row(new Binary(event.columnKey()), event, set));
        }
        write(database.getCollection(COLUMNS), rows);
    }

    void deletes(Collection<ChangeEvent> events) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (ChangeEvent event : events) {
            byte[] scope = ColumnState.scopeKey(event);
            byte[] id = ByteBuffer.allocate(scope.length + 9)
                    .put(scope)
                    .put((byte) event.kind().code())
                    .putLong(ColumnState.version(event))
                    .array();
            rows.add(new Row(new Binary(id), event, order(event).append("scope_id", new Binary(scope))));
        }
        write(database.getCollection(DELETES), rows);
    }

    private Document order(ChangeEvent event) {
        return new Document("incarnation", event.incarnation())
                .append("ts", event.timestamp())
                .append("kind", event.kind().code())
                .append("seq", event.sequence())
                .append("applied_at", millis);
    }

    private static void write(MongoCollection<Document> collection, List<Row> rows) throws IOException {
        List<Row> pending = rows;
        for (int attempt = 0; !pending.isEmpty(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IOException(pending.size() + " documents of " + collection.getNamespace() + " change faster"
                        + " than they can be written");
            }
            List<Row> refused = attempt(collection, pending);
            pending = refused.isEmpty() ? refused : newer(collection, refused);
        }
    }

    /** @return those for which the server said "duplicate key" */
    private static List<Row> attempt(MongoCollection<Document> collection, List<Row> rows) {
        List<UpdateOneModel<Document>> updates = new ArrayList<>(rows.size());
        for (Row row : rows) {
            updates.add(new UpdateOneModel<>(
                    Filters.and(Filters.eq(row.id()), older(row.set())),
                    new Document("$set", row.set()),
                    new UpdateOptions().upsert(true)));
        }
        try {
            collection.bulkWrite(updates, new BulkWriteOptions().ordered(false));
            return List.of();
        } catch (MongoBulkWriteException e) {
            // A write concern that was not met leaves open whether any of it stays.
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            List<Row> refused = new ArrayList<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw e;
                }
                refused.add(rows.get(error.getIndex()));
            }
            return refused;
        }
    }

    /** The state kept is older than this one: the order of {@link io.howdah.hbase.cdc.core.ColumnState}. */
    private static Bson older(Document next) {
        List<Bson> either = new ArrayList<>();
        for (int decides = 0; decides < ORDER.length; decides++) {
            List<Bson> all = new ArrayList<>();
            for (int same = 0; same < decides; same++) {
                all.add(Filters.eq(ORDER[same], next.get(ORDER[same])));
            }
            all.add(Filters.lt(ORDER[decides], next.get(ORDER[decides])));
            either.add(Filters.and(all));
        }
        return Filters.or(either);
    }

    private static List<Row> newer(MongoCollection<Document> collection, List<Row> refused) {
        Map<Binary, Document> kept = new HashMap<>();
        collection
                .find(Filters.in("_id", refused.stream().map(Row::id).toList()))
                .projection(Projections.include(ORDER))
                .forEach(document -> kept.put(document.get("_id", Binary.class), document));
        return refused.stream()
                .filter(row -> !kept.containsKey(row.id()) || isNewer(row.event(), kept.get(row.id())))
                .toList();
    }

    private static boolean isNewer(ChangeEvent event, Document kept) {
        long[] mine = {event.incarnation(), event.timestamp(), event.kind().code(), event.sequence()};
        for (int i = 0; i < ORDER.length; i++) {
            int order = Long.compare(mine[i], kept.get(ORDER[i], Number.class).longValue());
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }
}
