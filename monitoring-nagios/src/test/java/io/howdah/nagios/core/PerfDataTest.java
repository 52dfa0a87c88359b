// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerfDataTest {
    @Test
    void toString_writesAllFields_inTheGuidelinesOrder() {
        PerfData used = PerfData.of("used", 44.5, Uom.PERCENT)
                .withThreshold(Threshold.parse("80", "@90:100"))
                .withBounds(OptionalDouble.of(0), OptionalDouble.of(100));
        assertThat(used).hasToString("used=44.5%;80;@90:100;0;100");
    }

    @Test
    void toString_leavesEmptyFieldsOut_atTheEndOnly() {
        PerfData live = PerfData.of("live", 3, Uom.NONE).withThreshold(Threshold.parse("", "1:"));
        assertThat(live).hasToString("live=3;;1:");
        assertThat(PerfData.of("a", 1, Uom.BYTES)).hasToString("a=1B");
        assertThat(PerfData.of("a", 1, Uom.BYTES).withBounds(OptionalDouble.empty(), OptionalDouble.of(9)))
                .hasToString("a=1B;;;;9");
    }

    @Test
    void toString_writesU_whenTheValueIsUnknown() {
        assertThat(PerfData.unknown("used")).hasToString("used=U");
    }

    @Test
    void toString_quotesTheLabel_whenItIsNoPlainWord() {
        assertThat(PerfData.of("a b", 1, Uom.NONE)).hasToString("'a b'=1");
        assertThat(PerfData.of("/data/1", 1, Uom.NONE)).hasToString("/data/1=1");
        assertThat(PerfData.of("größe", 1, Uom.NONE)).hasToString("'größe'=1");
        assertThat(PerfData.of("a;b", 1, Uom.NONE)).hasToString("'a;b'=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=b", "a'b", "a|b", "a\nb", "a\tb", " a", "a ", "\u007f"})
    void label_isRefused_whenItWouldBreakTheFormat(String label) {
        assertThatThrownBy(() -> PerfData.of(label, 1, Uom.NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void value_isRefused_whenItIsNotFinite(double value) {
        assertThatThrownBy(() -> PerfData.of("a", value, Uom.NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1e15, 1000000000000000",
        "9007199254740993, 9007199254740992",
        "1e22, 10000000000000000000000",
        "0.1, 0.1",
        "1e-7, 0.0000001",
        "-2.5, -2.5",
        "123456.789, 123456.789"
    })
    void numbers_havePointsAndNoExponent_inAnyLocale(double value, String text) {
        Locale before = Locale.getDefault();
        try {
            for (Locale locale : List.of(
                    Locale.ROOT,
                    Locale.GERMANY,
                    Locale.FRANCE,
                    Locale.forLanguageTag("ar-EG"),
                    Locale.forLanguageTag("hi-IN-u-nu-deva"))) {
                Locale.setDefault(locale);
                assertThat(PerfData.of("a", value, Uom.NONE))
                        .as("in %s", locale)
                        .hasToString("a=" + text);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "=1",
                "a=",
                "a=x",
                "a=1X",
                "a=1;b",
                "a=1;;;x",
                "a=1;1;2;3;4;5",
                "'a=1",
                "''=1",
                "a=1,5",
                "a=U%%"
            })
    void parse_refuses_whatNoPluginMayPrint(String text) {
        assertThatThrownBy(() -> PerfData.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parseAll_readsWhatWasWritten_forRandomItems() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<PerfData> items = new ArrayList<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                items.add(randomItem(random));
            }
            String text =
                    String.join(" ", items.stream().map(PerfData::toString).toList());
            assertThat(PerfData.parseAll(text))
                    .as("seed %d, round %d: %s", seed, i, text)
                    .isEqualTo(items);
        }
    }

    private static PerfData randomItem(Random random) {
        String alphabet = "abcXYZ019 _-/.:;%~@#(),äß漢";
        StringBuilder label = new StringBuilder("l");
        for (int n = random.nextInt(20); n > 0; n--) {
            label.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return new PerfData(
                label.append("x").toString(),
                number(random),
                List.of(Uom.values()).get(random.nextInt(Uom.values().length)),
                new Threshold(range(random), range(random)),
                number(random),
                number(random));
    }

    private static OptionalDouble number(Random random) {
        return random.nextInt(4) == 0 ? OptionalDouble.empty() : OptionalDouble.of(RangeTest.number(random) + 0.0);
    }

    private static java.util.Optional<Range> range(Random random) {
        return random.nextInt(3) == 0
                ? java.util.Optional.empty()
                : java.util.Optional.of(RangeTest.randomRange(random));
    }
}
