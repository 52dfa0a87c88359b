// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationDeadlineException;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.EndpointNotDeployedException;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.protocol.EnvelopeChannel;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.RowFilter;
import org.apache.hadoop.hbase.filter.SubstringComparator;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The endpoint on a table of four regions: slices, other coprocessors, limits, errors, metrics. */
class AggregationIT {
    private static final int ROWS = 1_000;
    private static final int CALLS_MAX = 2;
    private static final TableName TABLE = TableName.valueOf("numbers");

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.regionserver.info.port", "0")
                    .set("howdah.hbase.aggregation.calls.max", Integer.toString(CALLS_MAX))));

    private static Connection connection;

    @BeforeAll
    static void fill() throws Exception {
        connection = NumberedRows.createScripted(
                stack.get(), TABLE, NumberedRows.key(200), NumberedRows.key(500), NumberedRows.key(510));
        NumberedRows.put(stack.get(), TABLE, 0, ROWS);
    }

    private static ExactAggregation numbers() {
        return ExactAggregation.on(connection).table(TABLE);
    }

    private static ExactAggregation scripted(String script) throws Exception {
        return numbers().scan((Scan) new Scan().setAttribute(ScriptedObserver.SCRIPT, Bytes.toBytes(script)));
    }

    @Test
    void answer_isExact_whenEverySliceIsOneRow() throws Exception {
        AggregationResult result = numbers()
                .groupBy("d:kind")
                .count()
                .sum("d:n", Decoders.LONG)
                .sliceLimits(new SliceLimits(0, 1, 0, 0))
                .execute();

        assertThat(result.groups()).hasSize(NumberedRows.KINDS);
        assertThat(result.groups().stream()
                        .mapToLong(AggregationResult.Group::count)
                        .sum())
                .isEqualTo(ROWS);
        assertThat(result.groups().stream()
                        .mapToLong(g -> g.sum("d:n").asLong())
                        .sum())
                .isEqualTo(NumberedRows.sum(ROWS).longValueExact());
        assertThat(result.stats().slices()).isGreaterThanOrEqualTo(ROWS);
    }

    @Test
    void answer_covers_exactlyTheRangeAskedFor() throws Exception {
        AggregationResult result = numbers()
                .range("r000150", "r000505")
                .count()
                .min("d:n", Decoders.LONG)
                .max("d:n", Decoders.LONG)
                .avg("d:text", Decoders.STRING_DECIMAL)
                .sum("d:z", Decoders.DOUBLE)
                .execute();

        assertThat(result.count()).isEqualTo(355);
        assertThat(result.total().min("d:n").asLong()).isEqualTo(150);
        assertThat(result.total().max("d:n").asLong()).isEqualTo(504);
        assertThat(result.total().avg("d:text").asBigDecimal()).isEqualByComparingTo("327.25");
        assertThat(result.total().sum("d:z").asDouble()).isEqualTo(327.0 * 355 / 2);
        assertThat(result.coverage()).isEqualTo(RowRange.of(Bytes.toBytes("r000150"), Bytes.toBytes("r000505")));
        assertThat(result.stats().slices()).isEqualTo(3);
    }

    @Test
    void slices_makeProgress_whenEveryRowIsFilteredOutOrDeleted() throws Exception {
        AggregationResult filtered = numbers()
                .filter(new RowFilter(CompareOperator.EQUAL, new SubstringComparator("nowhere")))
                .count()
                .sliceLimits(new SliceLimits(0, 50, 0, 0))
                .execute();
        assertThat(filtered.count()).isZero();
        assertThat(filtered.stats().slices()).isGreaterThanOrEqualTo(ROWS / 50);
        assertThat(filtered.stats().rowsScanned()).isEqualTo(ROWS);

        TableName table = TableName.valueOf("tombstones");
        try (Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(table)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(NumberedRows.FAMILY))
                    .setCoprocessor(AggregationEndpoint.class.getName())
                    .setValue("howdah.hbase.aggregation.slice.rows", "20")
                    .build());
        }
        NumberedRows.put(stack.get(), table, 0, 300);
        try (Table deleting = connection.getTable(table)) {
            for (int i = 10; i < 300; i++) {
                deleting.delete(new Delete(NumberedRows.key(i)));
            }
        }
        // The limit is the table's own setting.
        AggregationResult left =
                ExactAggregation.on(connection).table(table).count().execute();
        assertThat(left.count()).isEqualTo(10);
        assertThat(left.stats().slices()).isGreaterThanOrEqualTo(300 / 20);
    }

    @Test
    void aggregate_isComplete_whenItTakesLongerThanTheRpcTimeout() throws Exception {
        Configuration impatient = stack.get().hbase().configuration();
        impatient.setInt("hbase.rpc.timeout", 1_000);
        try (Connection other = ConnectionFactory.createConnection(impatient)) {
            AggregationResult result = ExactAggregation.on(other)
                    .table(TABLE)
                    .scan((Scan) new Scan().setAttribute(ScriptedObserver.SCRIPT, Bytes.toBytes("slow")))
                    .range("r000510", "")
                    .count()
                    .execute();

            assertThat(result.count()).isEqualTo(490);
            assertThat(result.stats().elapsed()).isGreaterThan(Duration.ofSeconds(1));
            assertThat(result.stats().slices()).isGreaterThan(2);
        }
    }

    @Test
    void otherCoprocessors_areHonoured_whenTheyDenyOrHide() throws Exception {
        assertThatThrownBy(() -> scripted("deny").count().execute())
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("not for you");

        int opened = ScriptedObserver.OPENED.get();
        int closed = ScriptedObserver.CLOSED.get();
        AggregationResult hidden = scripted("hide")
                .sliceLimits(new SliceLimits(0, 100, 0, 0))
                .count()
                .execute();
        long without7 = IntStream.range(0, ROWS)
                .filter(i -> !Bytes.toString(NumberedRows.key(i)).contains("7"))
                .count();
        assertThat(hidden.count()).isEqualTo(without7).isNotEqualTo(ROWS);
        assertThat(ScriptedObserver.OPENED.get() - opened)
                .isEqualTo((int) hidden.stats().slices());
        assertThat(ScriptedObserver.CLOSED.get() - closed)
                .isEqualTo((int) hidden.stats().slices());
    }

    @Test
    void call_isSentBackAndRepeated_whenTooManyAreAtWork() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ScriptedObserver.gate = gate;
        long before = metric("Rejected");
        CompletableFuture<AggregationResult> result = CompletableFuture.supplyAsync(() -> {
            try {
                return scripted("gate").count().threads(4).execute();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // Four regions are asked, two calls wait at the gate: the others come back until it opens.
        try {
            awaitMetric("Rejected", before + 1);
        } finally {
            gate.countDown();
        }

        assertThat(result.get().count()).isEqualTo(ROWS);
        assertThat(result.get().stats().rejections()).isPositive();
    }

    @Test
    void groups_comeInPartialResults_whenThereAreMoreThanASliceMayHold() throws Exception {
        long before = metric("GroupLimitHits");
        AggregationResult result = numbers()
                .groupByRowPrefix(6)
                .count()
                .sliceLimits(new SliceLimits(0, 0, 7, 0))
                .execute();

        assertThat(result.groups()).hasSize(100).allMatch(group -> group.count() == 10);
        awaitMetric("GroupLimitHits", before + 1);
    }

    @Test
    void metrics_areAtTheRegionServersJmx() throws Exception {
        long slices = metric("Slices");
        long rows = metric("RowsScanned");
        long calls = metric("Calls");
        long timed = metric("CallTimeNumOps");
        AggregationResult result = numbers().count().execute();

        awaitMetric("Slices", slices + result.stats().slices());
        awaitMetric("RowsScanned", rows + ROWS);
        awaitMetric("Calls", calls + 4);
        awaitMetric("CallTimeNumOps", timed + 4);
        assertThat(metric("Failed")).isNotNegative();
        assertThat(metric("PartialSlices")).isNotNegative();
        assertThat(metric("ActiveCalls")).isNotNegative();
    }

    /** Metrics2 renews what JMX shows every ten seconds. */
    private static void awaitMetric(String name, long atLeast) {
        Await.until(name + " is at least " + atLeast, () -> metric(name) >= atLeast);
    }

    private static long metric(String name) {
        int port = stack.get()
                .hbase()
                .utility()
                .getMiniHBaseCluster()
                .getRegionServer(0)
                .getInfoServer()
                .getPort();
        URI uri = URI.create("http://127.0.0.1:" + port + "/jmx?qry=Hadoop:service=HBase,name=HowdahAggregation");
        Pattern pattern = Pattern.compile("\"" + name + "\": (\\d+)");
        // HBase takes all beans away for a moment when a table or region goes (JmxCacheBuster).
        Matcher found = Await.value(
                () -> pattern.matcher(new String(uri.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8)),
                Matcher::find);
        return Long.parseLong(found.group(1));
    }

    @Test
    void badInput_isRefused_withWhatAndWhere() throws Exception {
        assertThatThrownBy(() -> numbers().count().sum("x:n", Decoders.LONG).execute())
                .isInstanceOf(AggregationException.class)
                .hasMessage("table numbers has no column family 'x'; it has: d");
        assertThatThrownBy(() -> numbers().sum("d:kind", Decoders.LONG).execute())
                .isInstanceOf(AggregationException.class)
                .hasMessageMatching(
                        "row 'r\\d{6}', column d:kind: 'kind-\\d' \\(6 bytes\\) is not exactly 8 bytes, which"
                                + " the decoder 'long' reads");
        assertThatThrownBy(() -> numbers().sum("d:kind", Decoders.STRING_LONG).execute())
                .hasMessageContaining("is not a whole number in the range of a long, which the decoder 'string-long'");
        assertThatThrownBy(() ->
                        numbers().scan(new Scan().setReversed(true)).count().execute())
                .isInstanceOf(AggregationException.class)
                .hasMessageStartingWith("scan feature refused: reversed");
        assertThatThrownBy(() ->
                        ExactAggregation.on(connection).table("absent").count().execute())
                .isInstanceOf(TableNotFoundException.class);
        assertThatThrownBy(() -> numbers().execute()).hasMessageContaining("nothing to compute");
        assertThatThrownBy(() -> numbers().range("b", "a")).hasMessageContaining("'b' is greater than to 'a'");

        TableName bare = TableName.valueOf("bare");
        NumberedRows.create(stack.get(), bare);
        assertThatThrownBy(() ->
                        ExactAggregation.on(connection).table(bare).count().execute())
                .isInstanceOf(EndpointNotDeployedException.class)
                .hasMessageContaining("howdah hbase deploy bare");
    }

    @Test
    void regionServer_refusesWhatAClientMustNotAsk_whenAClientAsksAnyway() throws Exception {
        byte[] reversed = ProtobufUtil.toScan(new Scan().setReversed(true)).toByteArray();
        byte[] request = RequestCodec.encode(new AggregationRequest(
                RowRange.ALL,
                reversed,
                List.of(new Aggregate(AggregateFunction.COUNT_ROWS, null, null)),
                List.of(),
                SliceLimits.SERVER));
        byte[] newer = request.clone();
        newer[2] = 9;
        try (Table table = connection.getTable(TABLE)) {
            assertThatThrownBy(() -> EnvelopeChannel.aggregation(table, new byte[0], request))
                    .isInstanceOf(AggregationException.class)
                    .hasMessageContaining("scan feature refused: reversed");
            assertThatThrownBy(() -> EnvelopeChannel.aggregation(table, new byte[0], newer))
                    .isInstanceOf(AggregationException.class)
                    .hasMessageContaining("protocol version 9, this region server speaks versions 1 to 2");
            assertThatThrownBy(() -> EnvelopeChannel.aggregation(table, new byte[0], new byte[] {1, 2}))
                    .isInstanceOf(AggregationException.class)
                    .hasMessageContaining("not an aggregation request");
        }
    }

    @Test
    void deadline_isKept_whenTheTableIsTooSlow() {
        assertThatThrownBy(() -> scripted("slow")
                        .count()
                        .deadline(Duration.ofMillis(300))
                        .execute())
                .isInstanceOf(AggregationDeadlineException.class)
                .hasMessageContaining("was not complete within 300 ms");
    }
}
