// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BulkCoreTest {
    private static final byte[] A = {'a'};
    private static final byte[] M = {'m'};
    private static final byte[] Z = {'z'};

    private static BulkRequest deletion() {
        return new BulkRequest(
                RowRange.of(A, Z),
                new byte[] {1, 2, 3},
                new BulkChange.Deletion(List.of(new BulkChange.Target(A, null), new BulkChange.Target(A, new byte[0]))),
                77,
                true,
                5);
    }

    private static BulkRequest update() {
        return new BulkRequest(
                RowRange.ALL,
                new byte[0],
                new BulkChange.Assignments(List.of(new BulkChange.Assignment(Column.parse("d:a"), new byte[100_000]))),
                1,
                false,
                Long.MAX_VALUE);
    }

    @Test
    void requestsAndReplies_comeBackAsTheyWere() {
        for (BulkRequest request : List.of(deletion(), update())) {
            byte[] bytes = BulkCodec.encode(request);
            assertThat(BulkCodec.encode(BulkCodec.decodeRequest(bytes))).isEqualTo(bytes);
        }
        BulkChange.Deletion deletion = (BulkChange.Deletion)
                BulkCodec.decodeRequest(BulkCodec.encode(deletion())).change();
        assertThat(deletion.targets().get(0).qualifier()).isNull();
        assertThat(deletion.targets().get(1).qualifier()).isEmpty();
        BulkReply reply = new BulkReply(RowRange.of(A, M), "r", 0, new BulkCounts(5, 4, 3, 2, 1));
        assertThat(BulkCodec.decodeReply(BulkCodec.encode(reply))).isEqualTo(reply);
        BulkReply later = BulkReply.later("r", 9);
        assertThat(BulkCodec.decodeReply(BulkCodec.encode(later))).isEqualTo(later);
    }

    @Test
    void bytesThatAreCutOrChanged_areRefused() {
        byte[] bytes = BulkCodec.encode(deletion());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> BulkCodec.decodeRequest(cut))
                    .isInstanceOfAny(ProtocolException.class, IllegalArgumentException.class);
        }
        byte[] newer = bytes.clone();
        newer[2] = 9;
        assertThatThrownBy(() -> BulkCodec.decodeRequest(newer)).hasMessageContaining("of version 9, known here is 1");

        byte[] token = new BulkCheckpoint("t", deletion(), BulkCounts.NONE, List.of(RowRange.of(A, M))).toBytes();
        assertThat(BulkCheckpoint.fromBytes(token).covered()).containsExactly(RowRange.of(A, M));
        long seed = 12;
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bad = token.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> BulkCheckpoint.fromBytes(bad))
                    .as("seed %d", seed)
                    .isInstanceOf(ProtocolException.class);
        }
        assertThatThrownBy(() -> BulkCheckpoint.fromBytes(new byte[3])).isInstanceOf(ProtocolException.class);
    }

    @Test
    void token_isOfTheSameJob_whateverItsTimestamp() {
        BulkCheckpoint token = new BulkCheckpoint("t", deletion(), BulkCounts.NONE, List.of());
        BulkRequest later = new BulkRequest(
                deletion().range(), deletion().scan(), deletion().change(), 99, true, 1);
        assertThat(token.isOf("t", later)).isTrue();
        assertThat(token.isOf("u", later)).isFalse();
        assertThat(token.isOf("t", update())).isFalse();
        assertThat(token.isOf("t", new BulkRequest(later.range(), later.scan(), later.change(), 99, false, 1)))
                .as("a dry run resumed in earnest")
                .isFalse();
    }

    @Test
    void slice_endsAtTheLimits_butReadsARow() {
        AtomicLong clock = new AtomicLong();
        AtomicBoolean closing = new AtomicBoolean(true);
        BulkGuard guard = new BulkGuard(2, 10, clock::get, closing::get);
        assertThat(guard.beforeRow()).isNull();
        assertThat(guard.beforeRow()).isEqualTo(StopReason.CLOSING);
        closing.set(false);
        guard.matched();
        assertThat(guard.beforeRow()).isNull();
        clock.set(10_000_000);
        assertThat(guard.beforeRow()).isEqualTo(StopReason.TIME);
        guard.matched();
        assertThat(guard.beforeRow()).isEqualTo(StopReason.ROWS);
        assertThat(guard.rows()).isEqualTo(2);
    }

    @Test
    void pacer_neverLetsMoreThanTheRateThrough() {
        AtomicLong clock = new AtomicLong(5);
        RowPacer pacer = new RowPacer(100, clock::get);
        long seed = 3;
        Random random = new Random(seed);
        long rows = 0;
        for (int i = 0; i < 1_000; i++) {
            int asked = 1 + random.nextInt(30);
            clock.addAndGet(pacer.take(asked));
            int used = random.nextInt(asked + 1);
            pacer.giveBack(asked - used);
            rows += used;
            clock.addAndGet(random.nextInt(20_000_000));
            double seconds = clock.get() / 1e9;
            assertThat((double) rows).as("seed %d", seed).isLessThanOrEqualTo(100 * seconds + 1);
        }
        assertThat(rows / (clock.get() / 1e9))
                .as("and is near it, seed %d", seed)
                .isGreaterThan(80);
    }
}
