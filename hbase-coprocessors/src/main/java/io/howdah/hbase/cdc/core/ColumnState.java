// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.util.Comparator;

/**
 * The order in which HBase decides what a column holds, for consumers that keep the last state of each column.
 *
 * <p><b>Goal.</b> After any number of copies of the changes, in any order, the state is that of HBase.
 *
 * <p><b>Order.</b> Greatest incarnation of the table, then greatest timestamp, then a delete before a put
 * ({@link CellKind#code()}), then greatest sequence. It is <em>not</em> the order of arrival nor of writing: a put with an
 * older timestamp than a delete stays deleted, as in HBase. Keeping the greatest is commutative, associative and idempotent,
 * so that duplicates and reordering do no harm as long as a delete is remembered (a tombstone).
 *
 * <p><b>Example.</b> put(ts 5), delete-column(ts 7), put(ts 6), put(ts 5) again: the delete is greatest, nothing is
 * visible. put(ts 8) then is.
 *
 * <p><b>Limit.</b> A delete-version of the newest version leaves nothing; HBase shows an older version if the family keeps
 * one and it is not flushed away. One entry per column cannot know it.
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

    /** Whether a delete of a family hides a column's newest change, of the same row and family. */
    public static boolean hides(ChangeEvent familyDelete, ChangeEvent column) {
        if (familyDelete.incarnation() != column.incarnation()) {
            return familyDelete.incarnation() > column.incarnation();
        }
        return switch (familyDelete.kind()) {
            case DELETE_FAMILY -> column.timestamp() <= familyDelete.timestamp();
            case DELETE_FAMILY_VERSION -> column.timestamp() == familyDelete.timestamp();
            default -> throw new IllegalArgumentException(familyDelete.kind() + " is not a delete of a family");
        };
    }
}
