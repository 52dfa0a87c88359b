// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hbase.slice.core.RangeLedger.Entry;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeLedgerTest {
    private static RowRange range(String from, String to) {
        return RowRange.of(from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ledger_isComplete_onlyWhenItHoldsTheWholeRange() {
        RangeLedger ledger = new RangeLedger(range("b", "y"));

        assertThat(ledger.enter(range("b", "g"))).isEqualTo(Entry.ENTERED);
        assertThat(ledger.enter(range("m", "y"))).isEqualTo(Entry.ENTERED);
        assertThat(ledger.isComplete()).isFalse();
        assertThat(ledger.missing()).containsExactly(range("g", "m"));

        assertThat(ledger.enter(range("g", "m"))).isEqualTo(Entry.ENTERED);
        assertThat(ledger.isComplete()).isTrue();
        assertThat(ledger.covered()).containsExactly(range("b", "y"));
    }

    @Test
    void range_isRefused_whenAnyOfItsRowsIsCoveredAlready() {
        RangeLedger ledger = new RangeLedger(RowRange.ALL);
        ledger.enter(range("d", "h"));

        assertThat(ledger.enter(range("d", "h"))).as("duplicate").isEqualTo(Entry.OVERLAPS);
        assertThat(ledger.enter(range("e", "f"))).as("inside").isEqualTo(Entry.OVERLAPS);
        assertThat(ledger.enter(range("a", "e"))).as("left edge").isEqualTo(Entry.OVERLAPS);
        assertThat(ledger.enter(range("g", "z"))).as("right edge").isEqualTo(Entry.OVERLAPS);
        assertThat(ledger.enter(RowRange.ALL)).as("around").isEqualTo(Entry.OVERLAPS);
        assertThat(ledger.covered()).containsExactly(range("d", "h"));
    }

    @Test
    void range_isRefused_whenOutsideTheRangeAskedFor() {
        RangeLedger ledger = new RangeLedger(range("b", "y"));

        assertThat(ledger.enter(range("a", "c"))).isEqualTo(Entry.OUTSIDE);
        assertThat(ledger.enter(range("c", ""))).isEqualTo(Entry.OUTSIDE);
    }

    @Test
    void emptyRange_entersNothing() {
        RangeLedger ledger = new RangeLedger(range("b", "y"));

        assertThat(ledger.enter(range("c", "c"))).isEqualTo(Entry.EMPTY);
        assertThat(ledger.missing()).containsExactly(range("b", "y"));
        assertThat(new RangeLedger(range("c", "c")).isComplete()).isTrue();
    }

    @Test
    void openEnds_joinLikeOthers() {
        RangeLedger ledger = new RangeLedger(RowRange.ALL);

        assertThat(ledger.enter(range("k", ""))).isEqualTo(Entry.ENTERED);
        assertThat(ledger.enter(range("", "k"))).isEqualTo(Entry.ENTERED);
        assertThat(ledger.covered()).containsExactly(RowRange.ALL);
        assertThat(ledger.isComplete()).isTrue();
    }

    /** Against a plain bit for every possible one-byte row key. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200})
    void ledger_agreesWithOneBitPerRow_whenRangesComeAtRandom(long seed) {
        Random random = new Random(seed);
        int first = random.nextInt(100);
        int end = first + 1 + random.nextInt(155 - first % 50);
        RangeLedger ledger = new RangeLedger(RowRange.of(key(first), key(end)));
        BitSet rows = new BitSet();
        for (int i = 0; i < 2_000; i++) {
            int from = random.nextInt(255);
            int to = Math.min(255, from + random.nextInt(12));
            RowRange range = RowRange.of(key(from), key(to));
            Entry expected = from == to
                    ? Entry.EMPTY
                    : from < first || to > end
                            ? Entry.OUTSIDE
                            : rows.get(from, to).isEmpty() ? Entry.ENTERED : Entry.OVERLAPS;
            assertThat(ledger.enter(range))
                    .as("seed %d, step %d, %s", seed, i, range)
                    .isEqualTo(expected);
            if (expected == Entry.ENTERED) {
                rows.set(from, to);
            }
        }
        BitSet covered = new BitSet();
        for (RowRange range : ledger.covered()) {
            covered.set(range.from()[0] & 0xff, range.to()[0] & 0xff);
        }
        BitSet missing = new BitSet();
        for (RowRange range : ledger.missing()) {
            missing.set(range.from()[0] & 0xff, range.to()[0] & 0xff);
        }
        assertThat(covered).as("covered, seed %d", seed).isEqualTo(rows);
        missing.or(covered);
        assertThat(missing.cardinality())
                .as("covered and missing, seed %d", seed)
                .isEqualTo(end - first);
        assertThat(ledger.isComplete()).as("seed %d", seed).isEqualTo(rows.cardinality() == end - first);
    }

    private static byte[] key(int value) {
        return new byte[] {(byte) value};
    }
}
