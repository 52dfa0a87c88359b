// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.ActiveVerdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActiveVerdictTest {
    @Test
    void verdict_isOne_whenOneIsActiveAndTheOtherStandsBy() {
        ActiveVerdict verdict = verdict(Role.STANDBY, Role.ACTIVE);

        assertThat(verdict.outcome()).isEqualTo(Outcome.ONE);
        assertThat(verdict.active()).contains("n1");
    }

    @Test
    void verdict_isOneAndNamesTheSilent_whenTheOtherLostPower() {
        ActiveVerdict verdict = verdict(Role.ACTIVE, Role.UNKNOWN);

        assertThat(verdict.outcome()).isEqualTo(Outcome.ONE);
        assertThat(verdict.reason()).contains("n0 is active").contains("no usable answer from n1");
    }

    @Test
    void verdict_isNone_whenNobodyIsSilentAndNobodyActive() {
        assertThat(verdict(Role.DOWN, Role.STANDBY).outcome()).isEqualTo(Outcome.NONE);
        assertThat(verdict(Role.TRANSITION, Role.OBSERVER).outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void verdict_isCannotTell_whenTheSilentOneMayBeTheActive() {
        assertThat(verdict(Role.UNKNOWN, Role.STANDBY).outcome()).isEqualTo(Outcome.CANNOT_TELL);
        assertThat(verdict().outcome()).isEqualTo(Outcome.CANNOT_TELL);
    }

    @Test
    void verdict_keepsItsInvariants_overRandomClusters() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 5_000; run++) {
            Role[] roles = new Role[1 + random.nextInt(5)];
            int active = 0;
            int silent = 0;
            for (int i = 0; i < roles.length; i++) {
                roles[i] = Role.values()[random.nextInt(Role.values().length)];
                active += roles[i] == Role.ACTIVE ? 1 : 0;
                silent += roles[i] == Role.UNKNOWN ? 1 : 0;
            }
            ActiveVerdict verdict = verdict(roles);
            Outcome expected = active > 1
                    ? Outcome.SEVERAL
                    : active == 1 ? Outcome.ONE : silent > 0 ? Outcome.CANNOT_TELL : Outcome.NONE;

            assertThat(verdict.outcome())
                    .as("seed %d, %s", seed, List.of(roles))
                    .isEqualTo(expected);
            assertThat(verdict.active().isPresent()).isEqualTo(expected == Outcome.ONE);
            assertThat(verdict.reason()).isNotBlank().doesNotContain("\n");
        }
    }

    @Test
    void exitCode_prefersNoOverCannotTellOverYes_always() {
        ActiveVerdict one = verdict(Role.ACTIVE);
        ActiveVerdict none = verdict(Role.DOWN);
        ActiveVerdict several = verdict(Role.ACTIVE, Role.ACTIVE);
        ActiveVerdict cannotTell = verdict(Role.UNKNOWN);

        assertThat(ActiveVerdict.exitCode(List.of(one, one))).isZero();
        assertThat(ActiveVerdict.exitCode(List.of(one, none))).isEqualTo(1);
        assertThat(ActiveVerdict.exitCode(List.of(several))).isEqualTo(1);
        assertThat(ActiveVerdict.exitCode(List.of(one, cannotTell))).isEqualTo(3);
        assertThat(ActiveVerdict.exitCode(List.of(cannotTell, none))).isEqualTo(1);
        assertThat(ActiveVerdict.exitCode(List.of())).isEqualTo(3);
    }

    private static ActiveVerdict verdict(Role... roles) {
        return ActiveVerdict.of(nodes(roles));
    }

    private static List<NodeRole> nodes(Role... roles) {
        List<NodeRole> nodes = new ArrayList<>();
        for (int i = 0; i < roles.length; i++) {
            nodes.add(new NodeRole("n" + i, "host" + i + ":8020", roles[i], "is " + roles[i], Duration.ZERO));
        }
        return nodes;
    }
}
