// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/** Replies as bytes; see {@link RequestCodec}. What the states look like follows from the request, which both sides have. */
public final class ResponseCodec {
    /** Most groups in one reply. */
    static final int MOST_GROUPS = 10_000_000;

    /** Longest group key: every part at its longest. */
    static final int LONGEST_KEY = AggregationRequest.MOST_GROUP_EXPRESSIONS * (WireWriter.LONGEST_BYTES + 4);

    private ResponseCodec() {}

    /** The bytes to send. */
    public static byte[] encode(AggregationResponse response) {
        WireWriter out = new WireWriter();
        RequestCodec.header(out);
        out.unsigned(response.reason().code());
        if (response.covered() != null) {
            out.bytes(response.covered().from());
            out.bytes(response.covered().to());
        }
        out.text(response.region());
        out.unsigned(response.rowsScanned());
        out.unsigned(response.micros());
        response.groups().write(out);
        return out.toByteArray();
    }

    /**
     * Reads a reply.
     *
     * @param request the request that was answered
     * @throws ProtocolException when the bytes are no reply of a known version to that request
     */
    public static AggregationResponse decode(byte[] bytes, AggregationRequest request) {
        WireReader in = new WireReader(bytes);
        RequestCodec.checkHeader("reply", "client", in);
        StopReason reason = StopReason.ofCode(in.bounded("a stop reason", 255));
        RowRange covered = reason == StopReason.BUSY ? null : RowRange.of(in.bytes(), in.bytes());
        String region = in.text();
        long rowsScanned = in.unsigned();
        long micros = in.unsigned();
        GroupTable groups =
                new GroupTable(request.aggregates(), request.groupBy().size());
        groups.read(in);
        in.end();
        return new AggregationResponse(covered, reason, region, rowsScanned, micros, groups);
    }
}
