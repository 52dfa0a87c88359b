// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.CapturedLog;
import io.howdah.hbase.guard.GuardCanary;
import io.howdah.hbase.guard.GuardMaster;
import io.howdah.hbase.guard.TableGuard;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Append;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.CoprocessorDescriptorBuilder;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Increment;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.RetriesExhaustedWithDetailsException;
import org.apache.hadoop.hbase.client.Row;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.coprocessor.MultiRowMutationEndpoint;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HRegionServer;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.log4j.Logger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guarded table: every path of a write, refused and let pass; the master's check. */
class GuardIT {
    private static final byte[] D = NumberedRows.FAMILY;
    private static final byte[] AGE = Bytes.toBytes("age");
    private static final byte[] KIND = Bytes.toBytes("kind");
    private static final byte[] NOTE = Bytes.toBytes("note");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.coprocessor.master.classes", GuardMaster.class.getName())
                    .set("hbase.coprocessor.regionserver.classes", GuardCanary.class.getName())));

    private static final ExecutorService WRITERS = Executors.newFixedThreadPool(24);

    private static Connection connection;

    @AfterAll
    static void endWriters() {
        WRITERS.shutdownNow();
    }

    @BeforeAll
    static void connect() throws Exception {
        connection = stack.get().hbase().connection();
    }

    private static TableDescriptorBuilder guarded(String name, String... rules) throws IOException {
        TableDescriptorBuilder table = TableDescriptorBuilder.newBuilder(TableName.valueOf(name))
                .setColumnFamily(ColumnFamilyDescriptorBuilder.of(D))
                .setCoprocessor(TableGuard.class.getName());
        for (int i = 0; i < rules.length; i += 2) {
            table.setValue("howdah.guard." + rules[i], rules[i + 1]);
        }
        return table;
    }

    private static Table create(String name, String... rules) throws IOException {
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(guarded(name, rules).build());
        }
        return connection.getTable(TableName.valueOf(name));
    }

    private static Put put(String row, byte[] column, byte[] value) {
        return new Put(Bytes.toBytes(row)).addColumn(D, column, value);
    }

    private static Put age(String row, long age) {
        return put(row, AGE, Bytes.toBytes(age));
    }

    private static void refused(String message, ThrowingCallable write) {
        assertThatThrownBy(write).hasMessageContaining(message).satisfies(e -> {
            // What a batch or mutateRow throws lists the causes; none of them may be one that is tried again.
            List<Throwable> causes =
                    e instanceof RetriesExhaustedWithDetailsException list ? list.getCauses() : List.of(e);
            assertThat(causes).isNotEmpty().allMatch(DoNotRetryIOException.class::isInstance);
        });
    }

    private static long rows(Table table) throws IOException {
        long rows = 0;
        try (ResultScanner scanner = table.getScanner(new Scan())) {
            for (Result ignored : scanner) {
                rows++;
            }
        }
        return rows;
    }

    @Test
    void violatingWrite_isRefused_onEveryPath() throws Exception {
        try (Table table = create(
                "people",
                "column.d:age.range",
                "long 0 150",
                "column.d:kind.enum",
                "hawk|goose",
                "column.d:note.regex",
                "[a-z ]*",
                "column.d:note.bytes",
                "12")) {
            String range = "column d:age: value '\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\xC8' (8 bytes) breaks"
                    + " howdah.guard.column.d:age.range = long 0 150";

            table.put(age("ok", 150));
            refused("row 'put', " + range, () -> table.put(age("put", 200)));
            refused(
                    range,
                    () -> table.mutateRow(
                            RowMutations.of(List.of(put("atomic", KIND, Bytes.toBytes("hawk")), age("atomic", 200)))));
            assertThat(table.exists(new Get(Bytes.toBytes("atomic")))).isFalse();

            refused(
                    range,
                    () -> table.checkAndMutate(CheckAndMutate.newBuilder(Bytes.toBytes("cas"))
                            .ifNotExists(D, AGE)
                            .build(age("cas", 200))));
            refused(
                    range,
                    () -> table.checkAndMutate(CheckAndMutate.newBuilder(Bytes.toBytes("cas"))
                            .ifNotExists(D, AGE)
                            .build(RowMutations.of(
                                    List.of(put("cas", KIND, Bytes.toBytes("hawk")), age("cas", 200))))));
            assertThat(table.checkAndMutate(CheckAndMutate.newBuilder(Bytes.toBytes("cas"))
                                    .ifNotExists(D, AGE)
                                    .build(age("cas", 1)))
                            .isSuccess())
                    .isTrue();

            refused(range, () -> table.increment(new Increment(Bytes.toBytes("ok")).addColumn(D, AGE, 50)));
            table.increment(new Increment(Bytes.toBytes("ok")).addColumn(D, AGE, -50));
            refused("d:note.bytes = 12", () -> {
                table.append(new Append(Bytes.toBytes("ok")).addColumn(D, NOTE, Bytes.toBytes("first")));
                table.append(new Append(Bytes.toBytes("ok")).addColumn(D, NOTE, Bytes.toBytes(" and second")));
            });
            refused(
                    "d:note.regex = [a-z ]*",
                    () -> table.append(new Append(Bytes.toBytes("ok")).addColumn(D, NOTE, Bytes.toBytes("!"))));

            Result ok = table.get(new Get(Bytes.toBytes("ok")));
            assertThat(Bytes.toLong(ok.getValue(D, AGE))).isEqualTo(100);
            assertThat(ok.getValue(D, NOTE)).asString().isEqualTo("first");
            assertThat(rows(table)).isEqualTo(2);
        }
    }

    @Test
    void batch_writesTheGood_andRefusesTheBad() throws Exception {
        try (Table table = create("batch", "column.d:age.range", "long 0 150")) {
            List<Row> writes = List.of(age("a", 1), age("b", 200), age("c", 3), new Delete(Bytes.toBytes("none")));
            Object[] results = new Object[writes.size()];

            assertThatThrownBy(() -> table.batch(writes, results)).hasMessageContaining("DoNotRetryIOException");
            assertThat(results[0]).isInstanceOf(Result.class);
            assertThat(results[1])
                    .isInstanceOfSatisfying(
                            DoNotRetryIOException.class,
                            e -> assertThat(e).hasMessageContaining("row 'b', column d:age"));
            assertThat(results[2]).isInstanceOf(Result.class);
            assertThat(rows(table)).isEqualTo(2);

            List<Row> increments = List.of(
                    new Increment(Bytes.toBytes("a")).addColumn(D, AGE, 1),
                    new Increment(Bytes.toBytes("c")).addColumn(D, AGE, 999));
            Object[] sums = new Object[2];
            assertThatThrownBy(() -> table.batch(increments, sums)).hasMessageContaining("DoNotRetryIOException");
            assertThat(Bytes.toLong(table.get(new Get(Bytes.toBytes("c"))).getValue(D, AGE)))
                    .isEqualTo(3);
        }
    }

    @Test
    void row_isHeldToItsLimits() throws Exception {
        try (Table table = create(
                "rows", "row.columns", "3", "row.bytes", "40", "cell.bytes", "30", "column.d:kind.not-null", "true")) {
            refused("d:kind: missing from the row", () -> table.put(age("r", 1)));
            table.put(put("r", KIND, Bytes.toBytes("hawk")).addColumn(D, AGE, Bytes.toBytes(1L)));
            table.put(age("r", 2));
            refused(
                    "value '' (0 bytes) breaks howdah.guard.column.d:kind.not-null",
                    () -> table.put(put("r", KIND, new byte[0])));
            refused(
                    "d:kind: deleted without its row",
                    () -> table.delete(new Delete(Bytes.toBytes("r")).addColumns(D, KIND)));
            refused(
                    "d:kind: missing from the row",
                    () -> table.increment(new Increment(Bytes.toBytes("new")).addColumn(D, AGE, 1)));
            refused("howdah.guard.cell.bytes = 30", () -> table.put(put("r", NOTE, new byte[31])));
            refused("bytes breaks howdah.guard.row.bytes = 40", () -> table.put(put("r", NOTE, new byte[30])));
            refused(
                    "the row's 4 columns breaks howdah.guard.row.columns = 3",
                    () -> table.put(put("r", NOTE, new byte[1]).addColumn(D, Bytes.toBytes("x"), new byte[1])));
            table.put(put("r", NOTE, new byte[1]));
            refused(
                    "the row's 4 columns",
                    () -> table.increment(new Increment(Bytes.toBytes("r")).addColumn(D, Bytes.toBytes("x"), 1)));
            table.delete(new Delete(Bytes.toBytes("r")));
            assertThat(rows(table)).isZero();
        }
    }

    /** HBase takes row locks of puts shared: without a lock of the guard's own, each finds room for itself. */
    @Test
    void row_isHeldToItsLimits_whenManyWriteItAtOnce() throws Exception {
        try (Table table = create("crowd", "row.columns", "5")) {
            for (int round = 0; round < 5; round++) {
                byte[] row = Bytes.toBytes("r" + round);
                List<CompletableFuture<Boolean>> writers = new ArrayList<>();
                for (int i = 0; i < 24; i++) {
                    byte[] column = Bytes.toBytes("c" + i);
                    writers.add(CompletableFuture.supplyAsync(() -> tryPut(table, row, column), WRITERS));
                }
                long written = 0;
                for (CompletableFuture<Boolean> writer : writers) {
                    written += writer.get(3, TimeUnit.MINUTES) ? 1 : 0;
                }
                assertThat(written).isEqualTo(5);
                assertThat(table.get(new Get(row)).size()).isEqualTo(5);
            }
        }
    }

    private static boolean tryPut(Table table, byte[] row, byte[] column) {
        try {
            table.put(new Put(row).addColumn(D, column, new byte[1]));
            return true;
        } catch (DoNotRetryIOException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void cells_liveNoLonger_thanTheTableSays() throws Exception {
        try (Table table = create("ttl", "row.ttl.seconds", "2")) {
            Put patient = age("r", 1);
            patient.setTTL(3_600_000);
            table.put(patient);
            table.increment(new Increment(Bytes.toBytes("i")).addColumn(D, AGE, 1));
            Await.until("the rows expire", () -> rows(table) == 0);
        }
    }

    @Test
    void bulkLoad_isHeldToTheRules() throws Exception {
        create("loaded", "column.d:age.range", "long 0 150").close();
        create("unloaded", "bulk-load", "refuse").close();
        create("whole", "row.columns", "5").close();

        assertThat(load("loaded", 150)).isNull();
        assertThat(load("loaded", 151)).contains("breaks howdah.guard.column.d:age.range = long 0 150");
        assertThat(load("unloaded", 1)).contains("howdah.guard.bulk-load = refuse");
        assertThat(load("whole", 1)).contains("rules on whole rows");
        for (String name : List.of("loaded", "unloaded", "whole")) {
            try (Table table = connection.getTable(TableName.valueOf(name))) {
                assertThat(rows(table)).as(name).isEqualTo(name.equals("loaded") ? 1 : 0);
            }
        }
    }

    /** @return all that was said when it was refused, or null */
    private static String load(String name, long age) throws Exception {
        Configuration conf = stack.get().hbase().configuration();
        conf.setInt("hbase.client.retries.number", 2);
        conf.setInt("hbase.bulkload.retries.number", 2);
        FileSystem fs = FileSystem.get(conf);
        Path directory = fs.makeQualified(new Path("/guard-" + name + age));
        try (HFile.Writer writer = HFile.getWriterFactory(conf, new CacheConfig(conf))
                .withPath(fs, new Path(directory, "d/file"))
                .withFileContext(new HFileContextBuilder().build())
                .create()) {
            writer.append(new KeyValue(Bytes.toBytes("r"), D, AGE, 1, Bytes.toBytes(age)));
        }
        try {
            BulkLoadHFiles.create(conf).bulkLoad(TableName.valueOf(name), directory);
            return null;
        } catch (IOException e) {
            StringBuilder said = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                said.append(cause).append('\n');
            }
            return said.toString();
        }
    }

    @Test
    void master_refusesTable_whoseRulesAreInvalidOrNotEnforced() throws Exception {
        refused(
                "table t refused: howdah.guard.cell.bytes = 'x' is not allowed: a whole number",
                () -> create("t", "cell.bytes", "x"));
        refused("the table has no column family 'x'; it has: d", () -> create("t", "column.x:n.bytes", "1"));
        try (Admin admin = connection.getAdmin()) {
            TableDescriptor unguarded = guarded("t", "cell.bytes", "10")
                    .removeCoprocessor(TableGuard.class.getName())
                    .build();
            refused("no coprocessor io.howdah.hbase.guard.TableGuard", () -> admin.createTable(unguarded));

            create("kept", "cell.bytes", "10").close();
            refused(
                    "no coprocessor io.howdah.hbase.guard.TableGuard",
                    () -> admin.modifyTable(guarded("kept", "cell.bytes", "10")
                            .removeCoprocessor(TableGuard.class.getName())
                            .build()));
            refused(
                    "is not allowed",
                    () -> admin.modifyTable(guarded("kept", "cell.bytes", "-1").build()));
            TableDescriptor jarless = TableDescriptorBuilder.newBuilder(guarded("u", "cell.bytes", "10")
                            .removeCoprocessor(TableGuard.class.getName())
                            .build())
                    .setCoprocessor(CoprocessorDescriptorBuilder.newBuilder(TableGuard.class.getName())
                            .setJarPath("hdfs:///absent/howdah-1.0.jar")
                            .build())
                    .setValue("hbase.table.sanity.checks", "false")
                    .build();
            refused("its guard cannot be loaded from hdfs:///absent/howdah-1.0.jar", () -> admin.createTable(jarless));
        }
    }

    @Test
    void cells_areWrittenAsTheyAre_whenNothingIsWrong() throws Exception {
        try (Table table = create("fine", "cell.bytes", "100", "audit", "all", "audit.full", "block")) {
            table.put(age("r", 7));
            Cell cell = table.get(new Get(Bytes.toBytes("r"))).getColumnLatestCell(D, AGE);
            assertThat(Bytes.toLong(cell.getValueArray(), cell.getValueOffset()))
                    .isEqualTo(7);
        }
    }

    /** One batch, several kinds of write in it, good and bad. */
    @Test
    void batchOfAllKinds_refusesWhatIsBad_andWhatStandsWithIt() throws Exception {
        try (Table table = create("kinds", "column.d:age.range", "long 0 150")) {
            List<Row> writes = List.of(
                    RowMutations.of(List.of(put("atomic", KIND, new byte[1]), age("atomic", 200))),
                    RowMutations.of(List.of(put("whole", KIND, new byte[1]), age("whole", 1))),
                    CheckAndMutate.newBuilder(Bytes.toBytes("cas"))
                            .ifNotExists(D, AGE)
                            .build(age("cas", 200)),
                    CheckAndMutate.newBuilder(Bytes.toBytes("free"))
                            .ifNotExists(D, AGE)
                            .build(age("free", 1)));
            Object[] results = new Object[writes.size()];
            assertThatThrownBy(() -> table.batch(writes, results)).hasMessageContaining("DoNotRetryIOException");
            assertThat(results[0]).isInstanceOf(DoNotRetryIOException.class);
            assertThat(results[2]).isInstanceOf(DoNotRetryIOException.class);
            assertThat(keys(table)).containsExactly("free", "whole");

            refused(
                    "column d:age",
                    () -> table.checkAndMutate(List.of(CheckAndMutate.newBuilder(Bytes.toBytes("free"))
                            .ifEquals(D, AGE, Bytes.toBytes(1L))
                            .build(age("free", 200)))));

            // Puts beside a RowMutations: the guard cannot tell whether they stand for themselves, and writes none.
            List<Row> mixed = List.of(
                    age("good", 1),
                    age("bad", 200),
                    RowMutations.of(List.of(put("whole", KIND, new byte[2]), age("whole", 2))));
            assertThatThrownBy(() -> table.batch(mixed, new Object[3])).hasMessageContaining("DoNotRetryIOException");
            assertThat(keys(table)).containsExactly("free", "whole");
        }
    }

    private static List<String> keys(Table table) throws IOException {
        List<String> keys = new ArrayList<>();
        try (ResultScanner scanner = table.getScanner(new Scan())) {
            scanner.forEach(row -> keys.add(Bytes.toString(row.getRow())));
        }
        return keys;
    }

    @Test
    void multiRowMutation_isRefusedAsAWhole() throws Exception {
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(guarded("rowset", "column.d:age.range", "long 0 150")
                    .setCoprocessor(MultiRowMutationEndpoint.class.getName())
                    .build());
        }
        try (Table table = connection.getTable(TableName.valueOf("rowset"))) {
            refused(
                    "row 'b', column d:age",
                    () -> OtherWritePaths.mutateRows(table, List.of(age("a", 1), age("b", 200), age("c", 3))));
            assertThat(keys(table)).isEmpty();
            OtherWritePaths.mutateRows(table, List.of(age("a", 1), age("c", 3)));
            assertThat(keys(table)).containsExactly("a", "c");
        }
    }

    /** The source ships the same edits again and again, so this is where the peer stands until the rule is changed. */
    @Test
    void replication_isRefused_untilTheRuleAllowsIt() throws Exception {
        create("sink", "column.d:age.range", "long 0 150").close();
        TableName name = TableName.valueOf("sink");
        List<Put> edits = List.of(age("a", 1), age("b", 200), age("c", 3));
        try (Table table = connection.getTable(name);
                Admin admin = connection.getAdmin()) {
            for (int shipped = 0; shipped < 2; shipped++) {
                assertThatThrownBy(() -> OtherWritePaths.replicate(regionServer(), name, edits))
                        .isInstanceOf(IOException.class)
                        .hasStackTraceContaining("row 'b', column d:age");
                assertThat(keys(table)).containsExactly("a", "c");
            }
            admin.modifyTable(
                    guarded("sink", "column.d:age.range", "long 0 300").build());
            OtherWritePaths.replicate(regionServer(), name, edits);
            assertThat(keys(table)).containsExactly("a", "b", "c");
        }
    }

    private static HRegionServer regionServer() {
        return stack.get().hbase().utility().getMiniHBaseCluster().getRegionServer(0);
    }

    @Test
    void auditTrail_saysWhoWasRefusedWhatAndWhy_andNoValueOfWhatWasAdmitted() throws Exception {
        List<String> lines;
        try (CapturedLog log = new CapturedLog(Logger.getLogger("io.howdah.hbase.guard.audit"));
                Table table =
                        create("audited", "column.d:age.range", "long 0 150", "audit", "all", "audit.full", "block")) {
            table.put(age("in", 7).addColumn(D, NOTE, Bytes.toBytes("secret")));
            refused("column d:age", () -> table.put(age("out", 200)));
            refused("column d:age", () -> table.increment(new Increment(Bytes.toBytes("in")).addColumn(D, AGE, 500)));
            assertThat(load("audited", 151)).contains("column d:age");
            lines = Await.value(() -> log.toString().lines().toList(), all -> all.size() >= 4);
        }
        String who =
                "INFO verdict=%s user=" + System.getProperty("user.name") + " address=127.0.0.1 table=audited region=";
        assertThat(lines.get(0))
                .startsWith(who.formatted("admitted"))
                .endsWith(" op=put row=\"in\" columns=\"d:age d:note\"");
        assertThat(lines.get(1))
                .startsWith(who.formatted("refused"))
                .contains(" op=put row=\"out\" columns=\"d:age\" why=\"refused by a guard: row 'out', column d:age:");
        assertThat(lines.get(2)).startsWith(who.formatted("refused")).contains(" op=increment row=\"in\"");
        assertThat(lines.get(3))
                .startsWith(who.formatted("refused"))
                .contains(" op=bulkload files=1 first=\"", "/guard-audited151/d/file\" why=\"");
        assertThat(lines).noneMatch(line -> line.contains("secret"));
    }
}
