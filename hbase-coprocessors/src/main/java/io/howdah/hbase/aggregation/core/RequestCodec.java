// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as bytes: {@code 'H' 'A'}, version, then the fields. A reader that knows only older versions refuses a newer
 * one with a message that says which it speaks; within a version nothing is optional.
 */
public final class RequestCodec {
    /** The version this class writes, and the newest it reads. */
    public static final int VERSION = 1;

    /** Longest request, in bytes. */
    public static final int LONGEST_REQUEST = 1 << 20;

    private static final int COLUMN = 1;
    private static final int ROW_PREFIX = 2;

    private RequestCodec() {}

    static void header(WireWriter out) {
        out.unsigned('H');
        out.unsigned('A');
        out.unsigned(VERSION);
    }

    static void checkHeader(String what, String reader, WireReader in) {
        if (in.unsigned() != 'H' || in.unsigned() != 'A') {
            throw new ProtocolException("not an aggregation " + what);
        }
        long version = in.unsigned();
        if (version != VERSION) {
            throw new ProtocolException("the " + what + " has protocol version " + version + ", this " + reader
                    + " speaks version " + VERSION
                    + ": bring howdah-hbase-coprocessors to the same version on client and"
                    + " region servers");
        }
    }

    /** The bytes to send. */
    public static byte[] encode(AggregationRequest request) {
        WireWriter out = new WireWriter();
        header(out);
        out.bytes(request.range().from());
        out.bytes(request.range().to());
        out.bytes(request.scan(), LONGEST_REQUEST);
        out.unsigned(request.aggregates().size());
        for (Aggregate aggregate : request.aggregates()) {
            out.unsigned(aggregate.function().code());
            if (aggregate.column() != null) {
                column(out, aggregate.column());
            }
            if (aggregate.decoder() != null) {
                out.text(aggregate.decoder().id());
                out.unsigned(aggregate.decoder().kind().code());
            }
        }
        out.unsigned(request.groupBy().size());
        for (GroupExpression expression : request.groupBy()) {
            if (expression instanceof GroupExpression.OfColumn group) {
                out.unsigned(COLUMN);
                column(out, group.column());
            } else if (expression instanceof GroupExpression.OfRowPrefix prefix) {
                out.unsigned(ROW_PREFIX);
                out.unsigned(prefix.length());
            }
        }
        SliceLimits limits = request.limits();
        out.unsigned(limits.millis());
        out.unsigned(limits.rows());
        out.unsigned(limits.groups());
        out.unsigned(limits.memoryBytes());
        byte[] bytes = out.toByteArray();
        if (bytes.length > LONGEST_REQUEST) {
            throw new IllegalArgumentException(
                    "the request takes " + bytes.length + " bytes, most of it the scan: at most " + LONGEST_REQUEST);
        }
        return bytes;
    }

    /**
     * Reads a request.
     *
     * @throws ProtocolException when the bytes are no request of a known version
     * @throws IllegalArgumentException when the request asks for what cannot be
     */
    public static AggregationRequest decode(byte[] bytes) {
        if (bytes.length > LONGEST_REQUEST) {
            throw new ProtocolException("a request of " + bytes.length + " bytes: at most " + LONGEST_REQUEST);
        }
        WireReader in = new WireReader(bytes);
        checkHeader("request", "region server", in);
        RowRange range = RowRange.of(in.bytes(), in.bytes());
        byte[] scan = in.bytes(LONGEST_REQUEST);
        int count = in.bounded("the number of aggregates", AggregationRequest.MOST_AGGREGATES);
        List<Aggregate> aggregates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            aggregates.add(aggregate(in));
        }
        count = in.bounded("the number of group expressions", AggregationRequest.MOST_GROUP_EXPRESSIONS);
        List<GroupExpression> groupBy = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groupBy.add(groupExpression(in));
        }
        SliceLimits limits = new SliceLimits(
                in.unsigned(), in.unsigned(), in.bounded("the group limit", Integer.MAX_VALUE), in.unsigned());
        in.end();
        return new AggregationRequest(range, scan, aggregates, groupBy, limits);
    }

    private static Aggregate aggregate(WireReader in) {
        AggregateFunction function = AggregateFunction.ofCode(in.bounded("a function", 255));
        Column column = function == AggregateFunction.COUNT_ROWS ? null : column(in);
        if (!function.needsDecoder()) {
            return new Aggregate(function, column, null);
        }
        Decoder decoder = Decoders.byId(in.text());
        ValueKind kind = ValueKind.ofCode(in.bounded("a kind", 255));
        if (decoder.kind() != kind) {
            throw new IllegalArgumentException("the decoder '" + decoder.id() + "' reads " + decoder.kind()
                    + " on the region server and " + kind + " on the client: deploy the same one on both");
        }
        return new Aggregate(function, column, decoder);
    }

    private static GroupExpression groupExpression(WireReader in) {
        int type = in.bounded("a group expression", 255);
        return switch (type) {
            case COLUMN -> new GroupExpression.OfColumn(column(in));
            case ROW_PREFIX -> new GroupExpression.OfRowPrefix(in.bounded("a row prefix", Short.MAX_VALUE));
            default ->
                throw new ProtocolException(
                        "unknown group expression " + type + ": the client is newer than the region server");
        };
    }

    private static void column(WireWriter out, Column column) {
        out.bytes(column.family());
        out.bytes(column.qualifier());
    }

    private static Column column(WireReader in) {
        return Column.of(in.bytes(), in.bytes());
    }
}
