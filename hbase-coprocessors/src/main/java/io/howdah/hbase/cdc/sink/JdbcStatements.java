// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import io.howdah.hbase.cdc.core.CellKind;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.ColumnState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The statements of one transaction.
 *
 * <p>MariaDB and MySQL carry out the assignments of {@code ON DUPLICATE KEY UPDATE} from left to right, each seeing those before
 * it. So the order's parts are assigned last, the least of them first: as long as a part that decides is not assigned the
 * comparison still says "newer"; once it is, only parts that are equal are left.
 */
final class JdbcStatements {
    private static final int ROWS = 200;
    private static final long BYTES = 4_000_000;
    private static final int STATEMENT_BYTES = 2_000;

    private static final String INSERT_COLUMN =
            "INSERT INTO howdah_cdc_column (column_id, family_id, table_name, row_key, family,"
                    + " qualifier, value, incarnation, ts, kind, seq, expires_at, applied_at) VALUES ";
    private static final String NEWER_COLUMN =
            "(VALUES(incarnation), VALUES(ts), VALUES(kind), VALUES(seq))" + " > (incarnation, ts, kind, seq)";
    private static final String INSERT_DELETE =
            "INSERT INTO howdah_cdc_delete (scope_id, kind, version_ts, incarnation," + " ts, seq, applied_at) VALUES ";
    private static final String NEWER_DELETE =
            "(VALUES(incarnation), VALUES(ts), VALUES(seq)) > (incarnation, ts, seq)";

    private final Connection connection;
    private final long millis;
    private final long bytes;

    /**
     * @param millis when these changes are applied, milliseconds since 1970
     * @param maxPacket the server's limit, bytes
     */
    JdbcStatements(Connection connection, long millis, long maxPacket) {
        this.connection = connection;
        this.millis = millis;
        this.bytes = Math.min(BYTES, maxPacket - STATEMENT_BYTES);
    }

    /** A server cuts the connection when a statement is longer: it has to be known before. */
    static long maxPacket(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@max_allowed_packet")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The length of a statement with this one change, bytes: drivers put values into the text, with escapes. */
    static long packet(ChangeEvent event) {
        return STATEMENT_BYTES + row(event);
    }

    private static long row(ChangeEvent event) {
        return 400 + escaped(event.row()) + escaped(event.qualifier()) + escaped(event.value());
    }

    private static long escaped(byte[] value) {
        long length = value.length;
        for (byte b : value) {
            if (b == 0 || b == '\'' || b == '"' || b == '\\') {
                length++;
            }
        }
        return length;
    }

    static void createTables(Connection connection) throws SQLException, IOException {
        String sql;
        try (InputStream in = JdbcStatements.class.getResourceAsStream("tables.sql")) {
            sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Statement statement = connection.createStatement()) {
            for (String one : sql.replaceAll("(?m)^--.*$", "").split(";\\s*\n")) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }

    void table(String name, long incarnation) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO howdah_cdc_table (table_name, incarnation) VALUES (?, ?)"
                        + " ON DUPLICATE KEY UPDATE incarnation = GREATEST(incarnation, VALUES(incarnation))")) {
            statement.setString(1, name);
            statement.setLong(2, incarnation);
            statement.executeUpdate();
        }
    }

    /** In the order of the key: transactions of several region servers that share rows then wait and do not deadlock. */
    void columns(Collection<ChangeEvent> events) throws SQLException {
        List<Keyed> keyed = new ArrayList<>();
        events.forEach(event -> keyed.add(new Keyed(event.columnKey(), event)));
        keyed.sort(Keyed.ORDER);
        for (int from = 0; from < keyed.size(); ) {
            int to = from;
            long used = 0;
            while (to < keyed.size() && to - from < ROWS) {
                used += row(keyed.get(to).event());
                if (to > from && used > bytes) {
                    break;
                }
                to++;
            }
            columns(keyed.subList(from, to));
            from = to;
        }
    }

    private void columns(List<Keyed> rows) throws SQLException {
        String sql = INSERT_COLUMN
                + values(rows.size(), 13)
                + " ON DUPLICATE KEY UPDATE "
                + keep(NEWER_COLUMN, "value", "expires_at", "applied_at", "seq", "kind", "ts", "incarnation");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Keyed row : rows) {
                ChangeEvent event = row.event();
                statement.setBytes(at++, row.key());
                statement.setBytes(at++, event.familyKey());
                statement.setString(at++, event.qualifiedTable());
                statement.setBytes(at++, event.row());
                statement.setBytes(at++, event.family().getBytes(StandardCharsets.UTF_8));
                statement.setBytes(at++, event.qualifier());
                statement.setBytes(at++, event.kind() == CellKind.PUT ? event.value() : null);
                statement.setLong(at++, event.incarnation());
                statement.setLong(at++, event.timestamp());
                statement.setInt(at++, event.kind().code());
                statement.setLong(at++, event.sequence());
                statement.setLong(at++, event.expiresAt());
                statement.setLong(at++, millis);
            }
            statement.executeUpdate();
        }
    }

    void deletes(Collection<ChangeEvent> events) throws SQLException {
        List<Keyed> keyed = new ArrayList<>();
        events.forEach(event -> keyed.add(new Keyed(ColumnState.scopeKey(event), event)));
        keyed.sort(Keyed.ORDER);
        for (int from = 0; from < keyed.size(); from += ROWS) {
            List<Keyed> rows = keyed.subList(from, Math.min(keyed.size(), from + ROWS));
            String sql = INSERT_DELETE
                    + values(rows.size(), 7)
                    + " ON DUPLICATE KEY UPDATE "
                    + keep(NEWER_DELETE, "applied_at", "seq", "ts", "incarnation");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int at = 1;
                for (Keyed row : rows) {
                    ChangeEvent event = row.event();
                    statement.setBytes(at++, row.key());
                    statement.setInt(at++, event.kind().code());
                    statement.setLong(at++, ColumnState.version(event));
                    statement.setLong(at++, event.incarnation());
                    statement.setLong(at++, event.timestamp());
                    statement.setLong(at++, event.sequence());
                    statement.setLong(at++, millis);
                }
                statement.executeUpdate();
            }
        }
    }

    private static String values(int rows, int columns) {
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        return (row + ", ").repeat(rows - 1) + row;
    }

    private static String keep(String newer, String... columns) {
        List<String> assignments = new ArrayList<>();
        for (String column : columns) {
            assignments.add(column + " = IF(" + newer + ", VALUES(" + column + "), " + column + ")");
        }
        return String.join(", ", assignments);
    }

    private record Keyed(byte[] key, ChangeEvent event) {
        static final Comparator<Keyed> ORDER = (a, b) -> Arrays.compareUnsigned(a.key(), b.key());
    }
}
