// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.bulk.BulkEndpoint;
import io.howdah.hbase.bulk.BulkMutation;
import io.howdah.hbase.bulk.BulkResult;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.slice.core.Column;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import org.apache.hadoop.hbase.security.User;
import org.apache.hadoop.hbase.security.access.AccessControlClient;
import org.apache.hadoop.hbase.security.access.AccessControlConstants;
import org.apache.hadoop.hbase.security.access.AccessController;
import org.apache.hadoop.hbase.security.access.Permission;
import org.apache.hadoop.hbase.security.access.PermissionStorage;
import org.apache.hadoop.hbase.security.visibility.Authorizations;
import org.apache.hadoop.hbase.security.visibility.CellVisibility;
import org.apache.hadoop.hbase.security.visibility.VisibilityClient;
import org.apache.hadoop.hbase.security.visibility.VisibilityConstants;
import org.apache.hadoop.hbase.security.visibility.VisibilityController;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nothing leaks through the endpoint: with AccessController and VisibilityController on, a user's aggregate is what that
 * user's scan yields, or is refused as that scan is. Users are simulated as HBase's own tests do it: without Kerberos,
 * the server believes the name.
 *
 * <p>{@code d:n} is for everybody in even rows and for SECRET in odd ones; {@code d:kind} is SECRET in each tenth row.
 */
class AccessControlIT {
    private static final int ROWS = 200;
    private static final String SECRET = "SECRET";
    private static final TableName TABLE = TableName.valueOf("payroll");
    private static final TableName BULK = TableName.valueOf("stock");
    private static final byte[] N = Bytes.toBytes("n");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.security.authorization", "true")
                    .set("hbase.security.exec.permission.checks", "true")
                    .set("hbase.superuser", System.getProperty("user.name"))
                    .set("hbase.coprocessor.master.classes", classes())
                    .set("hbase.coprocessor.regionserver.classes", AccessController.class.getName())
                    .set("hbase.coprocessor.region.classes", classes())
                    .set(
                            "hbase.coprocessor.user.region.classes",
                            AggregationEndpoint.class.getName() + "," + BulkEndpoint.class.getName())));

    private static final Map<String, Connection> CONNECTIONS = new HashMap<>();

    private static String classes() {
        return AccessController.class.getName() + "," + VisibilityController.class.getName();
    }

    @BeforeAll
    static void fill() throws Exception {
        Connection superuser = stack.get().hbase().connection();
        stack.get().hbase().utility().waitTableEnabled(PermissionStorage.ACL_TABLE_NAME.getName(), 180_000);
        stack.get().hbase().utility().waitTableEnabled(VisibilityConstants.LABELS_TABLE_NAME.getName(), 180_000);
        try (Admin admin = superuser.getAdmin()) {
            for (TableName table : List.of(TABLE, BULK)) {
                admin.createTable(
                        TableDescriptorBuilder.newBuilder(table)
                                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(NumberedRows.FAMILY))
                                // Or HBase refuses a user without a permission on the table before it looks at cells.
                                .setValue(
                                        AccessControlConstants.CF_ATTRIBUTE_EARLY_OUT,
                                        Boolean.toString(!table.equals(BULK)))
                                .build(),
                        new byte[][] {NumberedRows.key(ROWS / 2)});
            }
        }
        await("labels can be added", () -> {
            VisibilityClient.addLabel(superuser, SECRET);
            return VisibilityClient.listLabels(superuser, SECRET).getLabelCount() == 1;
        });
        put(superuser, TABLE);
        grant("reader", null, "READ");
        grant("insider", null, "READ");
        grant("columnist", "n", "READ");
        grant("blind", null, "WRITE");
        await("labels can be given", () -> {
            VisibilityClient.setAuths(superuser, new String[] {SECRET}, "insider");
            return true;
        });
        // Permissions and labels reach the region servers through ZooKeeper, some time.
        for (String user : List.of("reader", "columnist", "insider")) {
            await(user + " may read", () -> !scan(user, new Scan()).isEmpty());
        }
        await("insider sees all", () -> scan("insider", new Scan()).size() == ROWS);
        await("blind may call endpoints, and is refused for what it reads", () -> {
            try {
                on("blind").count().execute();
                return true;
            } catch (AccessDeniedException e) {
                return e.getMessage().contains("READ");
            }
        });
    }

    @AfterAll
    static void close() throws Exception {
        for (Connection connection : CONNECTIONS.values()) {
            connection.close();
        }
    }

    private static void put(Connection connection, TableName name) throws Exception {
        List<Put> puts = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            byte[] number = Bytes.toBytes((long) i);
            Put value = new Put(NumberedRows.key(i)).addColumn(NumberedRows.FAMILY, Bytes.toBytes("n"), number);
            Put kind = new Put(NumberedRows.key(i))
                    .addColumn(
                            NumberedRows.FAMILY,
                            Bytes.toBytes("kind"),
                            Bytes.toBytes(i % 10 == 0 ? "takeover-" + i : "plain"));
            if (i % 2 == 1) {
                value.setCellVisibility(new CellVisibility(SECRET));
            }
            if (i % 10 == 0) {
                kind.setCellVisibility(new CellVisibility(SECRET));
            }
            puts.add(value);
            puts.add(kind);
        }
        try (Table table = connection.getTable(name)) {
            table.put(puts);
        }
    }

    /** A permission, and with it the one to call endpoints, which alone must open nothing. */
    private static void grant(String user, String qualifier, String... actions) throws Exception {
        grant(TABLE, user, qualifier, actions);
    }

    private static void grant(TableName table, String user, String qualifier, String... actions) throws Exception {
        try {
            Connection connection = stack.get().hbase().connection();
            byte[] column = qualifier == null ? null : Bytes.toBytes(qualifier);
            byte[] family = qualifier == null ? null : NumberedRows.FAMILY;
            Permission.Action[] given =
                    Stream.of(actions).map(Permission.Action::valueOf).toArray(Permission.Action[]::new);
            AccessControlClient.grant(connection, table, user, null, null, Permission.Action.EXEC);
            if (given.length > 0) {
                AccessControlClient.grant(connection, table, user, family, column, given);
            }
        } catch (Throwable e) {
            throw new AssertionError("grant " + List.of(actions) + " to " + user, e);
        }
    }

    private static Connection as(String user) throws Exception {
        Connection connection = CONNECTIONS.get(user);
        if (connection == null) {
            User simulated =
                    User.createUserForTesting(stack.get().hbase().configuration(), user, new String[] {"staff"});
            connection = ConnectionFactory.createConnection(stack.get().hbase().configuration(), simulated);
            CONNECTIONS.put(user, connection);
        }
        return connection;
    }

    private static ExactAggregation on(String user) throws Exception {
        return ExactAggregation.on(as(user)).table(TABLE);
    }

    private static List<Result> scan(String user, Scan scan) throws Exception {
        List<Result> rows = new ArrayList<>();
        try (Table table = as(user).getTable(TABLE);
                ResultScanner scanner = table.getScanner(scan)) {
            scanner.forEach(rows::add);
        }
        return rows;
    }

    private interface Condition {
        boolean holds() throws Throwable; // as VisibilityClient does
    }

    private static void await(String what, Condition condition) {
        Await.until(what, () -> {
            try {
                return condition.holds();
            } catch (Throwable e) {
                throw new ExecutionException(e);
            }
        });
    }

    /** Rows and the sum of {@code d:n} as the aggregate and as the user's own scan have them. */
    private static void sameAsScan(String user, Scan scan, AggregationResult result) throws Exception {
        List<Result> rows = scan(user, scan);
        BigInteger sum = BigInteger.ZERO;
        for (Result row : rows) {
            Cell cell = row.getColumnLatestCell(NumberedRows.FAMILY, Bytes.toBytes("n"));
            if (cell != null) {
                sum = sum.add(BigInteger.valueOf(Bytes.toLong(CellUtil.cloneValue(cell))));
            }
        }
        assertThat(result.count()).as(user).isEqualTo(rows.size());
        assertThat(result.total().sum("d:n").asBigInteger()).as(user).isEqualTo(sum);
    }

    @Test
    void userWithoutRead_isRefused_evenWithTheRightToCallEndpoints() throws Exception {
        for (String user : List.of("nobody", "blind")) {
            assertThatThrownBy(() -> on(user).count().execute())
                    .as(user)
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("Insufficient permissions");
            assertThatThrownBy(() -> on(user).max("d:n", Decoders.LONG).execute())
                    .as(user)
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void userWithOneColumn_seesOnlyThat() throws Exception {
        AggregationResult result =
                on("columnist").count().sum("d:n", Decoders.LONG).execute();
        sameAsScan("columnist", new Scan(), result);
        assertThat(result.count()).isEqualTo(ROWS / 2);

        // Of the other column: nothing to count, no group key, no extreme.
        AggregationResult grouped = on("columnist")
                .groupBy("d:kind")
                .count()
                .count("d:kind")
                .max("d:kind", Decoders.STRING)
                .execute();
        assertThat(grouped.groups()).hasSize(1);
        assertThat(grouped.groups().get(0).keyText(0)).isNull();
        assertThat(grouped.groups().get(0).count("d:kind")).isZero();
        assertThat(grouped.groups().get(0).max("d:kind").isNull()).isTrue();
        assertThatThrownBy(() -> scan("columnist", new Scan().addColumn(NumberedRows.FAMILY, Bytes.toBytes("kind"))))
                .hasCauseInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> on("columnist").count("d:kind").execute()).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void cellsWithALabel_areSeenOnlyByWhoHoldsIt() throws Exception {
        AggregationResult insider =
                on("insider").count().count("d:n").sum("d:n", Decoders.LONG).execute();
        sameAsScan("insider", new Scan(), insider);
        assertThat(insider.total().count("d:n")).isEqualTo(ROWS);
        assertThat(insider.total().sum("d:n").asBigInteger()).isEqualTo(NumberedRows.sum(ROWS));

        AggregationResult reader =
                on("reader").count().count("d:n").sum("d:n", Decoders.LONG).execute();
        sameAsScan("reader", new Scan(), reader);
        assertThat(reader.total().count("d:n")).isEqualTo(ROWS / 2);
        AggregationResult extremes =
                on("reader").max("d:n", Decoders.LONG).groupBy("d:kind").execute();
        assertThat(extremes.groups()).hasSize(2);
        assertThat(extremes.groups().get(0).keyText(0)).isNull();
        assertThat(extremes.groups().get(1).keyText(0)).isEqualTo("plain");
        assertThat(on("insider").count().groupBy("d:kind").execute().groups()).hasSize(1 + ROWS / 10);
    }

    @Test
    void askingForALabel_doesNotGiveIt_andALabelMayBeLeftOut() throws Exception {
        Scan greedy = new Scan().setAuthorizations(new Authorizations(SECRET));
        AggregationResult reader =
                on("reader").scan(greedy).count().sum("d:n", Decoders.LONG).execute();
        sameAsScan("reader", greedy, reader);
        assertThat(reader.total().sum("d:n").asBigInteger()).isLessThan(NumberedRows.sum(ROWS));

        Scan modest = new Scan().setAuthorizations(new Authorizations());
        sameAsScan(
                "insider",
                modest,
                on("insider").scan(modest).count().sum("d:n", Decoders.LONG).execute());
    }

    private static BulkMutation bulk(String user) throws Exception {
        return BulkMutation.on(as(user)).table(BULK);
    }

    private static void bulkRefused(String user, BulkMutation job) throws Exception {
        assertThatThrownBy(job::execute)
                .as(user)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("Insufficient permissions");
    }

    /** All cells of the table as the superuser has them, or with the label: row/column to value. */
    private static Map<String, Long> cells(Connection connection) throws Exception {
        Map<String, Long> cells = new TreeMap<>();
        try (Table table = connection.getTable(BULK);
                ResultScanner scanner = table.getScanner(new Scan().setAuthorizations(new Authorizations(SECRET)))) {
            for (Result row : scanner) {
                for (Cell cell : row.rawCells()) {
                    cells.put(
                            Bytes.toString(row.getRow()) + "/" + Bytes.toString(CellUtil.cloneQualifier(cell)),
                            cell.getTimestamp());
                }
            }
        }
        return cells;
    }

    /** The same rights that the user's own gets, puts and deletes need; what is hidden stays. */
    @Test
    void bulkChange_needsTheRightToWrite_andLeavesWhatTheUserMayNotSee() throws Exception {
        Connection superuser = stack.get().hbase().connection();
        put(superuser, BULK);
        try (Table table = superuser.getTable(BULK)) {
            // Two rows that are open to one user by ACLs of their cells: one to read, one to write too.
            for (int i : new int[] {301, 302}) {
                Put put = new Put(NumberedRows.key(i)).addColumn(NumberedRows.FAMILY, N, Bytes.toBytes((long) i));
                put.setACL(
                        "guest",
                        i == 301
                                ? new Permission(Permission.Action.READ)
                                : new Permission(Permission.Action.READ, Permission.Action.WRITE));
                table.put(put);
            }
        }
        grant(BULK, "auditor", null, "READ");
        grant(BULK, "clerk", "n", "READ", "WRITE");
        grant(BULK, "keeper", null, "READ", "WRITE");
        grant(BULK, "guest", null);
        grant(BULK, "insider", null, "READ");
        await("permissions are known", () -> {
            for (String user : List.of("auditor", "clerk", "keeper", "insider")) {
                bulk(user)
                        .delete(List.of(Column.parse("d:n")), List.of())
                        .dryRun()
                        .execute();
            }
            return bulk("guest").delete().dryRun().execute().counts().matched() == 2;
        });
        Map<String, Long> all = cells(as("insider"));
        assertThat(all).hasSize(2 * ROWS + 2);

        // No EXEC at all; only READ; WRITE on one column, asked for rows; the guest's row without W.
        bulkRefused("nobody", bulk("nobody").delete());
        bulkRefused("auditor", bulk("auditor").delete());
        bulkRefused("auditor", bulk("auditor").set(Column.parse("d:n"), Bytes.toBytes(0L)));
        bulkRefused("clerk", bulk("clerk").delete());
        bulkRefused("clerk", bulk("clerk").set(Column.parse("d:kind"), Bytes.toBytes("mine")));
        bulkRefused(
                "guest",
                bulk("guest")
                        .range(NumberedRows.key(301), NumberedRows.key(302))
                        .delete());
        assertThat(cells(as("insider"))).isEqualTo(all);

        BulkResult guest = bulk("guest")
                .range(NumberedRows.key(302), new byte[0])
                .delete(List.of(Column.parse("d:n")), List.of())
                .execute();
        assertThat(guest.counts().changed()).isEqualTo(1);
        all.remove("r000302/n");
        assertThat(cells(as("insider"))).isEqualTo(all);

        // Rows below 100, one column: the odd ones are hidden.
        BulkResult clerk = bulk("clerk")
                .range(new byte[0], NumberedRows.key(100))
                .delete(List.of(Column.parse("d:n")), List.of())
                .execute();
        assertThat(clerk.counts().changed()).isEqualTo(50);
        all.keySet().removeIf(cell -> cell.endsWith("/n") && number(cell) < 100 && number(cell) % 2 == 0);
        assertThat(cells(as("insider"))).isEqualTo(all);

        // All rows: what has the label, and what is the guest's, was never seen.
        BulkResult keeper = bulk("keeper")
                .range(new byte[0], NumberedRows.key(ROWS))
                .delete()
                .execute();
        assertThat(keeper.counts().matched()).isLessThan(ROWS);
        all.keySet()
                .removeIf(cell ->
                        number(cell) < ROWS && (cell.endsWith("/n") ? number(cell) % 2 == 0 : number(cell) % 10 != 0));
        assertThat(cells(as("insider"))).isEqualTo(all);
    }

    private static int number(String cell) {
        return Integer.parseInt(cell.substring(1, 7));
    }
}
