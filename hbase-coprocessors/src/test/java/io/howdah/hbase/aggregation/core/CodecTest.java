// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final AggregationRequest REQUEST = new AggregationRequest(
            RowRange.of(new byte[] {1}, new byte[] {9}),
            new byte[] {4, 5, 6},
            List.of(
                    new Aggregate(AggregateFunction.COUNT_ROWS, null, null),
                    new Aggregate(AggregateFunction.COUNT, Column.parse("d:a"), null),
                    new Aggregate(AggregateFunction.SUM, Column.parse("d:b"), Decoders.STRING_DECIMAL)),
            List.of(new GroupExpression.OfColumn(Column.parse("d:c")), new GroupExpression.OfRowPrefix(4)),
            new SliceLimits(1, 2, 3, 4));

    @Test
    void request_isTheSame_afterTheWire() {
        AggregationRequest read = RequestCodec.decode(RequestCodec.encode(REQUEST));

        assertThat(read.range()).isEqualTo(REQUEST.range());
        assertThat(read.scan()).isEqualTo(REQUEST.scan());
        assertThat(read.aggregates()).isEqualTo(REQUEST.aggregates());
        assertThat(read.groupBy()).isEqualTo(REQUEST.groupBy());
        assertThat(read.limits()).isEqualTo(REQUEST.limits());
    }

    @Test
    void busyReply_hasNoCoveredRange_soThatTheTableStartIsNotTakenForAll() {
        byte[] reply = ResponseCodec.encode(AggregationResponse.busy("r", REQUEST.newGroupTable()));

        assertThat(ResponseCodec.decode(reply, REQUEST).covered()).isNull();
    }

    @Test
    void count_isRefused_whenBeyondItsBound() {
        WireWriter out = new WireWriter();
        RequestCodec.header(out, RequestCodec.VERSION);
        out.bytes(new byte[0]);
        out.bytes(new byte[0]);
        out.bytes(new byte[0]);
        out.unsigned(65);

        assertThatThrownBy(() -> RequestCodec.decode(out.toByteArray()))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("the number of aggregates is 65: at most 64");
    }

    @Test
    void newerVersion_isRefused_withAllVersions() {
        byte[] request = RequestCodec.encode(REQUEST);
        request[2] = 3;
        assertThatThrownBy(() -> RequestCodec.decode(request))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith(
                        "the request has protocol version 3, this region server speaks versions 1 to 2: bring");

        byte[] reply = ResponseCodec.encode(AggregationResponse.busy("r", REQUEST.newGroupTable()), REQUEST);
        reply[2] = 3;
        assertThatThrownBy(() -> ResponseCodec.decode(reply, REQUEST))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("the reply has protocol version 3, this client speaks versions 1 to 2: bring");
    }

    private static final AggregationRequest NEWER = new AggregationRequest(
            RowRange.ALL,
            new byte[0],
            List.of(
                    new Aggregate(AggregateFunction.STDDEV_SAMP, Column.parse("d:b"), Decoders.LONG),
                    new Aggregate(AggregateFunction.TOP, Column.parse("d:b"), Decoders.LONG, 5)),
            List.of(
                    new GroupExpression.OfTimeBucket(Column.parse("d:t"), Decoders.INT, 1_000),
                    new GroupExpression.OfTimeBucket(Column.parse("d:t"), null, 60_000)),
            SliceLimits.SERVER);

    /** So that a client can be upgraded before the region servers, and the other way round. */
    @Test
    void request_isWrittenInTheOldestVersion_thatCanExpressIt() {
        assertThat(RequestCodec.encode(REQUEST)[2]).isEqualTo((byte) 1);
        assertThat(RequestCodec.encode(NEWER)[2]).isEqualTo((byte) 2);

        AggregationRequest read = RequestCodec.decode(RequestCodec.encode(NEWER));
        assertThat(read.aggregates()).isEqualTo(NEWER.aggregates());
        assertThat(read.groupBy()).isEqualTo(NEWER.groupBy());
    }

    @Test
    void reply_usesOnlyWordsOfItsRequestsVersion() {
        GroupTable groups = REQUEST.newGroupTable();
        AggregationResponse refused = AggregationResponse.throttled("r", 1_234, groups);
        AggregationResponse cut = new AggregationResponse(RowRange.ALL, StopReason.QUOTA, "r", 1, 2, groups);

        byte[] old = ResponseCodec.encode(refused, REQUEST);
        assertThat(old[2]).isEqualTo((byte) 1);
        assertThat(ResponseCodec.decode(old, REQUEST).reason()).isEqualTo(StopReason.BUSY);
        assertThat(ResponseCodec.decode(ResponseCodec.encode(cut, REQUEST), REQUEST)
                        .reason())
                .isEqualTo(StopReason.TIME);

        GroupTable newerGroups = NEWER.newGroupTable();
        AggregationResponse read = ResponseCodec.decode(
                ResponseCodec.encode(AggregationResponse.throttled("r", 1_234, newerGroups), NEWER), NEWER);
        assertThat(read.reason()).isEqualTo(StopReason.QUOTA);
        assertThat(read.covered()).isNull();
        assertThat(read.waitMillis()).isEqualTo(1_234);
    }

    @Test
    void decoderOfAnotherKind_isRefused() {
        byte[] bytes = RequestCodec.encode(REQUEST);
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("string-decimal");
        bytes[at + "string-decimal".length()] = (byte) ValueKind.DOUBLE.code();

        assertThatThrownBy(() -> RequestCodec.decode(bytes))
                .hasMessage("the decoder 'string-decimal' reads DECIMAL on the region server and DOUBLE on the client:"
                        + " deploy the same one on both");
    }

    /** Whatever bytes come, the reader says so and neither loops, nor allocates without bound, nor fails otherwise. */
    @Test
    void brokenBytes_areRefused_whereverTheyAreBroken() {
        long seed = 7;
        Random random = new Random(seed);
        byte[] good = RequestCodec.encode(REQUEST);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> RequestCodec.decode(cut)).isInstanceOf(ProtocolException.class);
        }
        GroupTable groups = REQUEST.newGroupTable();
        byte[] reply =
                ResponseCodec.encode(new AggregationResponse(RowRange.ALL, StopReason.END, "region", 1, 2, groups));
        for (int i = 0; i < 20_000; i++) {
            for (byte[] original : List.of(good, reply)) {
                byte[] bad = original.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
                try {
                    if (original == good) {
                        RequestCodec.decode(bad);
                    } else {
                        ResponseCodec.decode(bad, REQUEST);
                    }
                } catch (ProtocolException | IllegalArgumentException expected) {
                    // As it should be.
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", step " + i + ", bytes " + Arrays.toString(bad), e);
                }
            }
        }
    }

    @Test
    void request_isRefused_whenItAsksForNothingOrTheSameTwice() {
        Aggregate count = new Aggregate(AggregateFunction.COUNT_ROWS, null, null);
        assertThatThrownBy(() ->
                        new AggregationRequest(RowRange.ALL, new byte[0], List.of(), List.of(), SliceLimits.SERVER))
                .hasMessageContaining("nothing to compute");
        assertThatThrownBy(() -> new AggregationRequest(
                        RowRange.ALL, new byte[0], List.of(count, count), List.of(), SliceLimits.SERVER))
                .hasMessage("count(*) is asked for twice");
        assertThatThrownBy(() -> new Aggregate(AggregateFunction.SUM, Column.parse("d:x"), Decoders.STRING))
                .hasMessageContaining("sum(d:x) needs numbers, and the decoder 'string' reads BYTES");
        assertThatThrownBy(() -> RowRange.of(new byte[] {'b'}, new byte[] {'a'}))
                .hasMessage("range from 'b' is greater than to 'a': from must be the smaller row key, in byte order");
        assertThatThrownBy(() -> Column.parse("species")).hasMessageContaining("write family:qualifier");
    }
}
