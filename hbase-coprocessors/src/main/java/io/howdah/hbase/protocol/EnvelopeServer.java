// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.RpcCallback;
import com.google.protobuf.RpcController;
import com.google.protobuf.Service;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.AggregationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.BulkMutationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.Envelope;
import java.io.IOException;
import org.apache.hadoop.hbase.ipc.CoprocessorRpcUtils;

/** The region server's end of the envelope: bytes in, bytes out, an exception as HBase carries it to the client. */
public final class EnvelopeServer {
    /** Answers one call; called by many RPC handlers at once. */
    @FunctionalInterface
    public interface Handler {
        byte[] call(byte[] request) throws IOException;
    }

    private EnvelopeServer() {}

    /** {@return the coprocessor service of the aggregation that hands each call to {@code handler}} */
    public static Service aggregation(Handler handler) {
        return new AggregationService() {
            @Override
            public void call(RpcController controller, Envelope request, RpcCallback<Envelope> done) {
                answer(handler, controller, request, done);
            }
        };
    }

    /** {@return the coprocessor service of bulk changes that hands each call to {@code handler}} */
    public static Service bulkMutation(Handler handler) {
        return new BulkMutationService() {
            @Override
            public void call(RpcController controller, Envelope request, RpcCallback<Envelope> done) {
                answer(handler, controller, request, done);
            }
        };
    }

    private static void answer(
            Handler handler, RpcController controller, Envelope request, RpcCallback<Envelope> done) {
        try {
            byte[] reply = handler.call(request.getPayload().toByteArray());
            done.run(
                    Envelope.newBuilder().setPayload(ByteString.copyFrom(reply)).build());
        } catch (IOException e) {
            CoprocessorRpcUtils.setControllerException(controller, e);
        }
    }
}
