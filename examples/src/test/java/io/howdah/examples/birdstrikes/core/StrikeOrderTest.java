// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrikeOrderTest {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Keyed(String operator, CostlyStrike strike, byte[] key) {}

    private static final List<String> NAMES =
            List.of("AIR", "AIR CANADA", "AIRÉ", "A", "US AIRWAYS*", "ÁLVAREZ", "航空", "\uFF5A", "😀");

    /** The order in words: the test's own comparator, on objects. */
    private static final Comparator<Keyed> EXPECTED = Comparator.comparing(Keyed::operator, StrikeOrderTest::utf8)
            .thenComparing(k -> k.strike().cost(), Comparator.reverseOrder())
            .thenComparing(k -> k.strike().date())
            .thenComparing(k -> k.strike().airport(), StrikeOrderTest::utf8)
            .thenComparing(k -> k.strike().aircraft(), StrikeOrderTest::utf8)
            .thenComparing(k -> k.strike().species(), StrikeOrderTest::utf8);

    private static int utf8(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytes_compareAsStrikes_whateverTheirFields() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Keyed> keys = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String operator = pick(random);
            CostlyStrike strike = new CostlyStrike(
                    random.nextInt(4) == 0 ? BirdStrike.MAX_COST - random.nextInt(2) : 1 + random.nextInt(300),
                    LocalDate.of(1900 + random.nextInt(200), 1 + random.nextInt(12), 1),
                    pick(random),
                    pick(random),
                    random.nextBoolean() ? "" : pick(random));
            keys.add(new Keyed(operator, strike, StrikeOrder.strike(operator, strike)));
        }
        List<Keyed> expected = keys.stream().sorted(EXPECTED).toList();
        List<Keyed> actual = keys.stream()
                .sorted((a, b) -> Arrays.compareUnsigned(a.key(), b.key()))
                .toList();
        for (int i = 0; i < keys.size(); i++) {
            assertThat(EXPECTED.compare(actual.get(i), expected.get(i)))
                    .as("seed %d, place %d: %s, expected %s", seed, i, actual.get(i), expected.get(i))
                    .isZero();
        }
        for (Keyed k : keys) {
            assertThat(StrikeOrder.operator(k.key(), 0, k.key().length)).isEqualTo(k.operator());
            assertThat(StrikeOrder.isStrike(k.key(), 0, k.key().length)).isTrue();
            assertThat(StrikeOrder.decode(k.key(), 0, k.key().length)).isEqualTo(k.strike());
        }
    }

    @Test
    void rest_sortsAfterEveryStrikeOfItsOperator_andBeforeTheNextOperator() {
        byte[] cheapest = StrikeOrder.strike("AIR", new CostlyStrike(0, LocalDate.of(2099, 12, 31), "z", "z", "z"));
        byte[] rest = StrikeOrder.rest("AIR");
        byte[] next = StrikeOrder.strike(
                "AIR CANADA", new CostlyStrike(BirdStrike.MAX_COST, LocalDate.of(1900, 1, 1), "", "", ""));
        assertThat(Arrays.compareUnsigned(cheapest, rest)).isNegative();
        assertThat(Arrays.compareUnsigned(rest, next)).isNegative();
        assertThat(StrikeOrder.isStrike(rest, 0, rest.length)).isFalse();
        assertThat(StrikeOrder.operator(rest, 0, rest.length)).isEqualTo("AIR");
    }

    @Test
    void key_isReadInPlace_whenItStandsInsideAnArray() {
        CostlyStrike strike = new CostlyStrike(7, LocalDate.of(1999, 8, 1), "DENVER", "B-757", "goose");
        byte[] key = StrikeOrder.strike("AIR", strike);
        byte[] buffer = new byte[key.length + 20];
        System.arraycopy(key, 0, buffer, 5, key.length);
        assertThat(StrikeOrder.decode(buffer, 5, key.length)).isEqualTo(strike);
        assertThat(StrikeOrder.operator(buffer, 5, key.length)).isEqualTo("AIR");
    }

    @Test
    void operator_isRefused_whenTheKeyHasNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StrikeOrder.operatorLength(new byte[] {'A', 'B'}, 0, 2))
                .withMessageContaining("a strike key of 2 bytes");
    }

    private static String pick(Random random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }
}
