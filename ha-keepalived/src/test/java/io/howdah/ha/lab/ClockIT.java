// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock of a NameNode's host jumps: whoever trusts it for a lease or for the age of a proof shows here. */
@Tag("full")
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash", "cc"})
class ClockIT extends FaultTests {
    @Override
    void prepare() throws Exception {
        for (int host = 1; host <= 2; host++) {
            lab.network().ownClock(host);
        }
    }

    @AfterEach
    void clocksAgree() throws Exception {
        for (int host = 1; host <= 2; host++) {
            lab.network().setClock(host, 0);
        }
    }

    @ParameterizedTest(name = "by {0} s")
    @ValueSource(longs = {3600, -3600})
    void addressStays_thenMovesAsEver_whenTheActivesClockJumps(long seconds) throws Exception {
        lab.network().setClock(active, seconds);
        Await.until("its clock has jumped", () -> Math.abs(lab.secondsAhead(active) - seconds) < 60);
        last(Duration.ofSeconds(10));
        assertThat(watch.since(fault).reigns()).allMatch(reign -> reign.host() == active);
        assertThat(watch.since(fault).answers()).allMatch(answer -> answer.host() == active);
        hold("the active's clock jumped by " + seconds + " s");

        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("and its NameNode was killed");
    }
}
