// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench.phoenix;

import io.howdah.hbase.bench.Answer;
import io.howdah.hbase.bench.Lineitems;
import io.howdah.hbase.bench.NumberedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of the benchmark in Phoenix, as its users would make them: its own column encoding, its own types. */
final class PhoenixTables {
    private static final int COMMIT_AFTER = 10_000;

    private final Connection connection;

    PhoenixTables(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    void load(NumberedTable data) throws SQLException {
        execute("CREATE TABLE " + data.name()
                + " (k VARCHAR NOT NULL PRIMARY KEY, d.g VARCHAR, d.n BIGINT) DISABLE_WAL=true SPLIT ON ("
                + splits(data::firstKeyOf)
                + ")");
        try (PreparedStatement upsert =
                connection.prepareStatement("UPSERT INTO " + data.name() + " (k, g, n) VALUES (?, ?, ?)")) {
            for (int row = 0; row < data.rows(); row++) {
                upsert.setString(1, data.key(row));
                upsert.setString(2, data.group(row));
                upsert.setLong(3, data.number(row));
                upsert.executeUpdate();
                if (row % COMMIT_AFTER == COMMIT_AFTER - 1) {
                    connection.commit();
                }
            }
        }
        connection.commit();
    }

    void load(Lineitems data) throws SQLException {
        execute("CREATE TABLE " + data.name() + " (k VARCHAR NOT NULL PRIMARY KEY, d.flag VARCHAR, d.status VARCHAR,"
                + " d.quantity BIGINT, d.price BIGINT, d.discount BIGINT, d.discounted BIGINT, d.charge BIGINT,"
                + " d.shipdate BIGINT) DISABLE_WAL=true SPLIT ON (" + splits(data::firstKeyOf) + ")");
        int row = 0;
        try (PreparedStatement upsert = connection.prepareStatement("UPSERT INTO " + data.name()
                + " (k, flag, status, quantity, price, discount, discounted, charge, shipdate)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Lineitems.Item item : data) {
                upsert.setString(1, item.key());
                upsert.setString(2, item.flag());
                upsert.setString(3, item.status());
                upsert.setLong(4, item.quantity());
                upsert.setLong(5, item.price());
                upsert.setLong(6, item.discount());
                upsert.setLong(7, item.discounted());
                upsert.setLong(8, item.charge());
                upsert.setLong(9, item.shipDate());
                upsert.executeUpdate();
                if (++row % COMMIT_AFTER == 0) {
                    connection.commit();
                }
            }
        }
        connection.commit();
    }

    String query1(String table) throws SQLException {
        return groups("SELECT flag || status, COUNT(*), SUM(quantity), SUM(price), SUM(discounted), SUM(charge),"
                + " AVG(quantity), AVG(price), AVG(discount) FROM " + table + " WHERE shipdate <= "
                + Lineitems.SHIPPED_UNTIL + " GROUP BY flag, status");
    }

    private static String splits(IntFunction<String> firstKeyOf) {
        return IntStream.range(1, NumberedTable.REGIONS)
                .mapToObj(i -> "'" + firstKeyOf.apply(i) + "'")
                .collect(Collectors.joining(", "));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getBigDecimal(1).toBigIntegerExact().toString();
        }
    }

    /** The first column is the group, the others what was computed for it. */
    String groups(String sql) throws SQLException {
        Answer answer = new Answer();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Number[] values = new Number[rows.getMetaData().getColumnCount() - 1];
            while (rows.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = rows.getBigDecimal(i + 2);
                }
                answer.group(rows.getString(1), values);
            }
        }
        return answer.toString();
    }
}
