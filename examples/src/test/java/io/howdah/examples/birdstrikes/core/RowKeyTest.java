// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowKeyTest {
    private static BirdStrike strike(String state, String date) throws BadRowException {
        return BirdStrike.parse("A,B,None," + date + ",OP," + state + ",,,,,0,0,0,");
    }

    @Test
    void key_readsAsDocumented() throws Exception {
        String key = new String(
                RowKey.of(strike("Texas", "1999-10-19"), "birdstrikes.csv", 0x1d4c3), StandardCharsets.UTF_8);
        assertThat(key).matches("Texas\0001999-10-19\000[0-9a-f]{8}-00000001d4c3");
        assertThat(key.getBytes(StandardCharsets.UTF_8)).startsWith(RowKey.prefix(strike("Texas", "1999-10-19")));
    }

    @Test
    void keys_differ_whenEqualRowsStandInDifferentPlaces() throws Exception {
        BirdStrike twice = strike("Texas", "1999-10-19");
        Set<String> keys = new HashSet<>();
        for (String file : List.of("a.csv", "b.csv")) {
            for (long offset : new long[] {1, 255, 256, 1L << 40}) {
                keys.add(new String(RowKey.of(twice, file, offset), StandardCharsets.UTF_8));
            }
        }
        assertThat(keys).hasSize(8);
    }

    @Test
    void keys_areContiguousByStateAndDate_whenOneNameStartsAnother() throws Exception {
        List<byte[]> keys = new ArrayList<>(List.of(
                RowKey.of(strike("New", "2002-01-01"), "f", 9),
                RowKey.of(strike("New Jersey", "1990-01-01"), "f", 1),
                RowKey.of(strike("New", "1990-01-01"), "f", 500),
                RowKey.of(strike("New York", "1990-01-01"), "f", 2)));
        keys.sort(Arrays::compareUnsigned);
        assertThat(keys.stream()
                        .map(k -> new String(k, StandardCharsets.UTF_8)
                                .replace("\0", "|")
                                .substring(0, 10)))
                .containsExactly("New|1990-0", "New|2002-0", "New Jersey", "New York|1");
    }

    @Test
    void splits_cutASampleIntoEqualParts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> sample = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sample.add(String.format("%04d", i).getBytes(StandardCharsets.UTF_8));
        }
        Collections.shuffle(sample, random);
        assertThat(RowKey.splits(sample, 4).stream().map(b -> new String(b, StandardCharsets.UTF_8)))
                .as("seed %d", seed)
                .containsExactly("0250", "0500", "0750");
    }

    @Test
    void splits_areFewer_whenTheSampleHasFewPrefixes() {
        byte[] a = {'a'};
        byte[] b = {'b'};
        assertThat(RowKey.splits(List.of(), 4)).isEmpty();
        assertThat(RowKey.splits(List.of(a, a, a), 4)).isEmpty();
        assertThat(RowKey.splits(List.of(a, a, b, b), 4)).containsExactly(b);
        assertThat(RowKey.splits(List.of(a, b), 1)).isEmpty();
    }
}
