// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Faults of the active's host, one after the other in one lab; after each the four promises are held against what was
 * seen. {@link AllFaultsIT} has the rest.
 */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
class FaultsIT extends FaultTests {
    @Test
    void addressFollows_whenTheNameNodeIsKilled() throws Exception {
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        hold("kill -9 of the NameNode");
    }

    @Test
    void addressIsDark_whileTheAgentIsDead() throws Exception {
        daemon(Kind.AGENT).kill9();
        lab.awaitDark();
        // HDFS does not notice.
        lab.awaitRole(active, "active");
        daemon(Kind.AGENT).start();
        assertThat(lab.awaitHealthy()).as("it returns to the same host").isEqualTo(active);
        hold("kill -9 of the agent");
    }

    /** Sooner than the agent misses its checks: keepalived forgets that the node is eligible, the agent must say it again. */
    @Test
    void addressReturns_whenKeepalivedIsRestartedAtOnce() throws Exception {
        daemon(Kind.KEEPALIVED).terminate();
        daemon(Kind.KEEPALIVED).start();
        assertThat(lab.awaitHealthy()).as("it returns to the same host").isEqualTo(active);
        hold("restart of keepalived");
    }

    /** As in a collection: what is not answered in time lets the lease run on, so keepalived never gives the address up. */
    @Test
    void addressStays_whenTheNameNodePausesForAMoment() throws Exception {
        long faults = faults();
        daemon(Kind.NAMENODE).freeze();
        last(Duration.ofMillis(1500));
        daemon(Kind.NAMENODE).thaw();
        assertThat(lab.awaitHealthy()).isEqualTo(active);
        hold("NameNode paused for 1.5 s");
        assertThat(faults()).as("keepalived's faults").isEqualTo(faults);
    }

    private long faults() throws Exception {
        return lab.network()
                .keepalivedLog(active)
                .lines()
                .filter(line -> line.contains("Entering FAULT STATE"))
                .count();
    }

    @Test
    void oldHostIsDark_whenKeepalivedIsKilledBeforeTheNameNode() throws Exception {
        daemon(Kind.KEEPALIVED).kill9();
        assertThat(lab.network().holds(active, HaLab.VIP))
                .as("keepalived left the address behind")
                .isTrue();
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("kill -9 of keepalived, parent first, and NameNode");
    }

    @Test
    void resumedHostIsDark_whenAllOfItsDaemonsWereStopped() throws Exception {
        List<Kind> frozen = List.of(Kind.KEEPALIVED, Kind.AGENT, Kind.ZKFC, Kind.NAMENODE);
        for (Kind kind : frozen) {
            daemon(kind).freeze();
        }
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        for (Kind kind : frozen) {
            daemon(kind).thaw();
        }
        Await.until(
                "the old active stepped down or ended", () -> !lab.role(active).equals("active"));
        hold("SIGSTOP of all of the host, then SIGCONT");
    }

    /** On the standby, where nobody else would see it before the failover. */
    @Test
    void deafKeepalivedIsReloaded_whenItStartedBeforeItsAddressWasThere() throws Exception {
        Daemon keepalived = lab.daemon(Kind.KEEPALIVED, other);
        keepalived.kill9();
        lab.network().address(other, false);
        keepalived.start();
        Await.until(
                "it cannot bind",
                () -> lab.network().keepalivedLog(other).contains("bind unicast_src " + HostConf.address(other)));
        lab.network().address(other, true);
        Shell.Result status = reload(other);
        assertThat(status.exit()).as(status.output()).isEqualTo(1);
        assertThat(status.output()).contains("keepalived has no VRRP socket at " + HostConf.address(other));
        Await.until(
                "status has nothing to say any more",
                () -> lab.howdah(other, "status").exit() == 0);
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("keepalived started without its address, and kill -9 of the NameNode");
    }

    @Test
    void isolatedHostIsDark_inASilentPartition() throws Exception {
        lab.network().partition(active, other);
        lab.network().partition(active, 3);
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        // It gives up only when the journals have not taken an edit for 20 s.
        Await.until("the isolated NameNode ended", () -> !daemon(Kind.NAMENODE).alive());
        hold("silent partition: the host from all but clients");
    }

    @Test
    void addressStays_whenOnlyVrrpIsCut() throws Exception {
        lab.network().drop(active, other, "ip protocol 112");
        lab.network().drop(other, active, "ip protocol 112");
        last(Duration.ofSeconds(5));
        lab.awaitAnswers(active);
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("VRRP cut, then kill -9 of the NameNode");
    }

    @Test
    void addressMoves_whenTheHostLosesPower() throws Exception {
        lab.powerOff(active);
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        lab.powerOn(active);
        hold("power loss of the host");
    }

    @Test
    void addressIsDark_whileTheRunDirectoryIsFull() throws Exception {
        lab.fill(lab.conf().run(active));
        daemon(Kind.AGENT).kill9();
        daemon(Kind.AGENT).start();
        lab.awaitDark();
        lab.unfill(lab.conf().run(active));
        hold("run directory full while the agent restarts");
    }

    @Test
    void operatorMovesTheAddress_withADrill() throws Exception {
        Shell.Result drill = lab.howdah(HaLab.CLIENT, "drill", "--yes");
        System.out.print(drill.output());
        assertThat(drill.exit()).as(drill.output()).isZero();
        assertThat(drill.output())
                .contains("failover of ns1 from nn" + active + " to nn" + other)
                .contains("nn" + other + " is active")
                .contains(HaLab.VIP + " answers");
        lab.awaitAnswers(other);
        hold("drill");
    }

    @Test
    void operatorKeepsTheAddressAway_withMaintenanceAndRelease() throws Exception {
        Shell.Result status = lab.howdah(active, "status");
        assertThat(status.exit()).as(status.output()).isZero();
        assertThat(status.output()).contains("answers here, nn" + active + " is active and the lock names nn" + active);

        assertThat(lab.howdah(active, "maintenance", "on", "--reason", "new disks")
                        .exit())
                .isZero();
        lab.awaitDark();
        status = lab.howdah(active, "status");
        assertThat(status.output()).contains("not here: maintenance: new disks");
        assertThat(lab.howdah(active, "maintenance", "off").exit()).isZero();
        lab.awaitAnswers(active);

        // For longer than it takes on a busy machine until somebody looks.
        assertThat(lab.howdah(active, "release", "--service", "hdfs", "--seconds", "20")
                        .exit())
                .isZero();
        lab.awaitDark();
        lab.awaitAnswers(active);
        hold("maintenance and release");
    }
}
