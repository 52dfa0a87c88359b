// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.fence.core.FencingRun.AskAcknowledgement;
import io.howdah.ha.fence.core.FencingRun.Done;
import io.howdah.ha.fence.core.FencingRun.Look;
import io.howdah.ha.fence.core.FencingRun.Step;
import io.howdah.ha.fence.core.FencingRun.SwitchOff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FencingRunTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int READS = 3;

    /** Every sequence of six answers of one method: fenced exactly when three offs in a row come before three unknowns. */
    @Test
    void machine_isFenced_exactlyWhenItWasSeenOffEnoughTimesInARow() {
        int fenced = 0;
        for (int code = 0; code < 729; code++) {
            List<PowerState> answers = new ArrayList<>();
            for (int i = 0, rest = code; i < 6; i++, rest /= 3) {
                answers.add(PowerState.values()[rest % 3]);
            }
            FencingRun run = run(1, 1_000);
            Step step = run.begin(0);
            int used = 0;
            while (!(step instanceof AskAcknowledgement) && !(step instanceof Done) && used < answers.size()) {
                step = step instanceof SwitchOff
                        ? run.switchedOff(used)
                        : run.looked(new Sighting(answers.get(used++), ""), used);
            }
            int offs = firstRun(answers, PowerState.OFF);
            int unknowns = firstRun(answers, PowerState.UNKNOWN);
            if (offs < unknowns) {
                assertThat(step).as("%s", answers).isEqualTo(new Done(true, "m0: "));
                fenced++;
            } else if (unknowns < offs) {
                assertThat(step).as("%s", answers).isInstanceOf(AskAcknowledgement.class);
            } else {
                assertThat(step).as("%s", answers).isNotInstanceOf(Done.class);
            }
        }
        assertThat(fenced).isPositive();
    }

    /** Index after the first three in a row, or a large number. */
    private static int firstRun(List<PowerState> answers, PowerState wanted) {
        int row = 0;
        for (int i = 0; i < answers.size(); i++) {
            row = answers.get(i) == wanted ? row + 1 : 0;
            if (row == READS) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void run_endsInTime_andNeverFencesWhatWasNotSeenOff_whateverHappens() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            int methods = random.nextInt(4);
            long end = (1 + random.nextInt(60)) * SECOND;
            FencingRun run = new FencingRun(names(methods), READS, Duration.ofMillis(100), end);
            long now = 0;
            Step step = run.begin(now);
            int offInARow = 0;
            int method = -1;
            while (!(step instanceof AskAcknowledgement) && !(step instanceof Done)) {
                String about = "seed " + seed + ", round " + round + ", " + step;
                assertThat(now).as(about).isLessThan(end);
                if (step instanceof SwitchOff off) {
                    assertThat(off.until()).as(about).isBetween(now, end);
                    assertThat(off.method()).as(about).isBetween(method, method + 1);
                    offInARow = off.method() == method ? offInARow : 0;
                    method = off.method();
                    now += random.nextLong(off.until() - now + 1);
                    step = run.switchedOff(now);
                } else if (step instanceof Look look) {
                    assertThat(look.until()).as(about).isLessThanOrEqualTo(end);
                    now = Math.max(now, Math.min(look.from(), look.until()));
                    now += random.nextLong(Math.max(1, look.until() - now + 1));
                    PowerState state = PowerState.values()[random.nextInt(3)];
                    offInARow = state == PowerState.OFF ? offInARow + 1 : 0;
                    step = run.looked(new Sighting(state, ""), now);
                }
            }
            if (step instanceof Done done) {
                assertThat(done.fenced() && offInARow >= READS && now < end)
                        .as("seed %d, round %d", seed, round)
                        .isTrue();
            }
        }
    }

    @Test
    void everyMethodGetsAShare_whenTheOnesBeforeHang() {
        FencingRun run = run(3, 60);
        long now = 0;
        Step step = run.begin(now);
        for (int method = 0; method < 3; method++) {
            assertThat(step).isEqualTo(new SwitchOff(method, method * 20L * SECOND + 20L * SECOND * 2 / 3 + 1));
            now = (method + 1) * 20L * SECOND;
            step = run.switchedOff(now);
        }
        assertThat(step).isInstanceOf(AskAcknowledgement.class);
    }

    @Test
    void machineIsSwitchedOffAgain_whenItStaysOn() {
        FencingRun run = run(1, 60);
        run.begin(0);
        Step step = run.switchedOff(0);
        for (int i = 1; i < READS; i++) {
            assertThat(step).isInstanceOf(Look.class);
            step = run.looked(new Sighting(PowerState.ON, ""), i * SECOND);
        }
        assertThat(run.looked(new Sighting(PowerState.ON, ""), 3 * SECOND)).isInstanceOf(SwitchOff.class);
    }

    @Test
    void acknowledgement_decides_whenNoMethodIsLeft() {
        assertThat(run(0, 60).begin(0)).isInstanceOf(AskAcknowledgement.class);
        assertThat(run(0, 60).acknowledged(true, "root said so")).isEqualTo(new Done(true, "root said so"));
        assertThat(run(0, 60).acknowledged(false, "nobody said so"))
                .isEqualTo(new Done(false, "no method is configured; nobody said so"));
    }

    private static FencingRun run(int methods, long seconds) {
        return new FencingRun(names(methods), READS, Duration.ofSeconds(1), seconds * SECOND);
    }

    private static List<String> names(int methods) {
        return List.of("m0", "m1", "m2", "m3").subList(0, methods);
    }
}
