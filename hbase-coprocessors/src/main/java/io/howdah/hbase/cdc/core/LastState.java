// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The last state of every column, out of any copies of the changes in any order: what a consumer of the messages keeps, and
 * what the JDBC sink merges a chunk with before it writes. See {@link ColumnState} for the order. Not thread-safe.
 */
public final class LastState {
    private final Map<ByteBuffer, ChangeEvent> columns = new HashMap<>();
    private final Map<Scope, ChangeEvent> deletes = new HashMap<>();
    private final Map<String, Long> incarnations = new HashMap<>();

    /** A delete of a family replaces an older one; those of one version stand beside each other. */
    private record Scope(ByteBuffer key, CellKind kind, long version) {}

    /** Adds one change; a copy of one that is known changes nothing. */
    public void add(ChangeEvent event) {
        incarnations.merge(event.qualifiedTable(), event.incarnation(), Math::max);
        if (ColumnState.beside(event.kind())) {
            Scope scope =
                    new Scope(ByteBuffer.wrap(ColumnState.scopeKey(event)), event.kind(), ColumnState.version(event));
            deletes.merge(scope, event, ColumnState::greater);
        } else {
            columns.merge(ByteBuffer.wrap(event.columnKey()), event, ColumnState::greater);
        }
    }

    /** The greatest put or delete-column of each column. */
    public Collection<ChangeEvent> columns() {
        return columns.values();
    }

    /** The deletes of one version and of families, which stand {@link ColumnState#beside} the columns. */
    public Collection<ChangeEvent> deletes() {
        return deletes.values();
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
        Map<ByteBuffer, List<ChangeEvent>> inScope = new HashMap<>();
        deletes.forEach((scope, delete) ->
                inScope.computeIfAbsent(scope.key(), k -> new ArrayList<>()).add(delete));
        return columns.values().stream()
                .filter(event -> event.kind() == CellKind.PUT)
                .filter(event -> event.incarnation() == incarnations.get(event.qualifiedTable()))
                .filter(event -> event.expiresAt() == 0 || event.expiresAt() > now)
                .filter(event -> Stream.of(event.familyKey(), event.columnKey())
                        .flatMap(key -> inScope.getOrDefault(ByteBuffer.wrap(key), List.of()).stream())
                        .noneMatch(delete -> ColumnState.hides(delete, event)))
                .toList();
    }
}
