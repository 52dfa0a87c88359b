// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults that take longer, or that differ from one of {@link FaultsIT} in one daemon only. */
@Tag("full")
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
class AllFaultsIT extends FaultTests {
    /** The health monitor's time-out of the rendered ha-tuning-site.xml is 10 s: shorter than this. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(60);

    private void isolate() throws Exception {
        lab.network().partition(active, other);
        lab.network().partition(active, 3);
    }

    /** Every host of JournalNodes and ZooKeeper, but for the one named. */
    private void killOnAllBut(Kind kind, int spared) throws Exception {
        for (int host = 1; host <= HostConf.HOSTS; host++) {
            if (host != spared) {
                lab.daemon(kind, host).kill9();
            }
        }
    }

    @Test
    void addressMoves_whenZkfcIsKilled() throws Exception {
        daemon(Kind.ZKFC).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("kill -9 of the ZKFC");
    }

    @Test
    void oldHostIsDark_whenKeepalivedsChildIsKilledBeforeItsParent() throws Exception {
        daemon(Kind.KEEPALIVED).kill9ChildrenFirst();
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("kill -9 of keepalived, child first, and NameNode");
    }

    @Test
    void addressReturns_whenOnlyKeepalivedsParentIsKilled() throws Exception {
        daemon(Kind.KEEPALIVED).kill9Alone();
        assertThat(lab.network().holds(active, HaLab.VIP))
                .as("its child took the address away before it ended")
                .isFalse();
        lab.awaitDark();
        daemon(Kind.KEEPALIVED).start();
        assertThat(lab.awaitHealthy()).as("it returns to the same host").isEqualTo(active);
        hold("kill -9 of keepalived's parent alone");
    }

    /** As a reload of nftables.service does. The active loads its gate with the next renewal, the other before it opens it. */
    @Test
    void gatesAreLoadedAgain_whenTheRulesAreFlushed() throws Exception {
        for (int host : List.of(active, other)) {
            lab.network().nft(host, "flush ruleset\n");
        }
        Await.until("the active's gate is loaded", () -> gated(active));
        assertThat(lab.awaitHealthy()).isEqualTo(active);
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        assertThat(gated(other)).isTrue();
        hold("nft flush ruleset, and kill -9 of the NameNode");
    }

    private boolean gated(int host) throws Exception {
        return lab.network()
                .run(host, "nft", "list", "ruleset")
                .output()
                .contains(lab.conf().plan(host).instances().get(0).nftTable());
    }

    @Test
    void addressMoves_whenNameNodeAndZkfcAndAgentAreKilled() throws Exception {
        daemon(Kind.AGENT).kill9();
        daemon(Kind.ZKFC).kill9();
        daemon(Kind.NAMENODE).kill9();
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("kill -9 of NameNode, ZKFC and agent");
    }

    @Test
    void addressMoves_whenAllDaemonsOfTheHostAreKilled() throws Exception {
        for (Daemon daemon : lab.daemons(active)) {
            daemon.kill9();
        }
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("kill -9 of everything on the host");
    }

    @Test
    void oneFailover_whenTheNameNodePausesForAMinute() throws Exception {
        daemon(Kind.NAMENODE).freeze();
        last(LONG_PAUSE);
        daemon(Kind.NAMENODE).thaw();
        Await.until(
                "the paused NameNode stepped down or ended",
                () -> !lab.role(active).equals("active"));
        hold("NameNode paused for 60 s");
        assertThat(lab.awaitHealthy()).as("no flap").isEqualTo(other);
    }

    @Test
    void nobodyIsPromoted_whileTheFenceDeviceIsDown() throws Exception {
        lab.fenceDevice(false);
        daemon(Kind.NAMENODE).kill9();
        lab.awaitDark();
        last(Duration.ofSeconds(20));
        lab.awaitRole(other, "standby");
        assertThat(lab.network().arpOwners(HaLab.CLIENT, HaLab.VIP)).isEmpty();
        lab.fenceDevice(true);
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("fence device down for 20 s, NameNode killed");
    }

    /** ZKFC alone stopped: its ZooKeeper session ends, the other is promoted; fencing makes the old one standby. */
    @ParameterizedTest
    @EnumSource(names = {"ZKFC", "AGENT", "KEEPALIVED"})
    void resumedDaemonDoesNoHarm_whenItWasStopped(Kind kind) throws Exception {
        daemon(kind).freeze();
        if (kind == Kind.ZKFC) {
            lab.awaitActive(other);
            lab.awaitAnswers(other);
        } else {
            lab.awaitDark();
        }
        daemon(kind).thaw();
        hold("SIGSTOP, then SIGCONT of " + kind);
    }

    @Test
    void addressMoves_whenTheHostIsCutOffZooKeeper() throws Exception {
        lab.network().dropOutput(active, "tcp dport 2181");
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("host cut off every ZooKeeper");
    }

    @Test
    void addressMoves_whenTheNameNodeIsCutOffTheJournals() throws Exception {
        lab.network().dropOutput(active, "tcp dport 8485");
        Await.until("the NameNode gave up", () -> !daemon(Kind.NAMENODE).alive());
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("NameNode cut off the JournalNodes");
    }

    @Test
    void oneAnswers_whenTheNameNodesDoNotHearEachOther() throws Exception {
        lab.network().partition(active, other);
        last(Duration.ofSeconds(20));
        hold("NameNode hosts cut off each other");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneAnswers_inAOneWayPartition(boolean speaks) throws Exception {
        for (int host : new int[] {other, 3}) {
            lab.network().drop(speaks ? host : active, speaks ? active : host, "");
        }
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("one-way partition: the active " + (speaks ? "speaks, hears nothing" : "hears, cannot speak"));
    }

    @Test
    void addressStays_whenTheClientIsCutOffTheActive() throws Exception {
        lab.network().partition(HaLab.CLIENT, active);
        last(Duration.ofSeconds(15));
        lab.network().heal();
        assertThat(lab.awaitHealthy()).isEqualTo(active);
        hold("client cut off the active");
    }

    @Test
    void addressIsHeldForTheGraceOnly_whenZooKeeperHasNoQuorum() throws Exception {
        killOnAllBut(Kind.ZOOKEEPER, other);
        lab.awaitDark();
        // No failover without an election.
        lab.awaitRole(active, "active");
        lab.awaitRole(other, "standby");
        hold("ZooKeeper without a quorum");
    }

    @Test
    void addressIsDark_whenTheJournalsHaveNoQuorum() throws Exception {
        killOnAllBut(Kind.JOURNALNODE, active);
        Await.until("the NameNode gave up", () -> !daemon(Kind.NAMENODE).alive());
        lab.awaitDark();
        hold("JournalNodes without a quorum");
    }

    @Test
    void addressMoves_whenTheEditsDiskIsFull() throws Exception {
        lab.fill(lab.conf().edits(active));
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("edits disk full");
    }

    @Test
    void addressMoves_whenTheInterfaceGoesDown() throws Exception {
        lab.network().link(active, false);
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        hold("network interface down");
    }

    @Test
    void oneAnswers_whenTheInterfaceFlaps() throws Exception {
        for (int i = 0; i < 8; i++) {
            lab.network().link(active, i % 2 == 1);
            last(Duration.ofMillis(1500));
        }
        hold("network interface down and up four times");
    }

    /** Stopped with its host's network gone, as a paused virtual machine is; its kernel's clock goes on here. */
    @Test
    void resumedHostIsDark_whenTheMachineWasPaused() throws Exception {
        lab.network().cable(active, false);
        for (Daemon daemon : lab.daemons(active)) {
            daemon.freeze();
        }
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        last(LONG_PAUSE);
        lab.network().cable(active, true);
        for (Daemon daemon : lab.daemons(active)) {
            daemon.thaw();
        }
        Await.until(
                "the old active stepped down or ended", () -> !lab.role(active).equals("active"));
        hold("machine paused for 60 s");
    }

    @Test
    void addressReturns_whenTheInterfaceIsMadeAnew() throws Exception {
        lab.network().makeInterfaceAnew(active);
        Shell.Result status = reload(active);
        assertThat(status.exit()).as(status.output()).isEqualTo(1);
        assertThat(status.output()).contains("keepalived has no VRRP socket at " + HostConf.address(active));
        lab.awaitAnswers(lab.awaitHealthy());
        hold("network interface deleted and made anew");
    }

    /** keepalived watches the old directory for ever; the agent tells the new one. */
    @Test
    void addressReturns_whenTheRunDirectoryIsReplaced() throws Exception {
        Path run = lab.conf().run(active);
        Shell.ok(List.of("mv", run.toString(), run + ".old"));
        Shell.ok(List.of("install", "-d", "-o", "nobody", run.toString()));
        Shell.ok(List.of("rm", "-r", run + ".old"));
        lab.awaitDark();
        Shell.Result status = reload(active);
        assertThat(status.output()).contains("keepalived was told to take the address and does not");
        assertThat(lab.awaitHealthy()).as("HDFS did not notice").isEqualTo(active);
        hold("run directory replaced");
    }

    @Test
    void agentEnds_whenItCannotActForLong() throws Exception {
        Path run = lab.conf().run(active);
        Path elsewhere = Files.move(run, run.resolveSibling("elsewhere"));
        Await.until("the agent ended", () -> !daemon(Kind.AGENT).alive());
        assertThat(daemon(Kind.AGENT).log()).contains("IOException: cannot act: ");
        lab.awaitDark();
        Files.move(elsewhere, run);
        hold("run directory gone for longer than 10 s");
    }

    @Test
    void noAddressAtBoot_whenBothHostsLosePower() throws Exception {
        lab.powerOff(active);
        lab.powerOff(other);
        lab.awaitDark();
        lab.powerOn(active);
        lab.powerOn(other);
        hold("power loss of both NameNode hosts");
    }

    /** As the name says: the old active is cut off from its election but lives; nothing ends it before its next write. */
    @Test
    void isolatedHostIsDark_whenItIsIdleInASilentPartition() throws Exception {
        isolate();
        lab.network().dropOutput(HaLab.CLIENT, "ip daddr " + HostConf.address(active) + " tcp dport 8020");
        lab.awaitActive(other);
        lab.awaitAnswers(other);
        last(Duration.ofSeconds(10));
        hold("silent partition, nobody writes to the isolated NameNode");
    }
}
