// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {
    private static final Metric DEAD = new Metric("dead", Uom.NONE, true, "0", "10%", "");
    private static final Metric USED = new Metric("used", Uom.PERCENT, false, "80", "", "");
    private static final Metric LIVE = new Metric("live", Uom.NONE, false, "", "1:", "");

    @Test
    void defaults_areTheMetricsOwn() {
        Thresholds thresholds = Thresholds.defaults(CHECK);
        assertThat(thresholds.of(DEAD, 50)).isEqualTo(Threshold.parse("0", "5"));
        assertThat(thresholds.of(USED, 100)).isEqualTo(Threshold.parse("80", ""));
        assertThat(thresholds.of(LIVE, 0)).isEqualTo(Threshold.parse("", "1:"));
    }

    @Test
    void rangeWithoutName_isOfTheFirstMetric() {
        assertThat(Thresholds.parse(CHECK, List.of("2"), List.of("@1:3")).of(DEAD, 50))
                .isEqualTo(Threshold.parse("2", "@1:3"));
    }

    @Test
    void namedRange_isOfItsMetric_andTheOthersKeepTheirDefaults() {
        Thresholds thresholds = Thresholds.parse(CHECK, List.of("used=70:90", "live=3:"), List.of());
        assertThat(thresholds.of(USED, 100)).isEqualTo(Threshold.parse("70:90", ""));
        assertThat(thresholds.of(LIVE, 0)).isEqualTo(Threshold.parse("3:", "1:"));
        assertThat(thresholds.of(DEAD, 50)).isEqualTo(Threshold.parse("0", "5"));
    }

    @Test
    void emptyRange_takesADefaultAway() {
        assertThat(Thresholds.parse(CHECK, List.of("dead="), List.of("dead=")).of(DEAD, 50))
                .isEqualTo(Threshold.NONE);
    }

    @Test
    void percent_isOfTheTotal_andOfAPercentageItself() {
        Thresholds thresholds = Thresholds.parse(CHECK, List.of("@10:20%", "used=75%"), List.of("~:40%"));
        assertThat(thresholds.of(DEAD, 30).warning()).isEqualTo(Optional.of(Range.parse("@3:6")));
        assertThat(thresholds.of(DEAD, 30).critical()).isEqualTo(Optional.of(Range.parse("~:12")));
        assertThat(thresholds.of(DEAD, 0).warning()).isEqualTo(Optional.of(Range.parse("@0:0")));
        assertThat(thresholds.of(USED, 100).warning()).isEqualTo(Optional.of(Range.parse("75")));
    }

    @Test
    void lastOption_wins_whenAMetricIsGivenTwice() {
        assertThat(Thresholds.parse(CHECK, List.of("1", "2"), List.of())
                        .of(DEAD, 50)
                        .warning())
                .isEqualTo(Optional.of(Range.parse("2")));
    }

    @ParameterizedTest
    @CsvSource({
        "x=1, has no metric 'x'; allowed: dead used live",
        "=1, has no metric ''; allowed: dead used live",
        "dead=1:x, 'x' is not a range",
        "'', '' is not a range",
        "live=10%, live is no part of a total",
        "dead=5%%, is not a range"
    })
    void badValue_isRefused_withOptionValueAndWhatIsAllowed(String value, String message) {
        assertThatThrownBy(() -> Thresholds.parse(CHECK, List.of(), List.of(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("-c " + value)
                .hasMessageContaining("allowed: ")
                .satisfies(e ->
                        assertThat(e.getMessage().replace(",", "")).contains(message.replace("'x' is", "'1:x' is")));
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "1, WARNING", "5, WARNING", "5.1, CRITICAL", "-1, CRITICAL"})
    void status_looksAtCriticalFirst(double value, Status status) {
        assertThat(Threshold.parse("0:0", "5").status(value)).isEqualTo(status);
    }

    private static final Check CHECK = new Check() {
        @Override
        public String id() {
            return "sample";
        }

        @Override
        public String summary() {
            return "";
        }

        @Override
        public Role role() {
            return Role.NAMENODE;
        }

        @Override
        public List<Metric> metrics() {
            return List.of(DEAD, USED, LIVE);
        }

        @Override
        public Set<Need> needs() {
            return Set.of();
        }

        @Override
        public CheckResult evaluate(Snapshot snapshot, Thresholds thresholds) {
            return CheckResult.of(id(), Status.OK, "");
        }
    };
}
