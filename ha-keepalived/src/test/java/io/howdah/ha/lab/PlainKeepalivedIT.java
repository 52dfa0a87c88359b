// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.lab.LabSpec.Addressing;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * keepalived with a track script that asks {@code /isActive}, and nothing of ours: the same lab, the same observer. It
 * follows the active through a plain failover and breaks P2 where {@link FaultsIT} holds it; so the observer can fail.
 */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlainKeepalivedIT {
    private static HaLab lab;
    private static Watch watch;

    @BeforeAll
    static void start() throws Exception {
        // An isolated NameNode gives up after 20 s, of which a slow takeover by the other would leave too few to see.
        Map<String, String> stubborn = Map.of("dfs.qjournal.write-txns.timeout.ms", "60000");
        lab = new HaLab(
                        "PlainKeepalivedIT",
                        LabSpec.howdah().with(Addressing.PLAIN).with(stubborn))
                .start();
        watch = lab.watch();
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    @Order(1)
    void addressFollows_whenTheActiveNameNodeIsKilled() throws Exception {
        int active = lab.awaitHealthy();
        Watch.Mark fault = watch.mark();
        lab.daemon(Kind.NAMENODE, active).kill9();
        lab.awaitActive(3 - active);
        lab.daemon(Kind.NAMENODE, active).start();
        assertThat(lab.awaitHealthy()).isEqualTo(3 - active);

        new Promises(watch, "vip").measure("plain: NameNode killed", fault);
    }

    /** The election cuts the old active off; it hears nothing of it, and neither does its keepalived. */
    @Test
    @Order(2)
    void bothAnswer_inASilentPartition() throws Exception {
        int active = lab.awaitHealthy();
        Watch.Mark fault = watch.mark();
        lab.network().partition(active, 3 - active);
        lab.network().partition(active, 3);
        lab.awaitActive(3 - active);
        Await.until(
                "the new active answers",
                () -> lab.network()
                        .arpOwners(HaLab.CLIENT, HaLab.VIP)
                        .contains(lab.network().mac(3 - active)));
        // Until the old active has to write to the journals and gives up; without writes for ever.
        Await.until(
                "the observer has seen the old one answer, too, for longer than ours ever may",
                () -> watch.since(fault).exposures().stream()
                        .anyMatch(exposure -> exposure.host() == active && exposure.seconds() > FaultTests.BOUND));
        lab.network().heal();
        lab.repair();
        lab.awaitRecovered();

        Promises.Cost cost = new Promises(watch, "vip").measure("plain: silent partition", fault);
        assertThat(cost.exposure()).as("the observer sees P2 broken").isGreaterThan(FaultTests.BOUND);
    }

    @Test
    @Order(3)
    void bothAnswer_whenKeepalivedIsKilledBeforeTheNameNode() throws Exception {
        int active = lab.awaitHealthy();
        Watch.Mark fault = watch.mark();
        lab.daemon(Kind.KEEPALIVED, active).kill9();
        lab.daemon(Kind.NAMENODE, active).kill9();
        lab.awaitActive(3 - active);
        Await.until(
                "the old host has answered for longer than ours ever may",
                () -> watch.since(fault).longestExposureSeconds() > 2 * FaultTests.BOUND);
        lab.repair();
        lab.awaitRecovered();

        new Promises(watch, "vip").measure("plain: keepalived, then NameNode killed", fault);
    }
}
