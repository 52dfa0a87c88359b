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
 * Requests as bytes: {@code 'H' 'A'}, version, then the fields. A request is written in the oldest version that can express
 * it, and the reply in the version of its request: a newer client asks an older region server for what both know, and an
 * older client is answered by a newer one. A reader refuses a version it does not know with a message that names both.
 * Within a version nothing is optional.
 *
 * <p>Version 1: count, sum, min, max, avg; groups by column and row prefix. Version 2: the other functions, groups by time,
 * and in replies the reason QUOTA with the time to wait.
 */
public final class RequestCodec {
    /** The newest version this class writes and reads. */
    public static final int VERSION = 2;

    private static final int OLDEST_VERSION = 1;

    /** Longest request, in bytes. */
    public static final int LONGEST_REQUEST = 1 << 20;

    private static final int COLUMN = 1;
    private static final int ROW_PREFIX = 2;
    private static final int TIME_BUCKET = 3;
    private static final int TIMESTAMP_BUCKET = 4;

    private RequestCodec() {}

    /** The oldest version that has all the request asks for. */
    static int versionOf(AggregationRequest request) {
        int newest = OLDEST_VERSION;
        for (Aggregate aggregate : request.aggregates()) {
            newest = Math.max(newest, aggregate.function().since());
        }
        boolean byTime = request.groupBy().stream().anyMatch(GroupExpression.OfTimeBucket.class::isInstance);
        return byTime ? Math.max(newest, 2) : newest;
    }

    static void header(WireWriter out, int version) {
        out.unsigned('H');
        out.unsigned('A');
        out.unsigned(version);
    }

    /**
     * Reads the header.
     *
     * @return the version
     */
    static int checkHeader(String what, String reader, WireReader in) {
        if (in.unsigned() != 'H' || in.unsigned() != 'A') {
            throw new ProtocolException("not an aggregation " + what);
        }
        long version = in.unsigned();
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new ProtocolException("the " + what + " has protocol version " + version + ", this " + reader
                    + " speaks versions " + OLDEST_VERSION + " to " + VERSION
                    + ": bring howdah-hbase-coprocessors to the same version on client and"
                    + " region servers");
        }
        return (int) version;
    }

    /** The bytes to send. */
    public static byte[] encode(AggregationRequest request) {
        WireWriter out = new WireWriter();
        header(out, versionOf(request));
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
            if (aggregate.function().sizeBounds() != null) {
                out.unsigned(aggregate.size());
            }
            if (aggregate.function() == AggregateFunction.QUANTILES) {
                out.unsigned(aggregate.ranks().size());
                aggregate.ranks().forEach(rank -> out.fixed(Double.doubleToRawLongBits(rank)));
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
            } else if (expression instanceof GroupExpression.OfTimeBucket bucket) {
                timeBucket(out, bucket);
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

    private static void timeBucket(WireWriter out, GroupExpression.OfTimeBucket bucket) {
        out.unsigned(bucket.decoder() == null ? TIMESTAMP_BUCKET : TIME_BUCKET);
        column(out, bucket.column());
        if (bucket.decoder() != null) {
            out.text(bucket.decoder().id());
            out.unsigned(bucket.decoder().kind().code());
        }
        out.unsigned(bucket.widthMillis());
    }

    private static Aggregate aggregate(WireReader in) {
        AggregateFunction function = AggregateFunction.ofCode(in.bounded("a function", 255));
        Column column = function == AggregateFunction.COUNT_ROWS ? null : column(in);
        Decoder decoder = function.needsDecoder() ? decoder(in) : null;
        AggregateFunction.SizeBounds bounds = function.sizeBounds();
        int size = bounds == null ? 0 : in.bounded("the " + bounds.what(), bounds.most());
        return new Aggregate(function, column, decoder, size, ranks(function, in));
    }

    private static List<Double> ranks(AggregateFunction function, WireReader in) {
        List<Double> ranks = new ArrayList<>();
        if (function == AggregateFunction.QUANTILES) {
            for (int rest = in.bounded("the number of ranks", Aggregate.MOST_RANKS); rest > 0; rest--) {
                ranks.add(Double.longBitsToDouble(in.fixed()));
            }
        }
        return ranks;
    }

    private static Decoder decoder(WireReader in) {
        Decoder decoder = Decoders.byId(in.text());
        ValueKind kind = ValueKind.ofCode(in.bounded("a kind", 255));
        if (decoder.kind() != kind) {
            throw new IllegalArgumentException("the decoder '" + decoder.id() + "' reads " + decoder.kind()
                    + " on the region server and " + kind + " on the client: deploy the same one on both");
        }
        return decoder;
    }

    private static GroupExpression groupExpression(WireReader in) {
        int type = in.bounded("a group expression", 255);
        return switch (type) {
            case COLUMN -> new GroupExpression.OfColumn(column(in));
            case ROW_PREFIX -> new GroupExpression.OfRowPrefix(in.bounded("a row prefix", Short.MAX_VALUE));
            case TIME_BUCKET -> new GroupExpression.OfTimeBucket(column(in), decoder(in), in.unsigned());
            case TIMESTAMP_BUCKET -> new GroupExpression.OfTimeBucket(column(in), null, in.unsigned());
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
