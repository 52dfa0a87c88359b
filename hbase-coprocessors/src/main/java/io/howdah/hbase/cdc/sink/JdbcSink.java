// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.LastState;
import io.howdah.hbase.cdc.core.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last state of each column in MariaDB or MySQL: {@code tables.sql} in this package. One transaction for each chunk.
 *
 * <p>Each statement keeps the greatest by HBase's order, so that copies and any order of arrival, also from several region
 * servers at once, end in the same state.
 */
final class JdbcSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSink.class);
    private static final long CONNECT_TIMEOUT_MILLIS = 10_000;

    private final CdcSettings settings;
    private final LongSupplier millis;
    private final Map<String, Long> incarnations = new HashMap<>();
    private final PurgeTimes purges;
    private HikariDataSource pool;
    private long maxPacket;

    /**
     * @param millis the clock, milliseconds since 1970
     * @param nanos a clock without leaps, nanoseconds
     */
    JdbcSink(CdcSettings settings, LongSupplier millis, LongSupplier nanos) {
        this.settings = settings;
        this.millis = millis;
        this.purges = new PurgeTimes(nanos);
    }

    @Override
    public void deliver(List<ChangeEvent> events) throws IOException, Undeliverable {
        LastState state = new LastState();
        events.forEach(state::add);
        try {
            if (pool == null) {
                pool = open();
            }
            for (ChangeEvent event : events) {
                if (JdbcStatements.packet(event) > maxPacket) {
                    throw new Undeliverable(
                            target() + ": " + JdbcStatements.packet(event) + " bytes are more than the server's"
                                    + " max_allowed_packet, " + maxPacket,
                            null);
                }
            }
            try (Connection connection = pool.getConnection()) {
                write(connection, state);
                incarnations.putAll(state.incarnations());
                purge(connection);
            }
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private void write(Connection connection, LastState state) throws SQLException {
        try {
            JdbcStatements statements = new JdbcStatements(connection, millis.getAsLong(), maxPacket);
            for (Map.Entry<String, Long> table : state.incarnations().entrySet()) {
                // Each region server writes a table's row once, not with each chunk: it would be everybody's lock.
                if (incarnations.getOrDefault(table.getKey(), -1L) < table.getValue()) {
                    statements.table(table.getKey(), table.getValue());
                }
            }
            statements.deletes(state.deletes());
            statements.columns(state.columns());
            connection.commit();
        } catch (SQLException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** The chunk is committed: that old rows stay for longer is no reason to send it again. */
    private void purge(Connection connection) {
        if (!purges.due()) {
            return;
        }
        long before = millis.getAsLong() - TimeUnit.HOURS.toMillis(settings.tombstoneHours());
        try {
            purges.ran(new JdbcPurge(connection, before, purges.slice()).run());
        } catch (SQLException e) {
            purges.ran(true);
            rollBack(connection, e);
            LOG.warn("{}: old deletes are not purged, the next try is in an hour: {}", target(), e.getMessage());
            LOG.debug("{}", target(), e);
        }
    }

    private static void rollBack(Connection connection, SQLException e) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            e.addSuppressed(second);
        }
    }

    private HikariDataSource open() throws IOException, SQLException {
        Credentials credentials = Credentials.read(Path.of(settings.credentialsFile()));
        HikariConfig config = new HikariConfig();
        config.setPoolName("howdah-cdc");
        config.setJdbcUrl(settings.uri());
        config.setUsername(credentials.user());
        config.setPassword(credentials.password());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        // Both drivers know these two: without them a lost server is waited for without end.
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT_MILLIS));
        config.addDataSourceProperty("socketTimeout", Long.toString(settings.confirmTimeoutMillis()));
        HikariDataSource opened;
        try {
            opened = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new IOException(
                    target()
                            + ": no JDBC driver for it, or it does not take the address: put the driver's jar into HBase's"
                            + " lib directory on every region server (" + e.getMessage() + ")",
                    e);
        }
        try (Connection connection = opened.getConnection()) {
            JdbcStatements.createTables(connection);
            maxPacket = JdbcStatements.maxPacket(connection);
            connection.commit();
            return opened;
        } catch (SQLException | IOException e) {
            opened.close();
            throw e;
        }
    }

    /** What the data is to blame for will be refused again; everything else may pass. */
    private IOException refused(SQLException e) throws Undeliverable {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
            if (message.contains("max_allowed_packet") || state.startsWith("22") || state.startsWith("23")) {
                // The connection may be in the middle of a packet.
                close();
                throw new Undeliverable(target() + ": " + message, e);
            }
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root == e || root.getMessage() == null) {
            return new IOException(target() + ": " + e.getMessage(), e);
        }
        // A wrong password or address is in the cause; Hikari itself only says that it waited.
        close();
        return new IOException(target() + ": " + e.getMessage() + ": " + root.getMessage(), e);
    }

    @Override
    public String target() {
        return settings.uri();
    }

    @Override
    public void close() {
        HikariDataSource open = pool;
        pool = null;
        incarnations.clear();
        if (open != null) {
            open.close();
        }
    }
}
