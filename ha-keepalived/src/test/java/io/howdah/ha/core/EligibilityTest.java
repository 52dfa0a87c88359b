// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EligibilityTest {
    /** Near the wrap-around of the clock: only differences may be used. */
    private static final long NOW = Long.MAX_VALUE - 1_000;

    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(15));

    @Test
    void node_isEligible_whenItsDaemonAndTheLockAgree() {
        Eligibility eligibility = decide(good());

        assertThat(eligibility.eligible()).isTrue();
        assertThat(eligibility.reason()).isEqualTo("nn1 is active and the lock names nn1");
        assertThat(eligibility.untilNanos() - NOW)
                .as("three seconds after the older proof, which is 300 ms old")
                .isEqualTo(2_700_000_000L);
    }

    @Test
    void node_isIneligibleWithAReason_whenAnythingIsMissing() {
        no(with(good(), Role.STANDBY, "standby"), "nn1: standby");
        no(with(good(), Role.UNKNOWN, "no answer in time"), "nn1: no answer in time");
        no(good(LockView.held("nn2", ago(100))), "nn1 says active, but the lock names nn2");
        no(good(LockView.free(ago(100))), "nobody holds the election's lock");
        no(good(LockView.unreadable("hidden", ago(100))), "hidden");
        no(good(LockView.unread("not asked yet")), "ZooKeeper: not asked yet");
        tooLate(
                evidence(2_001, OptionalLong.of(ago(1)), Optional.empty()),
                "nn1 said active, 2001 ms ago, the limit is 2000 ms");
        no(evidence(1, OptionalLong.empty(), Optional.empty()), "keepalived has not run its check yet");
        no(
                evidence(1, OptionalLong.of(ago(3_001)), Optional.empty()),
                "keepalived ran its check last 3001 ms ago, the limit is 3000 ms");
        no(evidence(1, OptionalLong.of(ago(1)), Optional.of("maintenance: new disks")), "maintenance: new disks");
    }

    @Test
    void address_isHeld_whileZooKeeperIsSilentAndTheJournalsTakeEdits() {
        Eligibility held = decide(silent(5_000, OptionalLong.of(ago(800))));

        assertThat(held.eligible()).as(held.reason()).isTrue();
        assertThat(held.reason())
                .isEqualTo("ZooKeeper: zk1:2181 is gone for 5000 ms; held, as the JournalNodes take the edits of nn1");
        assertThat(held.untilNanos() - NOW).isEqualTo(2_200_000_000L);
    }

    @Test
    void address_isDropped_whenTheGraceIsOverOrNoEditPasses() {
        tooLate(
                silent(15_001, OptionalLong.of(ago(10))),
                "ZooKeeper: zk1:2181 is gone for 15001 ms, the limit is 15000 ms");
        tooLate(
                silent(5_000, OptionalLong.of(ago(2_001))),
                "ZooKeeper: zk1:2181 is gone for 5000 ms, and no quorum of JournalNodes took an edit for 2000 ms");
        tooLate(
                silent(5_000, OptionalLong.empty()),
                "ZooKeeper: zk1:2181 is gone for 5000 ms, and no quorum of JournalNodes took an edit for 2000 ms");
        Timing strict = new Timing(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ZERO);
        assertThat(Eligibility.decide(silent(2_001, OptionalLong.of(ago(10))), strict, NOW)
                        .eligible())
                .isFalse();
    }

    @Test
    void contradiction_counts_howeverOldTheOtherProofsAre() {
        Evidence old = evidence(2_500, OptionalLong.of(ago(1)), Optional.empty());
        no(with(old, Role.UNKNOWN, "EOFException"), "nn1: EOFException");
        no(
                new Evidence(
                        "nn1",
                        Role.ACTIVE,
                        "active",
                        OptionalLong.of(ago(2_500)),
                        LockView.held("nn2", ago(2_500)),
                        Optional.of("silent"),
                        OptionalLong.empty(),
                        OptionalLong.of(ago(100)),
                        Optional.empty()),
                "nn1 says active, but the lock names nn2");
        no(evidence(2_500, OptionalLong.of(ago(1)), Optional.of("maintenance")), "maintenance");
        no(
                evidence(2_500, OptionalLong.of(ago(3_001)), Optional.empty()),
                "keepalived ran its check last 3001 ms ago, the limit is 3000 ms");
    }

    @Test
    void lease_endsBeforeTheProofIsOlderThanL_whateverIsKnown() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int yes = 0;
        for (int run = 0; run < 200_000; run++) {
            Evidence evidence = random(random);
            Eligibility eligibility = Eligibility.decide(evidence, TIMING, NOW);
            if (!eligibility.eligible()) {
                assertThat(eligibility.reason()).as("seed %d", seed).isNotBlank();
                continue;
            }
            yes++;
            String what = "seed " + seed + " " + evidence;
            assertThat(evidence.role()).as(what).isEqualTo(Role.ACTIVE);
            assertThat(evidence.lock().holder()).as(what).contains("nn1");
            assertThat(evidence.hold()).as(what).isEmpty();
            long roleAge = NOW - evidence.roleAskedNanos().orElseThrow();
            long left = eligibility.untilNanos() - NOW;
            assertThat(left + roleAge)
                    .as(what)
                    .isLessThanOrEqualTo(TIMING.lease().toNanos());
            assertThat(left).as(what).isPositive();
            long lockAge = NOW - evidence.lock().askedNanos();
            if (lockAge > TIMING.fresh().toNanos()) {
                assertThat(lockAge)
                        .as(what)
                        .isLessThanOrEqualTo(TIMING.zooKeeperGrace().toNanos());
                assertThat(NOW - evidence.journalNanos().orElseThrow() + left)
                        .as(what)
                        .isLessThanOrEqualTo(TIMING.lease().toNanos());
            } else {
                assertThat(left + lockAge)
                        .as(what)
                        .isLessThanOrEqualTo(TIMING.lease().toNanos());
            }
        }
        assertThat(yes).as("seed %d: the test must see both answers", seed).isBetween(1_000, 150_000);
    }

    private static Evidence random(Random random) {
        List<LockView> locks = new ArrayList<>(List.of(
                LockView.held("nn1", ago(random.nextInt(20_000))),
                LockView.held("nn1", ago(random.nextInt(2_500))),
                LockView.held("nn1", ago(random.nextInt(2_500))),
                LockView.held("nn2", ago(random.nextInt(2_500))),
                LockView.free(ago(random.nextInt(2_500))),
                LockView.unread("never")));
        Role[] roles = {Role.ACTIVE, Role.ACTIVE, Role.ACTIVE, Role.STANDBY, Role.UNKNOWN, Role.DOWN};
        return new Evidence(
                "nn1",
                roles[random.nextInt(roles.length)],
                "because",
                some(random, 2_500),
                locks.get(random.nextInt(locks.size())),
                random.nextBoolean() ? Optional.of("silent") : Optional.empty(),
                some(random, 2_500),
                some(random, 3_500),
                random.nextInt(10) == 0 ? Optional.of("maintenance") : Optional.empty());
    }

    private static OptionalLong some(Random random, int limitMillis) {
        return random.nextInt(10) == 0 ? OptionalLong.empty() : OptionalLong.of(ago(random.nextInt(limitMillis)));
    }

    private static Evidence good() {
        return good(LockView.held("nn1", ago(300)));
    }

    private static Evidence good(LockView lock) {
        return new Evidence(
                "nn1",
                Role.ACTIVE,
                "active",
                OptionalLong.of(ago(200)),
                lock,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.of(ago(900)),
                Optional.empty());
    }

    private static Evidence with(Evidence evidence, Role role, String reason) {
        return new Evidence(
                evidence.localId(),
                role,
                reason,
                evidence.roleAskedNanos(),
                evidence.lock(),
                evidence.lockTrouble(),
                evidence.journalNanos(),
                evidence.heartbeatNanos(),
                evidence.hold());
    }

    private static Evidence evidence(long roleAgeMillis, OptionalLong heartbeat, Optional<String> hold) {
        return new Evidence(
                "nn1",
                Role.ACTIVE,
                "active",
                OptionalLong.of(ago(roleAgeMillis)),
                LockView.held("nn1", ago(1)),
                Optional.empty(),
                OptionalLong.empty(),
                heartbeat,
                hold);
    }

    private static Evidence silent(long millis, OptionalLong journal) {
        return new Evidence(
                "nn1",
                Role.ACTIVE,
                "active",
                OptionalLong.of(ago(100)),
                LockView.held("nn1", ago(millis)),
                Optional.of("zk1:2181 is gone"),
                journal,
                OptionalLong.of(ago(100)),
                Optional.empty());
    }

    private static long ago(long millis) {
        return NOW - millis * 1_000_000;
    }

    private static Eligibility decide(Evidence evidence) {
        return Eligibility.decide(evidence, TIMING, NOW);
    }

    /** The lease may run out. */
    private static void tooLate(Evidence evidence, String reason) {
        assertThat(decide(evidence)).isEqualTo(new Eligibility(false, reason, 0, true));
    }

    /** The lease has to end now. */
    private static void no(Evidence evidence, String reason) {
        assertThat(decide(evidence)).isEqualTo(new Eligibility(false, reason, 0));
    }
}
