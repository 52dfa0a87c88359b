// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.client.AggregationResult;
import io.howdah.hbase.client.ExactAggregation;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.AggregationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.Envelope;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.SingleColumnValueFilter;
import org.apache.hadoop.hbase.ipc.RpcCall;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.ipc.ServerRpcController;
import org.apache.hadoop.hbase.quotas.QuotaSettingsFactory;
import org.apache.hadoop.hbase.quotas.ThrottleType;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.EnvironmentEdgeManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a region server gives at most: HBase's quotas, memory over all calls, the width of a row, the time of a call. */
class AggregationLimitsIT {
    /** Four steps of the budget, so that a few thousand groups fill it. */
    private static final long MEMORY = 1 << 20;

    private static final long DEADLINE = TimeUnit.MINUTES.toMillis(3);

    @RegisterExtension
    static final EmbeddedStackExtension stack = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hbase(b -> b.set("hbase.quota.enabled", "true")
                    .set("hbase.quota.refresh.period", "500")
                    .set("howdah.hbase.aggregation.memory.bytes", Long.toString(MEMORY))));

    private static Connection connection() throws IOException {
        return stack.get().hbase().connection();
    }

    private static TableName create(String name, String key, String value) throws IOException {
        TableName table = TableName.valueOf(name);
        try (Admin admin = connection().getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(table)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(NumberedRows.FAMILY))
                    .setCoprocessor(AggregationEndpoint.class.getName())
                    .setValue(key, value)
                    .build());
        }
        return table;
    }

    /** Asks again until the region server has read the quota, which it does every now and then. */
    private static AggregationResult throttled(ExactAggregation aggregation) throws IOException {
        long end = System.currentTimeMillis() + DEADLINE;
        AggregationResult result = aggregation.execute();
        while (result.stats().rejections() == 0 && System.currentTimeMillis() < end) {
            result = aggregation.execute();
        }
        return result;
    }

    @Test
    void answer_isExact_whenAQuotaOnCallsIsSpent() throws Exception {
        TableName table = create("throttled", "howdah.hbase.aggregation.slice.rows", "100");
        NumberedRows.put(stack.get(), table, 0, 500);
        try (Admin admin = connection().getAdmin()) {
            admin.setQuota(QuotaSettingsFactory.throttleTable(table, ThrottleType.READ_NUMBER, 4, TimeUnit.SECONDS));
            AggregationResult result = throttled(ExactAggregation.on(connection())
                    .table(table)
                    .count()
                    .sum("d:n", Decoders.LONG)
                    .stddev("d:n", Decoders.LONG));

            assertThat(result.stats().rejections()).isPositive();
            assertThat(result.count()).isEqualTo(500);
            assertThat(result.total().sum("d:n").asBigInteger()).isEqualTo(NumberedRows.sum(500));
            assertThat(result.stats().slices()).isGreaterThanOrEqualTo(5);
            admin.setQuota(QuotaSettingsFactory.unthrottleTable(table));
        }
    }

    /** The rows are in memory, not in blocks: what comes out of the scan counts. */
    @Test
    void slice_endsEarly_whenAQuotaOnBytesIsSpent() throws Exception {
        TableName table = create("sized", "howdah.hbase.aggregation.slice.rows", "1000000");
        NumberedRows.put(stack.get(), table, 0, 2_000);
        try (Admin admin = connection().getAdmin()) {
            // Four cells of about fifty bytes for each row: some 400 kB.
            admin.setQuota(
                    QuotaSettingsFactory.throttleTable(table, ThrottleType.READ_SIZE, 200_000, TimeUnit.SECONDS));
            AggregationResult result = throttled(ExactAggregation.on(connection())
                    .table(table)
                    .groupBy("d:kind")
                    .count()
                    .max("d:n", Decoders.LONG)
                    .min("d:text", Decoders.STRING_DECIMAL)
                    .sum("d:z", Decoders.DOUBLE));

            assertThat(result.stats().rejections()).isPositive();
            assertThat(result.stats().slices()).isGreaterThan(1);
            assertThat(result.groups().stream()
                            .mapToLong(AggregationResult.Group::count)
                            .sum())
                    .isEqualTo(2_000);
            admin.setQuota(QuotaSettingsFactory.unthrottleTable(table));
        }
    }

    @Test
    void answer_isExact_whenTheMemoryOfAllCallsIsSpent() throws Exception {
        TableName table = create("manygroups", "howdah.hbase.aggregation.slice.rows", "1000000");
        NumberedRows.put(stack.get(), table, 0, 40_000);
        AggregationResult result = ExactAggregation.on(connection())
                .table(table)
                .groupBy("d:n")
                .count()
                .sum("d:n", Decoders.LONG)
                .execute();

        assertThat(result.groups()).hasSize(40_000);
        assertThat(result.groups()).allMatch(group -> group.count() == 1);
        assertThat(result.stats().slices()).isGreaterThan(3);
    }

    @Test
    void rowTooWideForASlice_isRefusedByName_onlyWhenItMustBeReadWhole() throws Exception {
        TableName table = create("wide", "howdah.hbase.aggregation.slice.memory.bytes", "65536");
        NumberedRows.put(stack.get(), table, 0, 5);
        byte[] wide = Bytes.toBytes("r000002-wide");
        List<Put> puts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            puts.add(new Put(wide).addColumn(NumberedRows.FAMILY, Bytes.toBytes("c" + i), new byte[100]));
        }
        try (Table writing = connection().getTable(table)) {
            writing.put(puts);
        }

        AggregationResult narrow = ExactAggregation.on(connection())
                .table(table)
                .count()
                .sum("d:n", Decoders.LONG)
                .execute();
        assertThat(narrow.count()).isEqualTo(6);
        assertThat(narrow.total().sum("d:n").asLong()).isEqualTo(10);

        assertThatThrownBy(() -> ExactAggregation.on(connection())
                        .table(table)
                        .filter(new SingleColumnValueFilter(
                                NumberedRows.FAMILY,
                                Bytes.toBytes("n"),
                                CompareOperator.GREATER_OR_EQUAL,
                                Bytes.toBytes(0L)))
                        .count()
                        .execute())
                .isInstanceOf(AggregationException.class)
                .hasMessageStartingWith("row 'r000002-wide' is too wide for one slice: the cells that are needed of it"
                        + " take more than 65536 bytes (howdah.hbase.aggregation.slice.memory.bytes)");
    }

    /** The first row of a slice always passes, so the client gets on whatever it asks for. */
    @Test
    void answer_isExact_whenEachSliceMayTakeNoTime() throws Exception {
        TableName table = create("hurried", "howdah.hbase.aggregation.slice.time.ms", "1");
        NumberedRows.put(stack.get(), table, 0, 3_000);
        AggregationResult result = ExactAggregation.on(connection())
                .table(table)
                .count()
                .distinct("d:n")
                .top(2, "d:n", Decoders.LONG)
                .sliceLimits(new SliceLimits(1, 700, 0, 0))
                .deadline(Duration.ofMinutes(5))
                .execute();

        assertThat(result.count()).isEqualTo(3_000);
        assertThat(result.total().value("distinct(d:n)").asDouble()).isBetween(2_800.0, 3_200.0);
        assertThat(result.total().value("top2(d:n)").asText()).isEqualTo("2999 @ r002999, 2998 @ r002998");
        assertThat(result.stats().slices()).isGreaterThanOrEqualTo(5);
    }

    /** A call that the region server takes out of its queue when a millisecond is left of its time. */
    private static RpcCall lastMoment(long waitedMillis) {
        long now = EnvironmentEdgeManager.currentTime();
        Map<String, Object> answers =
                Map.of("getReceiveTime", now - waitedMillis, "getDeadline", now + 1, "disconnectSince", -1L);
        return (RpcCall) Proxy.newProxyInstance(
                RpcCall.class.getClassLoader(), new Class<?>[] {RpcCall.class}, (proxy, method, arguments) -> {
                    Object other = method.getReturnType() == Optional.class
                            ? Optional.empty()
                            : Array.get(Array.newInstance(nothing(method.getReturnType()), 1), 0);
                    return answers.getOrDefault(method.getName(), other);
                });
    }

    private static Class<?> nothing(Class<?> type) {
        return type == void.class ? Object.class : type;
    }

    private static AggregationResponse answer(HRegion region, AggregationRequest request, RpcCall call)
            throws IOException {
        AggregationService service = (AggregationService) region.getCoprocessorHost()
                .findCoprocessor(AggregationEndpoint.class)
                .getServices()
                .iterator()
                .next();
        ServerRpcController controller = new ServerRpcController();
        Envelope[] reply = new Envelope[1];
        RpcServer.setCurrentCall(call);
        try {
            service.call(
                    controller,
                    Envelope.newBuilder()
                            .setPayload(ByteString.copyFrom(RequestCodec.encode(request)))
                            .build(),
                    envelope -> reply[0] = envelope);
        } finally {
            RpcServer.unsetCurrentCall();
        }
        controller.checkFailed();
        return ResponseCodec.decode(reply[0].getPayload().toByteArray(), request);
    }

    @Test
    void wideRow_isAskedForAgain_whenTheCallHadWaitedForItsTurn() throws Exception {
        TableName table = create("queued", "howdah.hbase.aggregation.slice.rows", "1000000");
        Put wide = new Put(Bytes.toBytes("wide"));
        for (int i = 0; i < 2_000; i++) {
            wide.addColumn(NumberedRows.FAMILY, Bytes.toBytes("c" + i), new byte[10]);
        }
        try (Table writing = connection().getTable(table)) {
            writing.put(wide);
        }
        Scan all = new Scan()
                .setFilter(new SingleColumnValueFilter(
                        NumberedRows.FAMILY, Bytes.toBytes("n"), CompareOperator.EQUAL, new byte[1]));
        AggregationRequest request = new AggregationRequest(
                RowRange.ALL,
                ProtobufUtil.toScan(all).toByteArray(),
                List.of(new Aggregate(AggregateFunction.COUNT_ROWS, null, null)),
                List.of(),
                SliceLimits.SERVER);
        HRegion region = stack.get()
                .hbase()
                .utility()
                .getMiniHBaseCluster()
                .getRegions(table)
                .get(0);

        AggregationResponse late = answer(region, request, lastMoment(60_000));
        assertThat(late.reason()).isEqualTo(StopReason.BUSY);
        assertThat(late.covered()).isNull();
        assertThatThrownBy(() -> answer(region, request, lastMoment(0)))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining("row 'wide' is too wide for one slice: to read it alone takes longer");
    }
}
