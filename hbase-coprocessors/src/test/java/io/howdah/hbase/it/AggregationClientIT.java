// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.AggregationToken;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.File;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Futures, listeners and tokens on a running HBase. */
class AggregationClientIT {
    private static final int ROWS = 1_000;
    private static final TableName TABLE = TableName.valueOf("numbers");

    @RegisterExtension
    static final EmbeddedStackExtension stack =
            EmbeddedStackExtension.of(EmbeddedStack.builder().hbase(b -> {}));

    private static Connection connection;

    @BeforeAll
    static void fill() throws Exception {
        connection = NumberedRows.createScripted(stack.get(), TABLE, NumberedRows.key(200), NumberedRows.key(500));
        NumberedRows.put(stack.get(), TABLE, 0, ROWS);
    }

    private static ExactAggregation numbers() {
        return ExactAggregation.on(connection).table(TABLE).count().sum("d:n", Decoders.LONG);
    }

    @Test
    void future_givesTheAnswer_orWhatWentWrong() throws Exception {
        AggregationResult result = numbers().executeAsync().get(5, TimeUnit.MINUTES);
        assertThat(result.count()).isEqualTo(ROWS);

        CompletableFuture<AggregationResult> bad = ExactAggregation.on(connection)
                .table(TABLE)
                .sum("d:kind", Decoders.LONG)
                .executeAsync();
        assertThatThrownBy(() -> bad.get(5, TimeUnit.MINUTES)).hasMessageContaining("is not exactly 8 bytes");
    }

    /**
     * One thread is at the gate, inside a slice of the first region; slices of one row, so there are hundreds to come. After
     * cancel and when the gate opens, that slice may end, and no other may begin.
     */
    @Test
    void regionServers_areAskedForNoFurtherSlice_whenTheFutureIsCancelled() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ScriptedObserver.gate = gate;
        int before = ScriptedObserver.ARRIVED.get();
        CompletableFuture<AggregationResult> future = scripted("gate")
                .threads(1)
                .sliceLimits(new SliceLimits(0, 1, 0, 0))
                .executeAsync();
        try {
            Await.until("a slice is at the gate", () -> ScriptedObserver.WAITING.get() == 1);
            assertThat(future.cancel(true)).isTrue();
        } finally {
            gate.countDown();
        }
        Await.until("the slice at the gate ended", () -> ScriptedObserver.WAITING.get() == 0);
        Await.until(
                "its thread ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().startsWith("howdah-aggregation")));
        // Nobody is left who could ask; what was on its way to the region server is answered before this is.
        assertThat(numbers().execute().count()).isEqualTo(ROWS);
        assertThat(ScriptedObserver.ARRIVED.get() - before).isEqualTo(1);
    }

    private static ExactAggregation scripted(String script) throws Exception {
        return ExactAggregation.on(connection)
                .table(TABLE)
                .scan((Scan) new Scan().setAttribute(ScriptedObserver.SCRIPT, Bytes.toBytes(script)))
                .count();
    }

    @Test
    void slices_addUpToTheAnswer_andTheListenerMayStopIt() throws Exception {
        long[] count = {0};
        BigInteger[] sum = {BigInteger.ZERO};
        List<Double> fractions = new ArrayList<>();
        numbers()
                .sliceLimits(new SliceLimits(0, 30, 0, 0))
                .onSlice(slice -> {
                    count[0] += slice.count();
                    sum[0] = sum[0].add(slice.total().sum("d:n").asBigInteger());
                })
                .onProgress(progress -> fractions.add(progress.fraction()))
                .execute();
        assertThat(count[0]).isEqualTo(ROWS);
        assertThat(sum[0]).isEqualTo(NumberedRows.sum(ROWS));
        assertThat(fractions).hasSizeGreaterThan(ROWS / 30).isSorted().last().isEqualTo(1.0);

        assertThatThrownBy(() -> numbers()
                        .onProgress(progress -> {
                            throw new IllegalStateException("enough");
                        })
                        .execute())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }

    /** A process is killed half-way; regions change; a second process, which is only given the token's file, goes on. */
    @Test
    void answer_isExact_whenTheClientIsKilledAndAnotherProcessResumes(@TempDir Path directory) throws Exception {
        stack.get().writeConfiguration(directory);
        Path file = directory.resolve("numbers.token");
        Process first = client("begin", directory, file);
        int covered;
        try {
            Await.until("a third of the table is answered for", () -> {
                assertThat(first.isAlive()).as("ended by itself").isTrue();
                return Files.exists(file) && rows(AggregationToken.load(file)) > ROWS / 3;
            });
        } finally {
            first.destroyForcibly().waitFor();
        }
        covered = rows(AggregationToken.load(file));
        try (Admin admin = connection.getAdmin()) {
            RegionInfo last = admin.getRegions(TABLE).get(2);
            admin.splitRegionAsync(last.getRegionName(), NumberedRows.key(700)).get(3, TimeUnit.MINUTES);
        }

        Process second = client("resume", directory, file);
        assertThat(second.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(directory.resolve("resume.out"));
        assertThat(said.strip().split(" "))
                .as("killed with %d rows of %d, then: %s", covered, ROWS, said)
                .startsWith("answer", "1000", NumberedRows.sum(ROWS).toString(), Integer.toString(ROWS - covered));

        assertThatThrownBy(() -> ExactAggregation.on(connection)
                        .table(TABLE)
                        .count()
                        .resume(AggregationToken.load(file))
                        .execute())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of another question");
    }

    /** How many rows the token's ranges hold, by their numbers. */
    private static int rows(AggregationToken token) {
        return token.covered().stream()
                .mapToInt(range -> number(range.to(), ROWS) - number(range.from(), 0))
                .sum();
    }

    private static int number(byte[] row, int open) {
        return row.length == 0 ? open : Integer.parseInt(Bytes.toString(row).substring(1));
    }

    private static Process client(String verb, Path directory, Path file) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator + directory,
                        ResumingClient.class.getName(),
                        verb,
                        directory.toString(),
                        file.toString())
                .redirectOutput(directory.resolve(verb + ".out").toFile())
                .redirectError(directory.resolve(verb + ".err").toFile())
                .start();
    }
}
