// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.lab.LabSpec.Addressing;
import io.howdah.minicluster.RequiresServers;
import org.junit.jupiter.api.Test;

/** The lab itself, with stock means only: what the fault tests stand on. */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
class HaLabIT {
    @Test
    void standbyTakesOver_whenTheActiveNameNodeIsKilled() throws Exception {
        long start = System.nanoTime();
        try (HaLab lab = new HaLab("HaLabIT", LabSpec.howdah().with(Addressing.PLAIN)).start();
                Watch watch = lab.watch()) {
            System.out.printf("lab up after %.1f s%n", (System.nanoTime() - start) / 1e9);
            int active = lab.awaitHealthy();
            long fault = Watch.now();
            lab.daemon(Kind.NAMENODE, active).kill9();
            HaLab.await(
                    "the other NameNode is active", () -> lab.role(3 - active).equals("active"));
            HaLab.await(
                    "the address moved",
                    () -> lab.network()
                            .arpOwners(HaLab.CLIENT, HaLab.VIP)
                            .contains(lab.network().mac(3 - active)));
            lab.daemon(Kind.NAMENODE, active).start();
            assertThat(lab.awaitHealthy()).isEqualTo(3 - active);
            watch.awaitWrite("vip", Watch.now());
            Watch.Verified verified = watch.verify();
            Observation seen = watch.observation();

            System.out.printf(
                    "vip outage %.1f s, logical outage %.1f s, address after active %s, exposures %s, answers every %.0f ms,"
                            + " %d reads too old, reigns %s, %d acknowledged%n",
                    seen.outageSeconds("vip", fault, Watch.now()),
                    seen.outageSeconds("logical", fault, Watch.now()),
                    seen.addressAfterActiveSeconds(fault),
                    seen.exposures(),
                    seen.medianAnswerIntervalMillis(),
                    seen.stale().size(),
                    seen.reigns(),
                    verified.acknowledged());
            assertThat(seen.epochViolations()).isEmpty();
            assertThat(verified.missing()).isEmpty();
        }
    }
}
