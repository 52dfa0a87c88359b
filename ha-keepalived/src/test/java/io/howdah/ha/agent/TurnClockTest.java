// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnClockTest {
    private static final long MS = 1_000_000;

    private final TurnClock turns = new TurnClock();

    @Test
    void takeover_isFromTheLockToTheAnswer_whenThisNodeWins() {
        turns.observe(false, false, false, 100 * MS);
        turns.observe(true, false, false, 200 * MS);
        turns.observe(true, true, false, 300 * MS);
        assertThat(turns.lastTakeover()).isEmpty();
        turns.observe(true, true, true, 750 * MS);
        turns.observe(true, true, true, 900 * MS);

        assertThat(turns.lastTakeover()).contains(Duration.ofMillis(550));
        assertThat(turns.takeovers()).isEqualTo(1);
        assertThat(turns.sinceNanos()).isEqualTo(300 * MS);
    }

    @Test
    void takeover_isNotCounted_whenTheAgentStartsOnTheActive() {
        turns.observe(true, true, false, 100 * MS);
        turns.observe(true, true, true, 200 * MS);

        assertThat(turns.takeovers()).isZero();
    }

    @Test
    void takeover_isNotCounted_whenTheLockIsLostBeforeTheAnswer() {
        turns.observe(false, false, false, 100 * MS);
        turns.observe(true, false, false, 200 * MS);
        turns.observe(false, false, false, 300 * MS);
        turns.observe(false, false, true, 400 * MS);

        assertThat(turns.takeovers()).isZero();
    }
}
