// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupKeysTest {
    /** Part by part, by unsigned bytes, null first: written down anew, the slow way. */
    private static final Comparator<List<byte[]>> ORDER = (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
            int order = Arrays.compareUnsigned(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private static byte[] part(Random random, int kind, byte[] common) {
        if (kind == 0 && random.nextInt(20) == 0) {
            return null;
        }
        byte[] tail = new byte[random.nextInt(kind == 2 ? 300 : 12)];
        for (int i = 0; i < tail.length; i++) {
            tail[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
        }
        byte[] part = Arrays.copyOf(common, common.length + tail.length);
        System.arraycopy(tail, 0, part, common.length, tail.length);
        return part;
    }

    @Test
    void keys_areFoundAgain_andSorted_whateverTheirBytes() {
        for (int seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            int parts = 1 + random.nextInt(3);
            byte[] common = new byte[random.nextInt(10)];
            random.nextBytes(common);
            Map<List<byte[]>, Integer> expected = new TreeMap<>(ORDER);
            GroupKeys keys = new GroupKeys();
            GroupKey.Probe probe = new GroupKey.Probe();
            for (int i = 0; i < 4_000; i++) {
                List<byte[]> key = new ArrayList<>();
                probe.clear();
                for (int p = 0; p < parts; p++) {
                    byte[] part = part(random, seed % 3, common);
                    key.add(part);
                    if (part == null) {
                        probe.addNull();
                    } else {
                        probe.add(part, 0, part.length);
                    }
                }
                int number = keys.add(probe.bytes(), 0, probe.size());
                Integer before = expected.putIfAbsent(key, number);
                assertThat(number).as("seed %d, key %d", seed, i).isEqualTo(before == null ? keys.size() - 1 : before);
            }
            assertThat(keys.sorted(parts))
                    .as("seed %d", seed)
                    .containsExactly(expected.values().stream()
                            .mapToInt(Integer::intValue)
                            .toArray());
            expected.forEach((key, number) -> {
                List<byte[]> there = keys.parts(number, parts);
                for (int p = 0; p < parts; p++) {
                    assertThat(there.get(p)).isEqualTo(key.get(p));
                }
                GroupKey.check(keys.bytes(number), keys.offset(number), keys.length(number), parts);
            });
        }
    }

    @Test
    void check_refusesBytesThatAreNoKey() {
        for (byte[] bytes : new byte[][] {
            {}, {2}, {1}, {1, 1}, {0, 0}, {1, (byte) 0x80, 0}, {1, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1}
        }) {
            assertThatThrownBy(() -> GroupKey.check(bytes, 0, bytes.length, 1)).isInstanceOf(ProtocolException.class);
        }
        GroupKey.check(new byte[] {9, 1, 1, 7, 9}, 1, 3, 1);
    }

    @Test
    void longs_areWritten_asTheBytesOfABigInteger() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            value = i < 4 ? new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1}[i] : value;
            WireWriter out = new WireWriter();
            out.integer(value);
            WireWriter slow = new WireWriter();
            slow.bytes(BigInteger.valueOf(value).toByteArray());
            assertThat(out.toByteArray()).isEqualTo(slow.toByteArray());
            WireReader in = new WireReader(out.toByteArray());
            assertThat(in.isLong()).isTrue();
            assertThat(in.integerAsLong()).isEqualTo(value);
            in.end();
        }
    }
}
