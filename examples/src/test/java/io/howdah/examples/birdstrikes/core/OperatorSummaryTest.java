// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorSummaryTest {
    private static final CostlyStrike STRIKE =
            new CostlyStrike(12, LocalDate.of(1999, 8, 1), "DENVER", "B-757", "Canada goose");

    @Test
    void line_readsBack_whateverItHolds() {
        for (OperatorSummary summary : List.of(
                new OperatorSummary("AIR", 1, 0, 0, List.of()),
                new OperatorSummary(
                        "US AIRWAYS*", Long.MAX_VALUE, 3, 36, Collections.nCopies(OperatorSummary.TOP, STRIKE)),
                new OperatorSummary(
                        "X", 2, 1, 5, List.of(new CostlyStrike(5, LocalDate.of(1990, 1, 8), "", "", ""))))) {
            assertThat(OperatorSummary.parse(summary.toLine())).isEqualTo(summary);
        }
        assertThat(new OperatorSummary("AIR", 3, 2, 12, List.of(STRIKE)).toLine())
                .isEqualTo("AIR\t3\t2\t12\t12\t1999-08-01\tDENVER\tB-757\tCanada goose");
    }

    @Test
    void parse_refusesOtherLines() {
        for (String line :
                List.of("", "AIR", "AIR\t1\t2", "AIR\t1\t2\tx", "AIR\t1\t2\t3\t4", "AIR\t1\t2\t3\t4\tx\ta\tb\tc")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OperatorSummary.parse(line))
                    .withMessageContaining(line);
        }
    }

    @Test
    void tally_refusesASumThatDoesNotFit() {
        Tally large = new Tally(1, 0, Long.MAX_VALUE);
        assertThat(large.plus(Tally.ZERO)).isEqualTo(large);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> large.plus(large));
    }
}
