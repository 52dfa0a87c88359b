// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    /** The table of the plugin guidelines, with the values on both sides of each end. */
    @ParameterizedTest
    @CsvSource({
        "10, 0 10 5.5, -1 -0.001 10.001 11",
        "10:, 10 10.001 1000000, -5 0 9.999",
        "~:10, -1000000 0 10, 10.001 11",
        "10:20, 10 15 20, -1 9.999 20.001",
        "@10:20, -1 9.999 20.001 30, 10 15 20",
        "@10, -0.001 10.001, 0 5 10",
        "0, 0, -1 0.001 1",
        "~:, -1000000 0 1000000, ''",
        "@~:, '', -1 0 1",
        "~:0, 0 -1, 0.5",
        "-10:-5, -10 -5 -7.5, -10.5 -4.9 0 5",
        "-5:5, 0 -5 5, -5.1 5.1",
        ":10, 0 10, -1 11",
        "5:5, 5, 4.9 5.1",
        "1.5:2.25, 1.5 2.25, 1.49 2.26",
        "+1:+2, 1 2, 0 3",
        ".5:.75, 0.5 0.75, 0.4 0.8",
        "1e3:, 1000, 999"
    })
    void range_alerts_asTheGuidelinesSay(String text, String quiet, String alerting) {
        Range range = Range.parse(text);
        for (String value : quiet.split(" ", -1)) {
            if (!value.isEmpty()) {
                assertThat(range.alerts(Double.parseDouble(value)))
                        .as("%s alerts at %s", text, value)
                        .isFalse();
            }
        }
        for (String value : alerting.split(" ", -1)) {
            if (!value.isEmpty()) {
                assertThat(range.alerts(Double.parseDouble(value)))
                        .as("%s alerts at %s", text, value)
                        .isTrue();
            }
        }
    }

    @Test
    void range_alerts_whenTheValueIsNoNumber() {
        assertThat(Range.parse("~:").alerts(Double.NaN)).isTrue();
        assertThat(Range.parse("@1:2").alerts(Double.NaN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "@",
                "@:",
                "~",
                "a",
                "10:a",
                "a:10",
                "10:20:30",
                "20:10",
                "@20:10",
                "10:~",
                "~10",
                "10 20",
                " 10",
                "10 ",
                "1,5",
                "NaN",
                "inf",
                "~:inf",
                "1e999",
                "0x10",
                "10%",
                "--5",
                "1e",
                "@@10",
                "10@",
                "١٠"
            })
    void parse_refuses_withTheTextAndWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Range.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("allowed: [@]start:end");
    }

    @Test
    void parse_refusesQuickly_whenTheTextIsLong() {
        assertThatThrownBy(() -> Range.parse("9".repeat(1_000_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10",
        "0:10, 10",
        ":10, 10",
        "0:, 0:",
        "10:, 10:",
        "~:10, ~:10",
        "@0:10, @10",
        "-0:5, 5",
        "1.50:2.0, 1.5:2",
        "~:, ~:",
        "1e3:, 1000:"
    })
    void toString_isTheShortestForm(String text, String shortest) {
        assertThat(Range.parse(text)).hasToString(shortest);
    }

    @Test
    void parse_readsWhatToStringWrote_forRandomRanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY); // decimal comma
        try {
            for (int i = 0; i < 20_000; i++) {
                Range range = randomRange(random);
                assertThat(Range.parse(range.toString()))
                        .as("seed %d, round %d: %s", seed, i, range)
                        .isEqualTo(range);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void insideAndOutside_areOpposites_forRandomRanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Range range = randomRange(random);
            Range opposite = new Range(range.start(), range.end(), !range.alertInside());
            double value = random.nextInt(4) == 0 ? range.end() : number(random);
            assertThat(range.alerts(value))
                    .as("seed %d: %s at %s", seed, range, value)
                    .isNotEqualTo(opposite.alerts(value));
        }
    }

    static Range randomRange(Random random) {
        double a = number(random);
        double b = number(random);
        double start = random.nextInt(5) == 0 ? Double.NEGATIVE_INFINITY : Math.min(a, b);
        double end = random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : Math.max(a, b);
        return new Range(start, end, random.nextBoolean());
    }

    static double number(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> random.nextInt(2001) - 1000;
            case 2 -> random.nextLong();
            case 3 -> (random.nextInt(200_001) - 100_000) / 100.0;
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : 0.1;
            }
        };
    }
}
