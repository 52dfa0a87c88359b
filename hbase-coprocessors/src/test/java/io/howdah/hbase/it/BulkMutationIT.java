// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.bulk.BulkEndpoint;
import io.howdah.hbase.bulk.BulkMutation;
import io.howdah.hbase.bulk.BulkResult;
import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.slice.core.Column;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.JVMClusterUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk deletes and updates on two region servers: conditions, regions that change, resuming, other coprocessors. */
class BulkMutationIT {
    private static final byte[] D = NumberedRows.FAMILY;
    private static final byte[] KIND = Bytes.toBytes("kind");
    private static final int ROWS = 1_400;

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> b.regionServers(2)));

    private static Connection connection;

    @BeforeAll
    static void connect() throws Exception {
        connection = stack.get().hbase().connection();
    }

    private static TableName filled(String name, String... settings) throws Exception {
        TableName table = TableName.valueOf(name);
        TableDescriptorBuilder descriptor = TableDescriptorBuilder.newBuilder(table)
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(D))
                .setCoprocessor(BulkEndpoint.class.getName())
                .setCoprocessor(ScriptedObserver.class.getName())
                .setCoprocessor(BulkObserver.class.getName());
        for (int i = 0; i < settings.length; i += 2) {
            descriptor.setValue(settings[i], settings[i + 1]);
        }
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(descriptor.build(), new byte[][] {NumberedRows.key(400), NumberedRows.key(900)});
        }
        NumberedRows.put(stack.get(), table, 0, ROWS);
        return table;
    }

    private static Filter kind(int kind) {
        SingleColumnValueFilter filter =
                new SingleColumnValueFilter(D, KIND, CompareOperator.EQUAL, Bytes.toBytes("kind-" + kind));
        filter.setFilterIfMissing(true);
        return filter;
    }

    private static List<String> kinds(TableName name) throws IOException {
        List<String> kinds = new ArrayList<>();
        try (Table table = connection.getTable(name);
                ResultScanner scanner = table.getScanner(new Scan())) {
            for (Result row : scanner) {
                kinds.add(Bytes.toString(row.getValue(D, KIND)));
            }
        }
        return kinds;
    }

    @Test
    void rowsThatMatch_areCountedDeletedAndUpdated_andNoOther() throws Exception {
        TableName table = filled("changed");

        BulkResult dry = BulkMutation.on(connection)
                .table(table)
                .filter(kind(3))
                .delete()
                .dryRun()
                .execute();
        assertThat(dry.counts().matched()).isEqualTo(200);
        assertThat(dry.counts().scanned()).isEqualTo(ROWS);
        assertThat(dry.counts().changed()).isZero();
        assertThat(kinds(table)).hasSize(ROWS);

        BulkResult deleted = BulkMutation.on(connection)
                .table(table)
                .filter(kind(3))
                .delete()
                .execute();
        assertThat(deleted.counts().changed()).isEqualTo(200);
        assertThat(kinds(table)).hasSize(ROWS - 200).doesNotContain("kind-3");

        BulkResult updated = BulkMutation.on(connection)
                .table(table)
                .range(NumberedRows.key(0), NumberedRows.key(700))
                .filter(kind(4))
                .set(Column.parse("d:kind"), Bytes.toBytes("four"))
                .set(Column.parse("d:note"), Bytes.toBytes("was 4"))
                .execute();
        assertThat(updated.counts().changed()).isEqualTo(100);
        assertThat(kinds(table)).filteredOn("four"::equals).hasSize(100);
        assertThat(kinds(table)).filteredOn("kind-4"::equals).hasSize(100);

        BulkResult column = BulkMutation.on(connection)
                .table(table)
                .delete(List.of(Column.parse("d:kind")), List.of())
                .execute();
        assertThat(column.counts().changed()).isEqualTo(ROWS - 200);
        assertThat(kinds(table)).hasSize(ROWS - 200).containsOnlyNulls();
    }

    @Test
    void nothingNewer_isTouched_andAPartDoneTwiceChangesNothing() throws Exception {
        TableName name = filled("newer");
        long before = System.currentTimeMillis();
        byte[] row = NumberedRows.key(5);
        try (Table table = connection.getTable(name)) {
            table.put(new Put(row).addColumn(D, KIND, before + 60_000, Bytes.toBytes("kind-5")));

            BulkResult updated = BulkMutation.on(connection)
                    .table(name)
                    .filter(kind(5))
                    .set(Column.parse("d:kind"), Bytes.toBytes("five"))
                    .timestamp(before)
                    .execute();
            assertThat(updated.counts().newer()).isEqualTo(1);
            assertThat(updated.counts().changed()).isEqualTo(199);
            for (int i = 0; i < 2; i++) {
                BulkMutation.on(connection)
                        .table(name)
                        .delete()
                        .timestamp(before)
                        .execute();
                Result left = table.get(new Get(row));
                assertThat(left.size()).as("only the newer cell is left").isEqualTo(1);
                assertThat(kinds(name)).containsExactly("kind-5");
            }
            assertThatThrownBy(() -> BulkMutation.on(connection)
                            .table(name)
                            .delete()
                            .timestamp(before + 3_600_000)
                            .execute())
                    .isInstanceOf(DoNotRetryIOException.class)
                    .hasMessageContaining("ahead of the region server's clock");
        }
    }

    /** The row is changed between the scan and the lock, which the observer holds apart. */
    @Test
    void condition_isAskedAgain_underTheRowLock() throws Exception {
        TableName name = filled("raced", "howdah.hbase.bulk.batch.rows", "2000");
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        BulkObserver.gate = new BulkObserver.Gate(reached, gate);
        CompletableFuture<BulkResult> job = CompletableFuture.supplyAsync(() -> {
            try {
                return BulkMutation.on(connection)
                        .table(name)
                        .range(new byte[0], NumberedRows.key(400))
                        .filter(kind(1))
                        .delete()
                        .execute();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(reached.await(3, TimeUnit.MINUTES)).isTrue();
        try (Table table = connection.getTable(name)) {
            // Rows 1 and 8 were scanned and matched; they are not locked yet.
            table.put(new Put(NumberedRows.key(1)).addColumn(D, KIND, Bytes.toBytes("saved")));
            BulkObserver.gate = null;
            gate.countDown();
            BulkResult result = job.get(3, TimeUnit.MINUTES);

            assertThat(result.counts().matched()).isEqualTo(57);
            assertThat(result.counts().lost()).isEqualTo(1);
            assertThat(result.counts().changed()).isEqualTo(56);
            assertThat(table.get(new Get(NumberedRows.key(1))).getValue(D, KIND))
                    .asString()
                    .isEqualTo("saved");
            assertThat(table.exists(new Get(NumberedRows.key(8)))).isFalse();
        }
    }

    @Test
    void condition_isAskedAgain_withTheTimeRangeOfEachFamily() throws Exception {
        TableName name = filled("ranged");
        byte[] row = Bytes.toBytes("row");
        try (Table table = connection.getTable(name)) {
            table.put(new Put(row).addColumn(D, KIND, 1_000, Bytes.toBytes("kind-3")));
            table.put(new Put(row).addColumn(D, KIND, 5_000, Bytes.toBytes("kind-4")));
            BulkResult result = BulkMutation.on(connection)
                    .table(name)
                    .where(new Scan().setFilter(kind(3)).setColumnFamilyTimeRange(D, 0, 2_000))
                    .delete()
                    .execute();
            assertThat(result.counts().matched()).isEqualTo(1);
            assertThat(result.counts().changed()).isEqualTo(1);
            assertThat(table.exists(new Get(row))).isFalse();
        }
    }

    @Test
    void job_isComplete_whenRegionsSplitAndMoveInTheMiddle() throws Exception {
        TableName name = filled("moving");
        AtomicReference<Exception> failure = new AtomicReference<>();
        int[] slices = new int[1];
        try (Admin admin = connection.getAdmin()) {
            BulkResult result = BulkMutation.on(connection)
                    .table(name)
                    .filter(kind(2))
                    .delete()
                    .threads(1)
                    .rate(100)
                    .progress(progress -> {
                        try {
                            if (++slices[0] == 1) {
                                change(admin, name);
                            }
                        } catch (Exception e) {
                            failure.set(e);
                        }
                    })
                    .execute();

            assertThat(failure.get()).isNull();
            assertThat(result.counts().changed()).isEqualTo(200);
            assertThat(result.relocations()).isPositive();
            assertThat(admin.getRegions(name)).hasSizeGreaterThan(3);
        }
        assertThat(kinds(name)).hasSize(ROWS - 200).doesNotContain("kind-2");
    }

    private static void change(Admin admin, TableName name) throws Exception {
        List<RegionInfo> regions = admin.getRegions(name);
        admin.splitRegionAsync(regions.get(1).getRegionName(), NumberedRows.key(650))
                .get(3, TimeUnit.MINUTES);
        ServerName from =
                stack.get().hbase().utility().getRSForFirstRegionInTable(name).getServerName();
        for (JVMClusterUtil.RegionServerThread thread :
                stack.get().hbase().utility().getMiniHBaseCluster().getLiveRegionServerThreads()) {
            if (!thread.getRegionServer().getServerName().equals(from)) {
                admin.move(
                        regions.get(2).getEncodedNameAsBytes(),
                        thread.getRegionServer().getServerName());
                admin.move(
                        regions.get(0).getEncodedNameAsBytes(),
                        thread.getRegionServer().getServerName());
            }
        }
    }

    /** A client that dies in the middle: another one goes on from its token, at its timestamp. */
    @Test
    void job_isResumed_whereAnotherClientDied() throws Exception {
        TableName name = filled("resumed");
        AtomicReference<byte[]> token = new AtomicReference<>();
        assertThatThrownBy(() -> BulkMutation.on(connection)
                        .table(name)
                        .filter(kind(6))
                        .delete()
                        .threads(1)
                        .rate(60)
                        .progress(progress -> {
                            token.set(progress.checkpoint().get().toBytes());
                            if (progress.counts().changed() >= 50) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .execute())
                .hasMessage("killed");
        BulkCheckpoint checkpoint = BulkCheckpoint.fromBytes(token.get());
        long until = checkpoint.counts().changed();
        assertThat(until).isBetween(50L, 199L);

        assertThatThrownBy(() -> BulkMutation.on(connection)
                        .table(name)
                        .filter(kind(5))
                        .delete()
                        .resume(checkpoint)
                        .execute())
                .hasMessageContaining("the job to resume is another one");
        BulkResult result = BulkMutation.on(connection)
                .table(name)
                .filter(kind(6))
                .delete()
                .resume(checkpoint)
                .execute();

        assertThat(result.counts().changed()).isEqualTo(200);
        assertThat(result.timestamp()).isEqualTo(checkpoint.request().timestamp());
        assertThat(kinds(name)).hasSize(ROWS - 200).doesNotContain("kind-6");
    }

    @Test
    void otherCoprocessors_areHonoured_whenTheyDenyOrHide() throws Exception {
        TableName name = filled("observed");
        assertThatThrownBy(() -> scripted(name, "deny").delete().execute()).hasMessageContaining("not for you");
        assertThat(kinds(name)).hasSize(ROWS);

        int opened = ScriptedObserver.OPENED.get();
        int closed = ScriptedObserver.CLOSED.get();
        int deletes = BulkObserver.DELETES.get();
        BulkResult hidden = scripted(name, "hide").delete().execute();
        assertThat(hidden.counts().changed()).isPositive().isLessThan(ROWS);
        assertThat(kinds(name)).as("rows that were hidden").hasSize((int)
                (ROWS - hidden.counts().changed()));
        assertThat(ScriptedObserver.OPENED.get() - opened)
                .isPositive()
                .isEqualTo(ScriptedObserver.CLOSED.get() - closed);
        assertThat(BulkObserver.DELETES.get() - deletes).as("preDelete of each").isEqualTo((int)
                hidden.counts().changed());
    }

    private static BulkMutation scripted(TableName name, String script) throws IOException {
        return BulkMutation.on(connection).table(name).where((Scan)
                new Scan().setAttribute(ScriptedObserver.SCRIPT, Bytes.toBytes(script)));
    }

    @Test
    void badInput_isRefused_withWhatAndWhere() throws Exception {
        TableName name = filled("refused");
        assertThatThrownBy(() -> BulkMutation.on(connection)
                        .table(name)
                        .set(Column.parse("x:a"), new byte[0])
                        .execute())
                .hasMessageContaining("table refused has no column family 'x'; it has: d");
        assertThatThrownBy(() -> BulkMutation.on(connection).table(name).execute())
                .hasMessageContaining("what to do");
        assertThatThrownBy(() -> BulkMutation.on(connection)
                        .table(name)
                        .where(new Scan().setReversed(true))
                        .delete()
                        .execute())
                .hasMessageContaining("scan feature refused: reversed");
        TableName bare = TableName.valueOf("bulkless");
        NumberedRows.create(stack.get(), bare);
        assertThatThrownBy(
                        () -> BulkMutation.on(connection).table(bare).delete().execute())
                .hasMessageContaining("howdah hbase deploy bulkless --endpoint bulk");
    }
}
