// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter err = new StringWriter();
    private long seconds;

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintWriter(err), terminal, () -> TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void line_comesEveryTenSeconds_whereThereIsNoTerminal() {
        ProgressBar bar = bar(false);
        bar.at(0, 0);
        for (int i = 1; i <= 25; i++) {
            seconds++;
            bar.at(i / 100.0, i * 1_000L);
        }
        bar.end();

        assertThat(err.toString().lines())
                .containsExactly(
                        " 10% of the range, 10,000 rows read, 1,000 a second, about 1 min 30 s left",
                        " 20% of the range, 20,000 rows read, 1,000 a second, about 1 min 20 s left");
    }

    @Test
    void bar_isDrawnOverItself_andTakenAway_onATerminal() {
        ProgressBar bar = bar(true);
        seconds = 1;
        bar.at(0.5, 10);
        seconds = 2;
        bar.at(1, 20);
        bar.end();

        assertThat(err.toString())
                .startsWith("\r[###############---------------]  50% of the range")
                .contains("\r[##############################] 100% of the range, 20 rows read, 10 a second")
                .endsWith(" \r")
                .doesNotContain("\n");
    }
}
