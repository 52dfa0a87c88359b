// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.ServiceException;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.BulkMutationService;
import io.howdah.hbase.protocol.generated.EnvelopeProtos.Envelope;
import java.io.IOException;
import org.apache.hadoop.hbase.client.Table;

/** The client's end of the envelope. */
public final class BulkChannel {
    private BulkChannel() {}

    /**
     * Calls the endpoint of the region that holds {@code row} now; HBase's client finds it, and looks again when it has
     * moved, as often as {@code hbase.client.retries.number} says.
     */
    public static byte[] call(Table table, byte[] row, byte[] request) throws IOException {
        Envelope envelope =
                Envelope.newBuilder().setPayload(ByteString.copyFrom(request)).build();
        try {
            return BulkMutationService.newBlockingStub(table.coprocessorService(row))
                    .call(null, envelope)
                    .getPayload()
                    .toByteArray();
        } catch (ServiceException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getMessage(), e);
        }
    }
}
