// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last state of every column, out of any copies of the changes in any order: what a consumer of the messages keeps, and
 * what the JDBC sink merges a chunk with before it writes. See {@link ColumnState} for the order. Not thread-safe.
 */
public final class LastState {
    private final Map<ByteBuffer, ChangeEvent> columns = new HashMap<>();
    private final Map<FamilyDelete, ChangeEvent> familyDeletes = new HashMap<>();
    private final Map<String, Long> incarnations = new HashMap<>();

    /** A delete of a family replaces an older one; those of one version stand beside each other. */
    private record FamilyDelete(ByteBuffer family, CellKind kind, long version) {}

    /** Adds one change; a copy of one that is known changes nothing. */
    public void add(ChangeEvent event) {
        incarnations.merge(event.qualifiedTable(), event.incarnation(), Math::max);
        if (event.kind().ofFamily()) {
            long version = version(event);
            familyDeletes.merge(
                    new FamilyDelete(ByteBuffer.wrap(event.familyKey()), event.kind(), version),
                    event,
                    ColumnState::greater);
        } else {
            columns.merge(ByteBuffer.wrap(event.columnKey()), event, ColumnState::greater);
        }
    }

    /** The timestamp that names a delete of one version among those of a family; 0 for a delete up to a timestamp. */
    public static long version(ChangeEvent familyDelete) {
        return familyDelete.kind() == CellKind.DELETE_FAMILY_VERSION ? familyDelete.timestamp() : 0;
    }

    /** The newest change of each column, deletes too. */
    public Collection<ChangeEvent> columns() {
        return columns.values();
    }

    /** The deletes of families that count. */
    public Collection<ChangeEvent> familyDeletes() {
        return familyDeletes.values();
    }

    /** The newest incarnation of each table, by {@code namespace:table}. */
    public Map<String, Long> incarnations() {
        return incarnations;
    }

    /**
     * The puts that a reader of HBase sees.
     *
     * @param now milliseconds since 1970
     */
    public List<ChangeEvent> visible(long now) {
        Map<ByteBuffer, List<ChangeEvent>> deletes = new HashMap<>();
        for (ChangeEvent delete : familyDeletes.values()) {
            deletes.computeIfAbsent(ByteBuffer.wrap(delete.familyKey()), k -> new ArrayList<>())
                    .add(delete);
        }
        return columns.values().stream()
                .filter(event -> event.kind() == CellKind.PUT)
                .filter(event -> event.incarnation() == incarnations.get(event.qualifiedTable()))
                .filter(event -> event.expiresAt() == 0 || event.expiresAt() > now)
                .filter(event -> deletes.getOrDefault(ByteBuffer.wrap(event.familyKey()), List.of()).stream()
                        .noneMatch(delete -> ColumnState.hides(delete, event)))
                .toList();
    }
}
