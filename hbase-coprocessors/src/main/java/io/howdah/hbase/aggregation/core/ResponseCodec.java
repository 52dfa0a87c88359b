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

    /** From this version on a reply says how long to wait, and has the reason QUOTA. */
    private static final int WITH_WAIT = 2;

    private ResponseCodec() {}

    /** The bytes to send, in the version of the request that is answered. */
    public static byte[] encode(AggregationResponse response, AggregationRequest request) {
        return encode(response, RequestCodec.versionOf(request));
    }

    /** The bytes to send, in the newest version. */
    public static byte[] encode(AggregationResponse response) {
        return encode(response, RequestCodec.VERSION);
    }

    private static byte[] encode(AggregationResponse response, int version) {
        WireWriter out = new WireWriter();
        RequestCodec.header(out, version);
        out.unsigned(reason(response, version).code());
        if (version >= WITH_WAIT) {
            out.unsigned(response.covered() == null ? 0 : 1);
            out.unsigned(response.waitMillis());
        }
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

    /** In words that a client of that version knows. */
    private static StopReason reason(AggregationResponse response, int version) {
        if (version >= WITH_WAIT || response.reason() != StopReason.QUOTA) {
            return response.reason();
        }
        return response.covered() == null ? StopReason.BUSY : StopReason.TIME;
    }

    /**
     * Reads a reply.
     *
     * @param request the request that was answered
     * @throws ProtocolException when the bytes are no reply of a known version to that request
     */
    public static AggregationResponse decode(byte[] bytes, AggregationRequest request) {
        WireReader in = new WireReader(bytes);
        int version = RequestCodec.checkHeader("reply", "client", in);
        StopReason reason = StopReason.ofCode(in.bounded("a stop reason", 255));
        boolean read = version >= WITH_WAIT ? in.bounded("a flag", 1) == 1 : reason != StopReason.BUSY;
        long waitMillis = version >= WITH_WAIT ? in.unsigned() : 0;
        RowRange covered = read ? RowRange.of(in.bytes(), in.bytes()) : null;
        String region = in.text();
        long rowsScanned = in.unsigned();
        long micros = in.unsigned();
        GroupTable groups =
                new GroupTable(request.aggregates(), request.groupBy().size());
        groups.read(in);
        in.end();
        return new AggregationResponse(covered, reason, region, rowsScanned, micros, waitMillis, groups);
    }
}
