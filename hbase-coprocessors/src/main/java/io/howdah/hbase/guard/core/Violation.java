// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;

/**
 * Why a write is refused.
 *
 * @param what column and value, or what is wrong with the row; printable, bounded
 * @param key the table attribute that refuses it
 * @param limit its value, bounded
 */
public record Violation(String what, String key, String limit) {
    /** Bytes of a value that are shown. */
    private static final int SHOWN = 64;

    /** Characters of a limit that are shown. */
    private static final int LIMIT_SHOWN = 200;

    public Violation {
        limit = limit.length() <= LIMIT_SHOWN ? limit : limit.substring(0, LIMIT_SHOWN) + "...";
    }

    /** A value that its column must not have. */
    public static Violation ofValue(Column column, byte[] value, String key, String limit) {
        int shown = Math.min(value.length, SHOWN);
        return new Violation(
                "column " + Printable.of(column.family()) + ":" + Printable.of(column.qualifier()) + ": value '"
                        + Printable.of(value, 0, shown) + (shown < value.length ? "..." : "") + "' (" + value.length
                        + " bytes)",
                key,
                limit);
    }

    /** One line for a person: row, column, value, key, limit. */
    public String message(byte[] row) {
        int shown = Math.min(row.length, SHOWN);
        return "refused by a guard: row '" + Printable.of(row, 0, shown) + (shown < row.length ? "..." : "") + "', "
                + what + " breaks " + key + " = " + limit;
    }
}
