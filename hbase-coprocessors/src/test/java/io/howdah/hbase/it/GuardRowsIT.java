// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.guard.TableGuard;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Append;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Increment;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guards with rules on whole rows: what else is at work on the row, and writes of several kinds together. */
class GuardRowsIT {
    private static final byte[] D = NumberedRows.FAMILY;
    private static final byte[] ROW = Bytes.toBytes("r");

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> {}));

    private static Connection connection;

    @BeforeAll
    static void connect() throws Exception {
        connection = stack.get().hbase().connection();
    }

    private static TableDescriptorBuilder guarded(String name, String rule, String value) throws IOException {
        return TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(D))
                .setCoprocessor(TableGuard.class.getName())
                .setValue("howdah.guard." + rule, value);
    }

    private static Table create(TableDescriptorBuilder table) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(table.build());
        }
        return connection.getTable(table.build().getTableName());
    }

    private static HRegion region(Table table) {
        return stack.get()
                .hbase()
                .utility()
                .getMiniHBaseCluster()
                .getRegions(table.getName())
                .get(0);
    }

    private static Put put(String column) {
        return new Put(ROW).addColumn(D, Bytes.toBytes(column), new byte[1]);
    }

    private static Put put(String column, String script) {
        Put put = put(column);
        put.setAttribute(LateObserver.SCRIPT, Bytes.toBytes(script));
        return put;
    }

    /** Writes in a thread of its own, as another handler does. */
    private static CompletableFuture<Void> writes(HRegion region, Put put) {
        return CompletableFuture.runAsync(() -> {
            try {
                region.put(put);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void row_isFreeForTheNextWriter_whenAnotherObserverFailsAfterTheWrite() throws Exception {
        try (Table table = create(guarded("late", "row.columns", "5")
                .setCoprocessor(LateObserver.class.getName())
                .setValue("hbase.rowlock.wait.duration", "2000"))) {
            assertThatThrownBy(() -> region(table).put(put("a", "fail")))
                    .hasMessageContaining("failed after the write");
            writes(region(table), put("b")).get(2, TimeUnit.MINUTES);
            assertThat(table.get(new Get(ROW)).size()).isEqualTo(2);
        }
    }

    /** While a write waits for its row, the region can neither flush nor close. */
    @Test
    void writer_isSentBack_whenItsRowIsNotFreeInTime() throws Exception {
        try (Table table = create(guarded("held", "row.columns", "5")
                .setCoprocessor(LateObserver.class.getName())
                .setValue("hbase.rowlock.wait.duration", "200"))) {
            CompletableFuture<Void> first = writes(region(table), put("a", "gate"));
            assertThat(LateObserver.ARRIVED.await(2, TimeUnit.MINUTES)).isTrue();
            assertThatThrownBy(() -> writes(region(table), put("b")).get(2, TimeUnit.MINUTES))
                    .hasRootCauseInstanceOf(RegionTooBusyException.class)
                    .hasStackTraceContaining("of table held were not free in time for their guard to check them");
            LateObserver.GATE.countDown();
            first.get(2, TimeUnit.MINUTES);
            writes(region(table), put("b")).get(2, TimeUnit.MINUTES);
            assertThat(table.get(new Get(ROW)).size()).isEqualTo(2);
        }
    }

    private static Increment increment(String column) {
        return new Increment(ROW).addColumn(D, Bytes.toBytes(column), 1);
    }

    private static Append append(String column, int bytes) {
        return new Append(ROW).addColumn(D, Bytes.toBytes(column), new byte[bytes]);
    }

    private static void refused(String message, Table table, List<? extends Mutation> writes) {
        assertThatThrownBy(() -> table.mutateRow(RowMutations.of(writes)))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        RetriesExhaustedWithDetailsException.class,
                        e -> assertThat(e.getCauses()).hasOnlyElementsOfType(DoNotRetryIOException.class));
    }

    /** HBase reckons each of them from the stored row, before any of them is written. */
    @Test
    void incrementsAndAppendsOfOneRow_areHeldToItsLimitsTogether() throws Exception {
        try (Table table = create(guarded("counted", "row.columns", "3").setValue("howdah.guard.row.bytes", "40"))) {
            refused(
                    "the row's 4 columns breaks howdah.guard.row.columns = 3",
                    table,
                    List.of(increment("a"), increment("b"), increment("c"), increment("d")));
            table.mutateRow(RowMutations.of(List.of(increment("a"), increment("b"))));
            refused("the row's 4 columns", table, List.of(put("c"), increment("d")));
            refused("the row's 4 columns", table, List.of(increment("c"), append("d", 1)));
            refused(
                    "the row's 49 bytes breaks howdah.guard.row.bytes = 40",
                    table,
                    List.of(append("a", 16), append("b", 15)));
            table.mutateRow(RowMutations.of(List.of(put("c"), increment("a"))));

            assertThatThrownBy(() -> table.increment(increment("d"))).hasMessageContaining("the row's 4 columns");
            assertThatThrownBy(() -> table.batch(List.of(increment("a"), increment("d")), new Object[2]))
                    .hasMessageContaining("DoNotRetryIOException");
            table.mutateRow(RowMutations.of(
                    List.of(new Delete(ROW).addColumns(D, Bytes.toBytes("c")), increment("a"), increment("d"))));
            Result row = table.get(new Get(ROW));
            assertThat(row.getFamilyMap(D).keySet()).extracting(Bytes::toString).containsExactly("a", "b", "d");
        }
    }

    @Test
    void rowThatMustHaveAColumn_mayGetItFromAWriteBesideTheIncrement() throws Exception {
        try (Table table = create(guarded("whole", "column.d:kind.not-null", "true"))) {
            refused("d:kind: missing from the row", table, List.of(put("a"), increment("b")));
            table.mutateRow(RowMutations.of(List.of(increment("b"), put("kind"))));
            table.increment(increment("b"));
            Result row = table.get(new Get(ROW));
            assertThat(Bytes.toLong(row.getValue(D, Bytes.toBytes("b")))).isEqualTo(2);
        }
    }
}
