// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.fence.core.Episodes.Episode;
import org.junit.jupiter.api.Test;

class EpisodesTest {
    private final Episodes episodes = new Episodes();

    @Test
    void retry_belongsToTheFirstAttempt_whenItComesSoon() {
        Episode first = episodes.begin("nn1", 0, 5_000);
        assertThat(first).isEqualTo(new Episode(true, 5_000));
        episodes.end("nn1", first, false, 30_000);
        assertThat(episodes.begin("nn2", 30_000, 9_000)).isEqualTo(new Episode(true, 9_000));

        Episode second = episodes.begin("nn1", 90_000, 99_000);
        assertThat(second).isEqualTo(new Episode(false, 5_000));
        episodes.end("nn1", second, false, 100_000);
        assertThat(episodes.begin("nn1", 160_000, 200_000)).isEqualTo(new Episode(false, 5_000));
    }

    @Test
    void attempt_isANewTrouble_afterASuccess_orAPause() {
        episodes.end("nn1", episodes.begin("nn1", 0, 5_000), true, 1_000);
        Episode next = episodes.begin("nn1", 2_000, 6_000);
        assertThat(next).isEqualTo(new Episode(true, 6_000));
        episodes.end("nn1", next, false, 3_000);
        assertThat(episodes.begin("nn1", 63_001, 70_000)).isEqualTo(new Episode(true, 70_000));
    }
}
