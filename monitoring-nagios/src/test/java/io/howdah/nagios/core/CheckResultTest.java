// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckResultTest {
    @ParameterizedTest
    @CsvSource({
        "OK, WARNING, WARNING",
        "OK, UNKNOWN, UNKNOWN",
        "WARNING, UNKNOWN, WARNING",
        "CRITICAL, UNKNOWN, CRITICAL",
        "WARNING, CRITICAL, CRITICAL",
        "OK, OK, OK"
    })
    void worse_ofTwo_doesNotDependOnTheirOrder(Status one, Status other, Status worse) {
        assertThat(one.worse(other)).isEqualTo(worse);
        assertThat(other.worse(one)).isEqualTo(worse);
    }

    @Test
    void exitCodes_areNagios() {
        assertThat(Status.OK.exitCode()).isZero();
        assertThat(Status.WARNING.exitCode()).isEqualTo(1);
        assertThat(Status.CRITICAL.exitCode()).isEqualTo(2);
        assertThat(Status.UNKNOWN.exitCode()).isEqualTo(3);
    }

    @Test
    void render_isOneLineWithPerformanceData() {
        CheckResult result = new CheckResult(
                "datanodes",
                Status.WARNING,
                "1 dead",
                List.of(PerfData.of("dead", 1, Uom.NONE), PerfData.of("live", 2, Uom.NONE)),
                List.of("dead: dn3"));
        assertThat(result.render(false)).isEqualTo("DATANODES WARNING - 1 dead | dead=1 live=2\n");
        assertThat(result.render(true)).isEqualTo("DATANODES WARNING - 1 dead | dead=1 live=2\ndead: dn3\n");
    }

    @Test
    void render_takesOutWhatNagiosWouldMisread() {
        CheckResult result =
                new CheckResult("x", Status.OK, "a|b\nc\u0000d\r", List.of(), List.of("e|f\ng", "h\uD800"));
        assertThat(result.render(true)).isEqualTo("X OK - a/b c d \ne/f g\nh \n");
    }

    @Test
    void render_staysWithinFourKilobytes_cutAtItemsAndLines_forRandomResults() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<PerfData> items = new ArrayList<>();
            for (int n = random.nextInt(300); n > 0; n--) {
                items.add(PerfData.of("label " + n, random.nextInt(), Uom.COUNTER));
            }
            List<String> lines = new ArrayList<>();
            for (int n = random.nextInt(100); n > 0; n--) {
                lines.add("ä漢😀|x".repeat(random.nextInt(60)));
            }
            CheckResult result = new CheckResult("c", Status.OK, "漢😀".repeat(random.nextInt(3000)), items, lines);
            String text = result.render(true);
            String why = "seed " + seed + ", round " + i;
            assertThat(text.getBytes(StandardCharsets.UTF_8).length).as(why).isLessThanOrEqualTo(CheckResult.MAX_BYTES);
            assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as(why)
                    .isEqualTo(text);
            String first = text.lines().findFirst().orElseThrow();
            assertThat(first.split(" \\| ", -1)[0].getBytes(StandardCharsets.UTF_8).length)
                    .as(why)
                    .isLessThanOrEqualTo(240);
            int bar = first.indexOf(" | ");
            if (bar >= 0) {
                List<PerfData> shown = PerfData.parseAll(first.substring(bar + 3));
                assertThat(shown).as(why).isEqualTo(items.subList(0, shown.size()));
            } else {
                assertThat(items).as(why).isEmpty();
            }
            assertThat(text.indexOf('|', bar + 3)).as(why).isNegative();
        }
    }

    @Test
    void worstOf_keepsAllPerformanceData_andTheWorstSummary() {
        CheckResult fine = new CheckResult("a", Status.OK, "fine", List.of(PerfData.of("n", 1, Uom.NONE)), List.of());
        CheckResult bad =
                new CheckResult("b", Status.CRITICAL, "bad", List.of(PerfData.of("n", 2, Uom.NONE)), List.of());
        CheckResult both = CheckResult.worstOf("all", List.of(fine, bad));
        assertThat(both.render(true)).isEqualTo("ALL CRITICAL - b: bad | a_n=1 b_n=2\na OK - fine\nb CRITICAL - bad\n");
    }

    @Test
    void worstOf_refuses_whenThereAreNone() {
        assertThatThrownBy(() -> CheckResult.worstOf("all", List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
