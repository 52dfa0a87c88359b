// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whether this node may answer for the address: its own daemon says "active", the election's lock names it, both answers
 * are young enough, keepalived lives and the operator does not mind. Whatever is unknown makes the node ineligible, with
 * the reason. Pure.
 *
 * <p>One exception, for a limited time ({@link Timing#zooKeeperGrace}): while ZooKeeper is silent, a node that was
 * eligible stays so as long as its daemon says "active" <em>and</em> a quorum of JournalNodes keeps taking its edits.
 * JournalNodes refuse a writer of an older epoch (HDFS-3077), so no other NameNode can have been promoted before that
 * moment.
 *
 * @param reason one line for a person
 * @param untilNanos of the monotonic clock: until when a lease may live, L after the older of the two proofs; meaningless
 *     when not eligible
 * @param stale not eligible only because a proof is too old to renew the lease, while nothing contradicts it: the lease
 *     may run out, which it does L after the proof
 */
public record Eligibility(boolean eligible, String reason, long untilNanos, boolean stale) {

    public Eligibility(boolean eligible, String reason, long untilNanos) {
        this(eligible, reason, untilNanos, false);
    }

    /** @param nowNanos of the evidence's clock */
    public static Eligibility decide(Evidence evidence, Timing timing, long nowNanos) {
        if (evidence.hold().isPresent()) {
            return no(evidence.hold().get());
        }
        if (evidence.roleAskedNanos().isEmpty()) {
            return no(evidence.localId() + ": " + evidence.roleReason());
        }
        if (evidence.role() != Role.ACTIVE) {
            return no(evidence.localId() + ": " + evidence.roleReason());
        }
        long roleAsked = evidence.roleAskedNanos().getAsLong();
        LockView lock = evidence.lock();
        switch (lock.state()) {
            case UNREAD -> {
                return no("ZooKeeper: " + evidence.lockTrouble().orElse(lock.detail()));
            }
            case FREE, UNREADABLE -> {
                return no(lock.detail());
            }
            case HELD -> {
                if (!lock.holder().orElseThrow().equals(evidence.localId())) {
                    return no(evidence.localId() + " says active, but " + lock.detail());
                }
            }
        }
        OptionalLong heartbeat = evidence.heartbeatNanos();
        if (heartbeat.isEmpty()) {
            return no("keepalived has not run its check yet");
        }
        if (stale(heartbeat.getAsLong(), timing.keepalivedSilence(), nowNanos)) {
            return no("keepalived ran its check last "
                    + tooOld(heartbeat.getAsLong(), timing.keepalivedSilence(), nowNanos));
        }
        // Last, as everything before contradicts.
        if (stale(roleAsked, timing.fresh(), nowNanos)) {
            return tooLate(evidence.localId() + " said active, " + tooOld(roleAsked, timing.fresh(), nowNanos));
        }
        if (stale(lock.askedNanos(), timing.fresh(), nowNanos)) {
            return withoutZooKeeper(evidence, timing, nowNanos);
        }
        long proven = Math.min(roleAsked - nowNanos, lock.askedNanos() - nowNanos) + nowNanos;
        return yes(evidence.localId() + " is active and " + lock.detail(), proven, timing);
    }

    private static Eligibility withoutZooKeeper(Evidence evidence, Timing timing, long nowNanos) {
        long lockAsked = evidence.lock().askedNanos();
        String silent = "ZooKeeper: " + evidence.lockTrouble().orElse("no answer") + " for "
                + Duration.ofNanos(nowNanos - lockAsked).toMillis() + " ms";
        if (stale(lockAsked, timing.zooKeeperGrace(), nowNanos)) {
            return tooLate(silent + ", the limit is "
                    + Math.max(
                            timing.fresh().toMillis(), timing.zooKeeperGrace().toMillis()) + " ms");
        }
        OptionalLong journal = evidence.journalNanos();
        if (journal.isEmpty() || stale(journal.getAsLong(), timing.fresh(), nowNanos)) {
            return tooLate(silent + ", and no quorum of JournalNodes took an edit for "
                    + timing.fresh().toMillis() + " ms");
        }
        long proven =
                Math.min(evidence.roleAskedNanos().getAsLong() - nowNanos, journal.getAsLong() - nowNanos) + nowNanos;
        return yes(silent + "; held, as the JournalNodes take the edits of " + evidence.localId(), proven, timing);
    }

    private static Eligibility yes(String reason, long provenNanos, Timing timing) {
        return new Eligibility(true, reason, provenNanos + timing.lease().toNanos());
    }

    private static Eligibility tooLate(String reason) {
        return new Eligibility(false, reason, 0, true);
    }

    private static Eligibility no(String reason) {
        return new Eligibility(false, reason, 0);
    }

    private static boolean stale(long sinceNanos, Duration limit, long nowNanos) {
        return nowNanos - sinceNanos > limit.toNanos();
    }

    private static String tooOld(long sinceNanos, Duration limit, long nowNanos) {
        return Duration.ofNanos(nowNanos - sinceNanos).toMillis() + " ms ago, the limit is " + limit.toMillis() + " ms";
    }
}
