// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.RpcCallback;
import com.google.protobuf.RpcController;
import com.google.protobuf.Service;
import io.howdah.hbase.aggregation.AggregationEndpoint;
import io.howdah.hbase.aggregation.core.Aggregate;
import io.howdah.hbase.aggregation.core.AggregateFunction;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.GroupTable;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.AggregationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.Envelope;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.hbase.CoprocessorEnvironment;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.coprocessor.LongColumnInterpreter;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.ipc.CoprocessorRpcUtils;
import org.apache.hadoop.hbase.ipc.ServerRpcController;
import org.apache.hadoop.hbase.protobuf.generated.AggregateProtos.AggregateRequest;
import org.apache.hadoop.hbase.protobuf.generated.AggregateProtos.AggregateResponse;
import org.apache.hadoop.hbase.protobuf.generated.AggregateProtos.AggregateService;
import org.apache.hadoop.hbase.protobuf.generated.HBaseProtos.LongMsg;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;

/**
 * HBase's AggregateService, answered by our service: translates, asks {@link AggregationEndpoint} for slice after slice of
 * the region, translates back. With {@link #ROWS} a reply holds one slice of so many rows and says where the next begins,
 * as HBase's own does when a quota throttles it.
 */
public class StockServiceAdapter extends AggregateService implements RegionCoprocessor {
    /** System property: rows in one reply; absent: the region's. */
    static final String ROWS = "howdah.conformance.rows";

    /** Printed when the process ends: how many calls came here. */
    static final String ANSWERED = "calls answered through the adapter: ";

    private static final AtomicLong CALLS = new AtomicLong();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(ANSWERED + CALLS.get())));
    }

    private final AggregationEndpoint endpoint = new AggregationEndpoint();
    private RegionInfo region;

    @Override
    public void start(CoprocessorEnvironment env) throws IOException {
        region = ((RegionCoprocessorEnvironment) env).getRegionInfo();
        endpoint.start(env);
    }

    @Override
    public Iterable<Service> getServices() {
        return List.of(this);
    }

    /** One call: the scan, and what is in the reply until now. */
    private final class Call {
        private final Scan scan;
        private final List<Column> columns = new ArrayList<>();
        private final long rows;
        private final AggregateResponse.Builder reply = AggregateResponse.newBuilder();

        Call(AggregateRequest request) throws IOException {
            if (!request.getInterpreterClassName().equals(LongColumnInterpreter.class.getName())) {
                throw new IOException("no decoder for " + request.getInterpreterClassName());
            }
            scan = org.apache.hadoop.hbase.protobuf.ProtobufUtil.toScan(request.getScan());
            for (byte[] family : scan.getFamilyMap().keySet()) {
                NavigableSet<byte[]> qualifiers = scan.getFamilyMap().get(family);
                if (qualifiers != null) {
                    qualifiers.forEach(qualifier -> columns.add(Column.of(family, qualifier)));
                }
            }
            rows = request.getClientSupportsPartialResult() ? Long.getLong(ROWS, 0) : 0;
        }

        Object[] ask(Aggregate... aggregates) throws IOException {
            RowRange rest = RowRange.of(scan.getStartRow(), scan.getStopRow())
                    .intersect(RowRange.of(region.getStartKey(), region.getEndKey()));
            AggregationRequest request = new AggregationRequest(
                    rest,
                    ProtobufUtil.toScan(scan).toByteArray(),
                    List.of(aggregates),
                    List.of(),
                    new SliceLimits(0, rows, 0, 0));
            GroupTable groups = request.newGroupTable();
            StopReason reason;
            do {
                AggregationResponse response = ResponseCodec.decode(call(request.withRange(rest)), request);
                groups.merge(response.groups());
                reason = response.reason();
                rest = RowRange.of(response.covered().to(), rest.to());
            } while (reason != StopReason.END && rows == 0);
            if (reason != StopReason.END) {
                reply.setNextChunkStartRow(ByteString.copyFrom(rest.from()));
            }
            Object[][] results = {null};
            groups.forEach((key, values) -> results[0] = values);
            return results[0];
        }

        Aggregate of(AggregateFunction function, int column, Decoder decoder) {
            return new Aggregate(function, columns.get(column), decoder);
        }

        Object sum(int column, Decoder decoder) throws IOException {
            return ask(of(AggregateFunction.SUM, column, decoder))[0];
        }

        void first(Object value) {
            if (value instanceof Number number) {
                reply.addFirstPart(LongMsg.newBuilder()
                        .setLongMsg(number.longValue())
                        .build()
                        .toByteString());
            }
        }

        ByteString rowCount() throws IOException {
            long count = (Long) ask(new Aggregate(AggregateFunction.COUNT_ROWS, null, null))[0];
            return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(count).array());
        }
    }

    private byte[] call(AggregationRequest request) throws IOException {
        AggregationService service =
                (AggregationService) endpoint.getServices().iterator().next();
        ServerRpcController controller = new ServerRpcController();
        byte[][] reply = {null};
        service.call(
                controller,
                Envelope.newBuilder()
                        .setPayload(ByteString.copyFrom(RequestCodec.encode(request)))
                        .build(),
                envelope -> reply[0] = envelope.getPayload().toByteArray());
        if (controller.failedOnException()) {
            throw controller.getFailedOn();
        }
        return reply[0];
    }

    private interface Answer {
        void to(Call call) throws IOException;
    }

    private void answer(
            RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done, Answer answer) {
        CALLS.incrementAndGet();
        AggregateResponse response = null;
        try {
            Call call = new Call(request);
            answer.to(call);
            response = call.reply.build();
        } catch (IOException e) {
            CoprocessorRpcUtils.setControllerException(controller, e);
        }
        done.run(response);
    }

    @Override
    public void getMax(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(
                controller,
                request,
                done,
                call -> call.first(call.ask(call.of(AggregateFunction.MAX, 0, Decoders.LONG))[0]));
    }

    @Override
    public void getMin(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(
                controller,
                request,
                done,
                call -> call.first(call.ask(call.of(AggregateFunction.MIN, 0, Decoders.LONG))[0]));
    }

    @Override
    public void getSum(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(controller, request, done, call -> call.first(call.sum(0, Decoders.LONG)));
    }

    @Override
    public void getRowNum(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(controller, request, done, call -> call.reply.addFirstPart(call.rowCount()));
    }

    @Override
    public void getAvg(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(controller, request, done, call -> {
            call.first(call.sum(0, Decoders.LONG));
            call.reply.setSecondPart(call.rowCount());
        });
    }

    @Override
    public void getStd(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(controller, request, done, call -> {
            call.first(call.sum(0, Decoders.LONG));
            call.first(call.sum(0, Decoders.byId("test-square")));
            call.reply.setSecondPart(call.rowCount());
        });
    }

    @Override
    public void getMedian(RpcController controller, AggregateRequest request, RpcCallback<AggregateResponse> done) {
        answer(controller, request, done, call -> {
            call.first(call.sum(0, Decoders.LONG));
            call.first(call.columns.size() > 1 ? call.sum(1, Decoders.LONG) : Long.valueOf(Long.MIN_VALUE));
        });
    }
}
