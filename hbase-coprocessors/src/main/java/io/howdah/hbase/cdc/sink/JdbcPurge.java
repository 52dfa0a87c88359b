// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forgets deletes, and what they hide, of before a time.
 *
 * <p>Rows are looked up without locks and then deleted by their key, a few in each transaction, in the order in which the sinks
 * write: no statement is long, what is done stays done, and writers hardly wait.
 */
final class JdbcPurge {
    /** Rows of one transaction. */
    static final int ROWS = 500;

    private static final int LOOKED_UP = 20_000;

    private static final String FAMILY_HIDDEN = "EXISTS (SELECT 1 FROM howdah_cdc_delete d"
            + " WHERE d.scope_id = howdah_cdc_column.family_id AND d.applied_at < ?"
            + " AND (howdah_cdc_column.incarnation < d.incarnation OR (howdah_cdc_column.incarnation = d.incarnation"
            + " AND ((d.kind = 14 AND howdah_cdc_column.ts <= d.ts) OR (d.kind = 10 AND howdah_cdc_column.ts = d.ts)))))";
    private static final String VERSION_HIDDEN = "EXISTS (SELECT 1 FROM howdah_cdc_delete d"
            + " WHERE d.scope_id = howdah_cdc_column.column_id AND d.applied_at < ?"
            + " AND (howdah_cdc_column.incarnation < d.incarnation OR (howdah_cdc_column.incarnation = d.incarnation"
            + " AND howdah_cdc_column.ts = d.ts)))";

    private final Connection connection;
    private final long before;
    private final PurgeTimes.Slice slice;

    /** @param before milliseconds since 1970 */
    JdbcPurge(Connection connection, long before, PurgeTimes.Slice slice) {
        this.connection = connection;
        this.before = before;
        this.slice = slice;
    }

    /** {@return whether nothing is left; if not, the slice is over} */
    boolean run() throws SQLException {
        return deletes()
                && earlierLives()
                && columns("kind = 12 AND applied_at < ?", before)
                && columns("expires_at > 0 AND expires_at < ?", before);
    }

    /** A delete goes after what it hides: a put that it hid must not come back. */
    private boolean deletes() throws SQLException {
        while (true) {
            List<byte[]> scopes =
                    keys("SELECT DISTINCT scope_id FROM howdah_cdc_delete WHERE applied_at < ? LIMIT " + ROWS, before);
            if (scopes.isEmpty()) {
                return true;
            }
            String in = in(scopes.size());
            if (!columns("family_id " + in + " AND " + FAMILY_HIDDEN, scopes.toArray(), before)
                    || !columns("column_id " + in + " AND " + VERSION_HIDDEN, scopes.toArray(), before)) {
                return false;
            }
            int deleted;
            do {
                deleted = delete(
                        "DELETE FROM howdah_cdc_delete WHERE scope_id " + in + " AND applied_at < ? LIMIT " + ROWS,
                        scopes.toArray(),
                        before);
                if (slice.over()) {
                    return false;
                }
            } while (deleted == ROWS);
        }
    }

    private boolean earlierLives() throws SQLException {
        Map<String, Long> tables = new LinkedHashMap<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT table_name, incarnation FROM howdah_cdc_table");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getLong(2));
            }
        }
        for (Map.Entry<String, Long> table : tables.entrySet()) {
            if (!columns(
                    "table_name = ? AND incarnation < ? AND applied_at < ?",
                    table.getKey(),
                    table.getValue(),
                    before)) {
                return false;
            }
        }
        return true;
    }

    private boolean columns(String which, Object... parameters) throws SQLException {
        while (true) {
            List<byte[]> ids =
                    keys("SELECT column_id FROM howdah_cdc_column WHERE " + which + " LIMIT " + LOOKED_UP, parameters);
            ids.sort(Arrays::compareUnsigned);
            for (int from = 0; from < ids.size(); from += ROWS) {
                List<byte[]> some = ids.subList(from, Math.min(ids.size(), from + ROWS));
                // The condition again: it may have been written since.
                delete(
                        "DELETE FROM howdah_cdc_column WHERE column_id " + in(some.size()) + " AND " + which,
                        some.toArray(),
                        parameters);
                if (slice.over()) {
                    return false;
                }
            }
            if (ids.size() < LOOKED_UP) {
                return true;
            }
        }
    }

    private int delete(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, 1, parameters);
            int deleted = statement.executeUpdate();
            connection.commit();
            return deleted;
        }
    }

    private List<byte[]> keys(String sql, Object... parameters) throws SQLException {
        List<byte[]> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, 1, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getBytes(1));
                }
            }
        }
        return keys;
    }

    private static int set(PreparedStatement statement, int first, Object... parameters) throws SQLException {
        int at = first;
        for (Object parameter : parameters) {
            if (parameter instanceof Object[] several) {
                at = set(statement, at, several);
            } else {
                statement.setObject(at++, parameter);
            }
        }
        return at;
    }

    private static String in(int count) {
        return "IN (" + "?, ".repeat(count - 1) + "?)";
    }
}
