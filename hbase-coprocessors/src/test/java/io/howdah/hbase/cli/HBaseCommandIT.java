// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.client.AggregationToken;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.it.NumberedRows;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code howdah hbase} on a running HBase, configured by a directory of site files. */
class HBaseCommandIT {
    private static final TableName TABLE = TableName.valueOf("numbers");

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> {}));

    @TempDir
    static Path conf;

    private static final StringWriter OUT = new StringWriter();
    private static final StringWriter ERR = new StringWriter();

    @BeforeAll
    static void fill() throws Exception {
        stack.get().writeConfiguration(conf);
        NumberedRows.create(stack.get(), TABLE, NumberedRows.key(50));
        NumberedRows.put(stack.get(), TABLE, 0, 100);
    }

    private static int run(String... args) {
        OUT.getBuffer().setLength(0);
        ERR.getBuffer().setLength(0);
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--conf", conf.toString(), "--timeout", "300"));
        return HBaseCommand.run(line.toArray(String[]::new), new PrintWriter(OUT), new PrintWriter(ERR, true));
    }

    /** Deploys, asks, removes: the order an operator does it in. */
    @Test
    void table_isDeployedAskedAndTakenBack() throws Exception {
        assertThat(run("agg", "numbers", "--count")).isEqualTo(2);
        assertThat(ERR.toString())
                .startsWith(
                        "howdah hbase agg: table numbers has no io.howdah.hbase.aggregation.AggregationEndpoint: put")
                .contains("howdah hbase deploy numbers")
                .hasLineCount(1);

        ok("deploy", "numbers");
        assertThat(OUT.toString()).startsWith("numbers: deployed io.howdah");
        assertThat(run("deploy", "numbers")).isZero();
        assertThat(OUT.toString()).contains("nothing to do");

        ok("agg", "numbers", "--count", "--sum", "d:n", "--avg", "d:text=string-decimal", "--group-by", "d:kind");
        assertThat(OUT.toString().lines())
                .hasSize(8)
                .startsWith("d:kind  count(*)  sum(d:n)  avg(d:text)", "kind-0        15       735        49.25");

        ok("agg", "numbers", "--max", "d:kind=string", "--count", "--from", "r000010", "--to", "\\x72000020", "--json");
        assertThat(OUT.toString())
                .startsWith("{\"table\": \"numbers\", \"from\": \"r000010\", \"to\": \"r000020\", \"group_by\": [],"
                        + " \"groups\": [{\"key\": [], \"values\": {\"max(d:kind)\": \"kind-6\", \"count(*)\": 10}}],"
                        + " \"stats\": {\"calls\": 1,");

        ok(
                "agg",
                "numbers",
                "--stddev-pop",
                "d:n",
                "--top",
                "2,d:n",
                "--group-by-time",
                "d:n/50ms",
                "--group-by-prefix",
                "1",
                "--json");
        assertThat(OUT.toString())
                .contains("\"group_by\": [\"time(d:n,50ms)\", \"row[1]\"]")
                .contains("{\"key\": [\"1970-01-01T00:00:00.050Z\", \"r\"], \"values\": {\"stddev_pop(d:n)\": 14.43")
                .contains("\"top2(d:n)\": [{\"value\": 99, \"row\": \"r000099\"}, {\"value\": 98, \"row\":");
        ok("agg", "numbers", "--max", "d:n", "--count", "--group-by", "d:kind", "--top-groups", "2,max(d:n)");
        assertThat(OUT.toString().lines())
                .containsExactly(
                        "d:kind  max(d:n)  count(*)", "kind-1        99        15", "kind-0        98        15");
        // As docs/aggregation.md shows it.
        ok("agg", "numbers", "--distinct", "d:kind", "--quantiles", "0.5,0.99,d:n", "--frequent", "1,d:kind");
        assertThat(OUT.toString().lines())
                .containsExactly(
                        "distinct(d:kind)     quantiles(d:n)  frequent1(d:kind)",
                        "               7  p50=49.0 p99=98.0          kind-0=15");
        refused("'d:n' has no width", "agg", "numbers", "--count", "--group-by-time", "d:n");
        refused("'d:n' does not begin with a number", "agg", "numbers", "--top", "d:n");
        refused("top with size 0: allowed", "agg", "numbers", "--top", "0,d:n");
        refused("sum(d:kind) needs numbers", "agg", "numbers", "--sum", "d:kind=string");
        refused("is not exactly 8 bytes", "agg", "numbers", "--sum", "d:kind");
        refused("has no column family 'x'; it has: d", "agg", "numbers", "--sum", "x:n");
        refused("unknown decoder 'varint'; known: bytes,", "agg", "numbers", "--sum", "d:n=varint");
        refused("range from 'b' is greater than to 'a'", "agg", "numbers", "--count", "--from", "b", "--to", "a");
        refused("a row prefix of 0 bytes", "agg", "numbers", "--count", "--group-by-prefix", "0");
        refused("TableNotFoundException: ", "agg", "absent", "--count");
        refused("TableNotFoundException: ", "deploy", "absent");

        resumed();

        ok("deploy", "numbers", "--remove");
        assertThat(run("agg", "numbers", "--count")).isEqualTo(2);
    }

    /** A token of the same question is gone on with and deleted; any other file is refused and left alone. */
    private static void resumed() throws Exception {
        Path file = conf.resolve("numbers.token");
        String[] question = {"agg", "numbers", "--count", "--sum", "d:n", "--json", "--resume", file.toString()};
        ok(question);
        assertThat(OUT.toString()).contains("\"rows_scanned\": 100");
        assertThat(file).doesNotExist();

        AggregationToken[] half = {null};
        ExactAggregation.on(stack.get().hbase().connection())
                .table("numbers")
                .count()
                .sum("d:n", Decoders.LONG)
                .threads(1)
                .onProgress(progress -> {
                    try {
                        half[0] = half[0] == null ? progress.token() : half[0];
                    } catch (AggregationException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .execute();
        half[0].save(file);
        ok(question);
        assertThat(OUT.toString())
                .contains("\"values\": {\"count(*)\": 100, \"sum(d:n)\": 4950}")
                .contains("\"rows_scanned\": 50");
        assertThat(file).doesNotExist();

        half[0].save(file);
        refused("of another question", "agg", "numbers", "--count", "--resume", file.toString());
        assertThat(file).exists();
        Files.writeString(file, "not a token");
        refused(file + ": not a resume token", question);
        refused("no such directory", "agg", "numbers", "--count", "--resume", conf + "/absent/file");
    }

    /** Counted, stopped by its time-out, gone on with, and refused where it is unclear what is meant. */
    @Test
    void rows_areDeletedAndUpdated_fromTheCommandLine() throws Exception {
        NumberedRows.create(stack.get(), TableName.valueOf("bulk"));
        NumberedRows.put(stack.get(), TableName.valueOf("bulk"), 0, 700);
        refused("howdah hbase deploy bulk --endpoint bulk", "delete", "bulk", "--all", "--yes");
        ok("deploy", "bulk", "--endpoint", "bulk");

        refused("which rows? --where", "delete", "bulk", "--yes");
        refused("--yes is needed", "delete", "bulk", "--where", "d:kind=kind-1");
        refused("--where d:kind: write family", "delete", "bulk", "--where", "d:kind", "--yes");
        refused("--set d:kind: write family", "update", "bulk", "--all", "--set", "d:kind", "--yes");
        refused("has no column family 'x'", "update", "bulk", "--all", "--set", "x:a=1", "--yes");
        refused("at least 1 row per second", "delete", "bulk", "--all", "--rate", "0", "--yes");

        ok("delete", "bulk", "--where", "d:kind=kind-1", "--dry-run");
        assertThat(OUT.toString()).startsWith("bulk: 700 rows read, 100 match, nothing changed (dry run)");
        ok("update", "bulk", "--where", "d:kind=kind-1", "--to", "r000350", "--set", "d:kind=one", "--yes");
        assertThat(OUT.toString()).startsWith("bulk: 350 rows read, 50 match, 50 changed");

        Path file = conf.resolve("drafts.job");
        String[] job = {"delete", "bulk", "--where", "d:kind!=one", "--resume", file.toString(), "--yes"};
        List<String> slow = new ArrayList<>(List.of(job));
        // Time for a slice on a busy machine, and not for all of them.
        slow.addAll(List.of("--rate", "20", "--timeout", "20", "--conf", conf.toString()));
        int code = HBaseCommand.run(slow.toArray(String[]::new), new PrintWriter(OUT), new PrintWriter(ERR, true));
        assertThat(code).as(ERR.toString()).isEqualTo(3);
        assertThat(ERR.toString()).contains("was not done within 20000 ms").contains("goes on from there");
        assertThat(file).exists();
        refused("the job to resume is another one", "delete", "bulk", "--all", "--resume", file.toString(), "--yes");
        List<String> rest = new ArrayList<>(List.of(job));
        rest.add("--json");
        ok(rest.toArray(String[]::new));
        // A call that was at work when time was up is done, but may not be counted.
        assertThat(OUT.toString()).contains("\"dry_run\": false, \"scanned\": 700, ");
        assertThat(file).doesNotExist();
        ok("delete", "bulk", "--all", "--dry-run");
        assertThat(OUT.toString()).contains(" 50 match, nothing changed (dry run)");
    }

    /**
     * The command in a JVM of its own, killed with signal 9 in the middle: the same command ends the job, at the job's
     * timestamp. What was written since the job began stays.
     */
    @Test
    void job_isExact_whenItsProcessWasKilledAndTheCommandIsRunAgain() throws Exception {
        TableName name = TableName.valueOf("killed");
        NumberedRows.create(stack.get(), name, NumberedRows.key(700));
        NumberedRows.put(stack.get(), name, 0, 1_400);
        ok("deploy", "killed", "--endpoint", "bulk");
        ok("delete", "killed", "--where", "d:kind=kind-1", "--dry-run", "--json");
        assertThat(OUT.toString()).contains("\"matched\": 200, \"changed\": 0,");

        Path file = conf.resolve("killed.job");
        String[] job = {"delete", "killed", "--where", "d:kind=kind-1", "--resume", file.toString(), "--yes"};
        List<String> slow = new ArrayList<>(List.of(job));
        slow.addAll(List.of("--rate", "10", "--conf", conf.toString(), "--timeout", "300"));
        Path said = conf.resolve("killed.out");
        Process process = CommandProcess.start(said, slow);
        try {
            Await.until("20 rows are deleted", () -> {
                assertThat(process.isAlive())
                        .as(() -> CommandProcess.read(said))
                        .isTrue();
                return Files.exists(file) && rows(name) <= 1_380;
            });
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(() -> CommandProcess.read(said)).isEqualTo(128 + 9);

        long left = rows(name);
        assertThat(left).isBetween(1_201L, 1_380L);
        BulkCheckpoint kept = BulkCheckpoint.fromBytes(Files.readAllBytes(file));
        // What the process had not heard of yet, or not kept, is done and not counted; never the other way round.
        assertThat(kept.counts().changed()).isBetween(0L, 1_400 - left);
        // Row 1394 is the last that matches.
        try (Table table = stack.get().hbase().connection().getTable(name)) {
            assertThat(table.exists(new Get(NumberedRows.key(1_394)))).isTrue();
            table.put(new Put(NumberedRows.key(1_394))
                    .addColumn(NumberedRows.FAMILY, Bytes.toBytes("kind"), Bytes.toBytes("kind-1")));
            refused(
                    "the job to resume is another one",
                    "delete",
                    "killed",
                    "--all",
                    "--resume",
                    file.toString(),
                    "--yes");

            List<String> rest = new ArrayList<>(List.of(job));
            rest.add("--json");
            ok(rest.toArray(String[]::new));
            assertThat(OUT.toString())
                    .contains("\"timestamp\": " + kept.request().timestamp() + ",");
            assertThat(file).doesNotExist();

            List<String> expected = IntStream.range(0, 1_400)
                    .filter(i -> i % NumberedRows.KINDS != 1 || i == 1_394)
                    .mapToObj(i -> Bytes.toString(NumberedRows.key(i)))
                    .toList();
            List<String> keys = new ArrayList<>();
            try (ResultScanner scanner = table.getScanner(new Scan())) {
                scanner.forEach(row -> keys.add(Bytes.toString(row.getRow())));
            }
            assertThat(keys).isEqualTo(expected);
            assertThat(table.get(new Get(NumberedRows.key(1_394))).size())
                    .as("only what was written after the job began")
                    .isEqualTo(1);
        }
    }

    private static long rows(TableName name) throws IOException {
        long rows = 0;
        try (Table table = stack.get().hbase().connection().getTable(name);
                ResultScanner scanner = table.getScanner(new Scan().setFilter(new FirstKeyOnlyFilter()))) {
            while (scanner.next() != null) {
                rows++;
            }
        }
        return rows;
    }

    private static void ok(String... args) {
        assertThat(run(args)).as("%s: %s", String.join(" ", args), ERR).isZero();
    }

    private static void refused(String message, String... args) {
        assertThat(run(args)).as("%s: %s", String.join(" ", args), ERR).isEqualTo(2);
        assertThat(ERR.toString()).contains(message).hasLineCount(1);
        assertThat(OUT.toString()).isEmpty();
    }

    /** The jar that was built, from HDFS: classes of its own, beside those of the class path. */
    @Test
    void table_isDeployedFromAJarInHdfs() throws Exception {
        NumberedRows.create(stack.get(), TableName.valueOf("jarred"));
        NumberedRows.put(stack.get(), TableName.valueOf("jarred"), 0, 30);
        // Not relative to the working directory: the shade plugin moves what Maven takes for the module's directory.
        Path target = Path.of(System.getProperty("test.build.data")).getParent();
        Path built;
        try (Stream<Path> files = Files.list(target)) {
            built = files.filter(f ->
                            f.getFileName().toString().matches("howdah-hbase-coprocessors-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        FileSystem fs = stack.get().hdfs().fileSystem();
        org.apache.hadoop.fs.Path jar = fs.makeQualified(
                new org.apache.hadoop.fs.Path("/howdah", built.getFileName().toString()));
        fs.copyFromLocalFile(new org.apache.hadoop.fs.Path(built.toUri()), jar);

        ok("deploy", "jarred", "--jar", jar.toString());
        ok("agg", "jarred", "--count", "--sum", "d:n=long");
        assertThat(OUT.toString().lines()).containsExactly("count(*)  sum(d:n)", "      30       435");
        refused("is not exactly 8 bytes", "agg", "jarred", "--sum", "d:kind");
        // The sketches inside the jar, under their relocated name.
        ok("agg", "jarred", "--distinct", "d:kind", "--quantiles", "0.5,0.99,d:n", "--frequent", "1,d:kind");
        assertThat(OUT.toString())
                .containsPattern("distinct\\(d:kind\\) +quantiles\\(d:n\\) +frequent1\\(d:kind\\)")
                .containsPattern(" 7 +p50=14.0 p99=29.0 +kind-0=5");

        ok("deploy", "jarred", "--remove");
    }
}
