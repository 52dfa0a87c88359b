// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.ServiceException;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.AggregationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.BulkMutationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.Envelope;
import java.io.IOException;
import org.apache.hadoop.hbase.client.Table;

/**
 * The client's end of the envelope. A call goes to the endpoint of the region that holds {@code row} now; HBase's client
 * finds it, and looks again when it has moved, as often as {@code hbase.client.retries.number} says.
 */
public final class EnvelopeChannel {
    private EnvelopeChannel() {}

    /** Calls the aggregation. */
    public static byte[] aggregation(Table table, byte[] row, byte[] request) throws IOException {
        AggregationService.BlockingInterface stub = AggregationService.newBlockingStub(table.coprocessorService(row));
        return call(envelope -> stub.call(null, envelope), request);
    }

    /** Calls the bulk changes. */
    public static byte[] bulkMutation(Table table, byte[] row, byte[] request) throws IOException {
        BulkMutationService.BlockingInterface stub = BulkMutationService.newBlockingStub(table.coprocessorService(row));
        return call(envelope -> stub.call(null, envelope), request);
    }

    private interface Stub {
        Envelope call(Envelope request) throws ServiceException;
    }

    private static byte[] call(Stub stub, byte[] request) throws IOException {
        Envelope envelope =
                Envelope.newBuilder().setPayload(ByteString.copyFrom(request)).build();
        try {
            return stub.call(envelope).getPayload().toByteArray();
        } catch (ServiceException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getMessage(), e);
        }
    }
}
