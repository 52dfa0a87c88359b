// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.util.Comparator;

/**
 * The order in which HBase decides what a column holds, for consumers that keep the last state of each column.
 *
 * <p><b>Goal.</b> After any number of copies of the changes, in any order, the state is that of HBase.
 *
 * <p><b>Order</b> of a column's puts and delete-columns. Greatest incarnation of the table, then greatest timestamp, then a
 * delete before a put ({@link CellKind#code()}), then greatest sequence. It is <em>not</em> the order of arrival nor of
 * writing: a put with an older timestamp than a delete stays deleted, as in HBase. Keeping the greatest is commutative,
 * associative and idempotent, so that duplicates and reordering do no harm as long as a delete is remembered (a tombstone).
 *
 * <p><b>Beside it.</b> A delete of one version hides the put of exactly its timestamp, also if there is none, so it must not
 * take the column's place: these, and the deletes of families, are remembered each on its own ({@link #beside}).
 *
 * <p><b>Example.</b> put(ts 5), delete-column(ts 7), put(ts 6), put(ts 5) again: the delete is greatest, nothing is
 * visible. put(ts 8) then is.
 *
 * <p><b>Limit.</b> A delete-version of the newest put leaves nothing, nor do older puts that come after it; HBase shows an
 * older version if the family keeps one and it is not flushed away. One entry per column cannot know it.
 */
public final class ColumnState {
    /** Smaller is overwritten by greater. */
    public static final Comparator<ChangeEvent> ORDER = Comparator.comparingLong(ChangeEvent::incarnation)
            .thenComparingLong(ChangeEvent::timestamp)
            .thenComparingInt(event -> event.kind().code())
            .thenComparingLong(ChangeEvent::sequence);

    private ColumnState() {}

    /** The one that counts, of two changes of the same column; {@code known} may be null. */
    public static ChangeEvent greater(ChangeEvent known, ChangeEvent next) {
        return known == null || ORDER.compare(next, known) > 0 ? next : known;
    }

    /** Whether changes of this kind are remembered beside the columns: deletes of one version, and of families. */
    public static boolean beside(CellKind kind) {
        return kind == CellKind.DELETE_VERSION || kind.ofFamily();
    }

    /** The key of what a delete {@link #beside} the columns is for: its column, or its family in the row. */
    public static byte[] scopeKey(ChangeEvent delete) {
        return delete.kind().ofFamily() ? delete.familyKey() : delete.columnKey();
    }

    /** The timestamp that names a delete of one version among those of its scope; 0 for a delete up to a timestamp. */
    public static long version(ChangeEvent delete) {
        return delete.kind() == CellKind.DELETE_FAMILY ? 0 : delete.timestamp();
    }

    /** Whether a delete {@link #beside} the columns hides a column's greatest change, which is in its scope. */
    public static boolean hides(ChangeEvent delete, ChangeEvent column) {
        if (delete.incarnation() != column.incarnation()) {
            return delete.incarnation() > column.incarnation();
        }
        return switch (delete.kind()) {
            case DELETE_FAMILY -> column.timestamp() <= delete.timestamp();
            case DELETE_FAMILY_VERSION, DELETE_VERSION -> column.timestamp() == delete.timestamp();
            default -> throw new IllegalArgumentException(delete.kind() + " is not beside the columns");
        };
    }
}
