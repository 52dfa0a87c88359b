// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyAverageTest {
    private static final long SECOND = 1_000_000_000L;

    private final LatencyAverage average = new LatencyAverage(Duration.ofSeconds(60));

    @Test
    void update_isNaN_beforeTheFirstSample() {
        assertThat(average.update(0, 0, 0)).isNaN();
    }

    @Test
    void update_movesHalfWay_afterAHalfLife() {
        assertThat(average.update(10, 100, 0)).isEqualTo(10);
        assertThat(average.update(20, 400, 60 * SECOND)).isCloseTo(20, within(1e-9));
    }

    @Test
    void update_keepsItsValue_withoutNewSamples() {
        average.update(10, 100, 0);
        assertThat(average.update(10, 100, 600 * SECOND)).isEqualTo(10);
    }

    @Test
    void update_startsCountingAgain_whenTheTotalsWereReset() {
        average.update(1000, 10_000, 0);
        assertThat(average.update(5, 150, 60 * SECOND)).isCloseTo(20, within(1e-9));
    }
}
