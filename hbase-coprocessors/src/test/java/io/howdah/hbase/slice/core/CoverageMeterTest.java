// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CoverageMeterTest {
    private static byte[] row(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RowRange range(String from, String to) {
        return RowRange.of(row(from), row(to));
    }

    @Test
    void fraction_isByRegion_andByKeyInside() {
        CoverageMeter meter = new CoverageMeter(List.of(range("user-0", "user-8"), range("user-8", "")));
        assertThat(meter.fraction()).isZero();
        meter.add(range("user-0", "user-4"));
        assertThat(meter.fraction()).isCloseTo(0.25, within(1e-9));
        meter.add(range("user-4", "user-8"));
        assertThat(meter.fraction()).isCloseTo(0.5, within(1e-9));
        meter.add(range("user-8", ""));
        assertThat(meter.fraction()).isCloseTo(1, within(1e-9));
    }

    @Test
    void fraction_isAllOrNothing_whenKeysDifferFurtherBehindThanItSees() {
        CoverageMeter meter = new CoverageMeter(List.of(range("a", "a\0\0\0\0\0\0\0\0b")));
        meter.add(range("a", "a\0\0\0\0\0\0\0\0a"));
        assertThat(meter.fraction()).isZero();
        assertThat(new CoverageMeter(List.of()).fraction()).isEqualTo(1);
    }

    @Test
    void fraction_neverFalls_andEndsAtOne_whenPiecesComeInAnyOrder() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            List<RowRange> parts = pieces(random, 1 + random.nextInt(10));
            List<RowRange> pieces = pieces(random, 1 + random.nextInt(60));
            Collections.shuffle(pieces, random);
            CoverageMeter meter = new CoverageMeter(parts);
            double before = 0;
            for (RowRange piece : pieces) {
                meter.add(piece);
                assertThat(meter.fraction()).as("seed %d", seed).isBetween(before, 1.0);
                before = meter.fraction();
            }
            assertThat(before).as("seed %d", seed).isCloseTo(1, within(1e-6));
        }
    }

    /** All rows, cut at random. */
    private static List<RowRange> pieces(Random random, int count) {
        TreeSet<byte[]> cuts = new TreeSet<>(RowRange::compare);
        for (int i = 1; i < count; i++) {
            byte[] cut = new byte[1 + random.nextInt(4)];
            random.nextBytes(cut);
            cuts.add(cut);
        }
        List<RowRange> pieces = new ArrayList<>();
        byte[] from = new byte[0];
        for (byte[] cut : cuts) {
            pieces.add(RowRange.of(from, cut));
            from = cut;
        }
        pieces.add(RowRange.of(from, new byte[0]));
        return pieces;
    }
}
