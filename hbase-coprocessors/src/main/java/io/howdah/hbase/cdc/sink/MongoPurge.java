// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.howdah.hbase.cdc.core.CellKind;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Forgets deletes, and what they hide, of before a time: few documents a command, so that no command is long. */
final class MongoPurge {
    /** Documents that one command deletes. */
    static final int BATCH = 500;

    private static final int LOOKED_UP = 20_000;
    private static final int DELETES = 100;

    private final MongoCollection<Document> columns;
    private final MongoCollection<Document> deletes;
    private final MongoCollection<Document> tables;
    private final Bson old;
    private final long before;
    private final PurgeTimes.Slice slice;

    /** @param before milliseconds since 1970 */
    MongoPurge(MongoDatabase database, long before, PurgeTimes.Slice slice) {
        columns = database.getCollection(MongoDocuments.COLUMNS);
        deletes = database.getCollection(MongoDocuments.DELETES);
        tables = database.getCollection(MongoDocuments.TABLES);
        old = Filters.lt("applied_at", before);
        this.before = before;
        this.slice = slice;
    }

    /** {@return whether nothing is left; if not, the slice is over} */
    boolean run() {
        return deletes()
                && earlierLives()
                && columns(Filters.and(Filters.eq("kind", CellKind.DELETE_COLUMN.code()), old))
                && columns(Filters.and(Filters.gt("expires_at", 0L), Filters.lt("expires_at", before)));
    }

    /** A delete goes after what it hides: a put that it hid must not come back. */
    private boolean deletes() {
        while (true) {
            List<Document> some = deletes.find(old).limit(DELETES).into(new ArrayList<>());
            if (some.isEmpty()) {
                return true;
            }
            if (!columns(Filters.or(some.stream().map(MongoPurge::hidden).toList()))) {
                return false;
            }
            // Unless it was renewed since it was read.
            deletes.deleteMany(Filters.and(Filters.in("_id", ids(some)), old));
            if (slice.over()) {
                return false;
            }
        }
    }

    private static Bson hidden(Document delete) {
        long incarnation = delete.getLong("incarnation");
        long ts = delete.getLong("ts");
        int kind = delete.getInteger("kind");
        return Filters.and(
                Filters.eq(kind == CellKind.DELETE_VERSION.code() ? "_id" : "family_id", delete.get("scope_id")),
                Filters.or(
                        Filters.lt("incarnation", incarnation),
                        Filters.and(
                                Filters.eq("incarnation", incarnation),
                                kind == CellKind.DELETE_FAMILY.code() ? Filters.lte("ts", ts) : Filters.eq("ts", ts))));
    }

    private boolean earlierLives() {
        for (Document table : tables.find().into(new ArrayList<>())) {
            if (!columns(Filters.and(
                    Filters.eq("table_name", table.get("_id")),
                    Filters.lt("incarnation", table.getLong("incarnation")),
                    old))) {
                return false;
            }
        }
        return true;
    }

    private boolean columns(Bson which) {
        while (true) {
            List<Document> found = columns.find(which)
                    .projection(Projections.include("_id"))
                    .limit(LOOKED_UP)
                    .into(new ArrayList<>());
            for (int from = 0; from < found.size(); from += BATCH) {
                List<Document> some = found.subList(from, Math.min(found.size(), from + BATCH));
                // The condition again: it may have been written since.
                columns.deleteMany(Filters.and(Filters.in("_id", ids(some)), which));
                if (slice.over()) {
                    return false;
                }
            }
            if (found.size() < LOOKED_UP) {
                return true;
            }
        }
    }

    private static List<Object> ids(List<Document> documents) {
        return documents.stream().map(document -> document.get("_id")).toList();
    }
}
