// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.elect.core.ElectionRun.Action;
import io.howdah.ha.elect.core.ElectionRun.Asked;
import io.howdah.ha.elect.core.ElectionRun.Ended;
import io.howdah.ha.elect.core.ElectionRun.Event;
import io.howdah.ha.elect.core.ElectionRun.Evicted;
import io.howdah.ha.elect.core.ElectionRun.Lost;
import io.howdah.ha.elect.core.ElectionRun.Restart;
import io.howdah.ha.elect.core.ElectionRun.Won;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElectionRunTest {
    /** A run of the command has a leadership of its own, and that is never given up, or taken anew, while it runs. */
    @ParameterizedTest
    @EnumSource
    void commandIsStopped_beforeLeadershipIsGivenUp_whateverHappens(Restart restart) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            ElectionRun run = new ElectionRun(restart);
            boolean runs = false;
            boolean queued = true;
            for (int i = 0; i < 20; i++) {
                Event event = List.of(new Won(i), new Lost(), new Ended(i % 2), new Evicted(), new Asked())
                        .get(random.nextInt(i < 15 ? 4 : 5));
                runs &= !(event instanceof Ended);
                Action action = run.on(event);
                String about = "seed " + seed + ", round " + round + ", " + event + ", " + action;
                assertThat(action.stop()).as(about).isEqualTo(runs && !(event instanceof Won));
                runs &= !action.stop();
                if (action.leave()) {
                    assertThat(runs).as(about).isFalse();
                    queued = false;
                }
                if (action.start().isPresent()) {
                    assertThat(queued && !runs).as(about).isTrue();
                    runs = true;
                }
                queued |= action.join();
                if (action.exit().isPresent()) {
                    assertThat(action.join() || runs).as(about).isFalse();
                    break;
                }
                assertThat(queued).as(about).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"NEVER, 0, 0", "NEVER, 3, 3", "ON_FAILURE, 0, 0", "ON_FAILURE, 3, -1", "ALWAYS, 0, -1", "ALWAYS, 3, -1"
    })
    void commandThatEnded_isTriedAgain_asTheOperatorWishes(Restart restart, int code, int exit) {
        ElectionRun run = new ElectionRun(restart);
        run.on(new Won(7));
        Action action = run.on(new Ended(code));
        assertThat(action.leave()).isTrue();
        assertThat(action.stop()).isFalse();
        assertThat(action.exit().orElse(-1)).isEqualTo(exit);
        assertThat(action.join()).isEqualTo(exit < 0);
    }

    @Test
    void candidate_keepsItsPlace_whenItOnlyWaits() {
        assertThat(new ElectionRun(Restart.NEVER).on(new Lost())).isEqualTo(Action.NOTHING);
    }

    @Test
    void candidate_queuesUpAnew_whenItHasNoPlaceAnyMore() {
        Action action = new ElectionRun(Restart.NEVER).on(new Evicted());
        assertThat(action.leave() && action.join()).isTrue();
        assertThat(action.stop()).isFalse();
    }

    @Test
    void session_mustBeLongEnoughToStopTheCommand() {
        assertThatCode(() -> SessionBudget.check(Duration.ofSeconds(18), Duration.ofSeconds(5)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SessionBudget.check(Duration.ofMillis(17_999), Duration.ofSeconds(5)))
                .hasMessageStartingWith("the session of 17999 ms leaves 5999 ms to stop the command; allowed: at least"
                        + " --stop-deadline 5000 ms + 1000 ms");
    }
}
