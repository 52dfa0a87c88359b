// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.ChangeEvent;
import io.howdah.hbase.cdc.core.RandomChanges;
import io.howdah.hbase.cdc.core.Sink;
import io.howdah.minicluster.MariaDbServer;
import io.howdah.minicluster.RabbitMqServer;
import io.howdah.minicluster.RequiresServers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.log4j.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements against a real MariaDB. */
@RequiresServers({"root", "mariadbd", "setpriv"})
class JdbcSinkIT {
    @TempDir
    static Path directory;

    private static MariaDbServer maria;

    @BeforeAll
    static void start() throws Exception {
        maria = new MariaDbServer();
    }

    @AfterAll
    static void stop() throws Exception {
        if (maria != null) {
            maria.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        try (Connection connection = maria.connect();
                Statement statement = connection.createStatement()) {
            JdbcStatements.createTables(connection);
            for (String table : new String[] {"table", "column", "delete"}) {
                statement.execute("DELETE FROM howdah_cdc_" + table);
            }
        }
    }

    private static CdcSettings settings(String password) throws IOException {
        Path file = RabbitMqServer.credentials(directory, "cdc", password);
        return CdcSettings.from(Map.of(
                CdcSettings.SINK.name(), "jdbc",
                CdcSettings.URI.name(), maria.uri(),
                CdcSettings.CREDENTIALS_FILE.name(), file.toString())::get);
    }

    private static Map<String, String> current() throws Exception {
        Map<String, String> values = new HashMap<>();
        try (Connection connection = maria.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT table_name, row_key, family, qualifier, value FROM howdah_cdc_current")) {
            while (rows.next()) {
                values.put(
                        rows.getString(1) + "/" + text(rows, 2) + "/" + text(rows, 3) + "/" + text(rows, 4),
                        text(rows, 5));
            }
        }
        return values;
    }

    private static String text(ResultSet rows, int column) throws Exception {
        return new String(rows.getBytes(column), StandardCharsets.UTF_8);
    }

    /** Two sinks at a time, each with all changes in an order of its own, some twice. */
    @Test
    void state_isThatOfHBasesOrder_whateverTheOrderOfArrival() throws Exception {
        // Once: it writes the credentials file anew, which a sink may be reading.
        CdcSettings settings = settings(MariaDbServer.PASSWORD);
        for (long seed = 1; seed <= 3; seed++) {
            empty();
            Random random = new Random(seed);
            List<ChangeEvent> events = RandomChanges.of(random, 3_000);
            ShuffledDelivery.deliver(events, random, () -> Sinks.of(settings));
            assertThat(current())
                    .as("seed %d", seed)
                    .isEqualTo(ShuffledDelivery.expected(events))
                    .isNotEmpty();
        }
    }

    @Test
    void put_staysDeleted_afterItsTombstoneIsPurgedWithIt() throws Exception {
        try (Sink sink = Sinks.of(settings(MariaDbServer.PASSWORD));
                Connection connection = maria.connect()) {
            connection.setAutoCommit(false);
            sink.deliver(List.of(
                    RandomChanges.put("r", "a", 5, 1, "hidden"),
                    RandomChanges.put("r", "b", 9, 2, "shown"),
                    RandomChanges.deleteFamily("r", 7, 3),
                    RandomChanges.put("r", "c", 9, 5, "hidden"),
                    RandomChanges.deleteVersion("r", "c", 9, 6),
                    RandomChanges.put("r", "e", 9, 7, "shown"),
                    RandomChanges.deleteVersion("r", "e", 10, 8),
                    RandomChanges.deleteColumn("s", "a", 7, 4)));
            assertThat(new JdbcPurge(connection, System.currentTimeMillis() + 1, () -> false).run())
                    .isTrue();
            assertThat(current()).containsOnlyKeys("default:t/r/d/b", "default:t/r/d/e");
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT (SELECT COUNT(*) FROM howdah_cdc_column),"
                            + " (SELECT COUNT(*) FROM howdah_cdc_delete)")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
                assertThat(rows.getInt(2)).isZero();
            }
            // The price of forgetting, as the documentation says: what comes now, and is older, is shown.
            sink.deliver(List.of(RandomChanges.put("s", "a", 5, 1, "late")));
            assertThat(current()).containsKey("default:t/s/d/a");
        }
    }

    private static long number(Statement statement, String sql) throws Exception {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A table that was truncated: its earlier life goes in short transactions, and nothing else is looked at. */
    @Test
    void purge_takesFewRowsATime_andReadsOnlyWhatGoes() throws Exception {
        try (Connection connection = maria.connect();
                Connection other = maria.connect();
                Statement statement = connection.createStatement();
                Statement seen = other.createStatement()) {
            statement.execute("INSERT INTO howdah_cdc_table VALUES ('default:t', 100)");
            statement.execute("INSERT INTO howdah_cdc_column SELECT UNHEX(SHA2(CONCAT('c', seq), 256)),"
                    + " UNHEX(SHA2(CONCAT('f', seq), 256)), 'default:t', CONCAT('r', seq), 'd', 'q', 'v',"
                    + " IF(seq <= 1200, 99, 100), 5, 4, seq, 0, 0 FROM seq_1_to_30000");
            connection.setAutoCommit(false);
            assertThat(new JdbcPurge(connection, 1_000, () -> true).run()).isFalse();
            String count = "SELECT COUNT(*) FROM howdah_cdc_column";
            assertThat(number(seen, count)).isEqualTo(30_000 - JdbcPurge.ROWS);
            String read = "SELECT SUM(VARIABLE_VALUE) FROM information_schema.SESSION_STATUS"
                    + " WHERE VARIABLE_NAME LIKE 'HANDLER_READ%' AND VARIABLE_NAME NOT LIKE '%DELETED%'";
            long before = number(statement, read);
            assertThat(new JdbcPurge(connection, 1_000, () -> false).run()).isTrue();
            assertThat(number(statement, read) - before).isLessThan(10_000);
            assertThat(number(seen, count)).isEqualTo(28_800);
            assertThat(current()).hasSize(28_800);
        }
    }

    @Test
    void chunk_isDelivered_whenPurgeFails() throws Exception {
        AtomicLong millis = new AtomicLong(System.currentTimeMillis());
        AtomicLong nanos = new AtomicLong();
        try (CapturedLog log = new CapturedLog(Logger.getLogger(JdbcSink.class));
                Sink sink = new JdbcSink(settings(MariaDbServer.PASSWORD), millis::get, nanos::get);
                Connection connection = maria.connect();
                Statement statement = connection.createStatement()) {
            sink.deliver(List.of(RandomChanges.deleteColumn("s", "a", 7, 1)));
            millis.addAndGet(TimeUnit.DAYS.toMillis(8));
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            statement.execute("CREATE TRIGGER refuse BEFORE DELETE ON howdah_cdc_column FOR EACH ROW"
                    + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not today'");
            try {
                sink.deliver(List.of(RandomChanges.put("r", "a", 5, 2, "arrives")));
            } finally {
                statement.execute("DROP TRIGGER refuse");
            }
            assertThat(log.toString()).contains("not purged").contains("not today");
            String count = "SELECT COUNT(*) FROM howdah_cdc_column";
            assertThat(number(statement, count)).isEqualTo(2);
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            sink.deliver(List.of(RandomChanges.put("r", "b", 5, 3, "arrives")));
            assertThat(number(statement, count)).isEqualTo(2);
            assertThat(current()).containsOnlyKeys("default:t/r/d/a", "default:t/r/d/b");
        }
    }

    @Test
    void wrongPassword_isSaid_withoutThePassword() throws Exception {
        try (Sink sink = Sinks.of(settings("wrong-SECRET-99"))) {
            assertThatThrownBy(() -> sink.deliver(List.of(RandomChanges.put("r", "a", 5, 1, "v"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Access denied for user 'cdc'")
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("SECRET"));
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void value_isUndeliverable_whenGreaterThanThePacketOfTheServer() throws Exception {
        try (Sink sink = Sinks.of(settings(MariaDbServer.PASSWORD))) {
            ChangeEvent large = RandomChanges.put("r", "a", 5, 1, "x".repeat(2_000_000));
            assertThatThrownBy(() -> sink.deliver(List.of(large)))
                    .isInstanceOf(Sink.Undeliverable.class)
                    .hasMessageContaining("max_allowed_packet");
            sink.deliver(List.of(RandomChanges.put("r", "b", 5, 1, "small")));
            assertThat(current()).containsOnlyKeys("default:t/r/d/b");
        }
    }
}
