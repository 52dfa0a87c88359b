// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * Times this node's turns: since when the decision stands, and how long the address took to answer here after the lock
 * became this node's. Not thread-safe.
 */
final class TurnClock {
    private boolean ours;
    private boolean known;
    private boolean waiting;
    private long wonNanos;
    private boolean eligible;
    private long sinceNanos = System.nanoTime();
    private Optional<Duration> lastTakeover = Optional.empty();
    private long takeovers;

    /**
     * @param lockIsOurs what ZooKeeper said last
     * @param eligibleNow the decision
     * @param answering whether the kernel answers for the address here
     */
    void observe(boolean lockIsOurs, boolean eligibleNow, boolean answering, long nowNanos) {
        if (lockIsOurs && !ours && known) {
            wonNanos = nowNanos;
            waiting = true;
        }
        if (!lockIsOurs) {
            waiting = false;
        }
        ours = lockIsOurs;
        known = true;
        if (waiting && answering) {
            lastTakeover = Optional.of(Duration.ofNanos(nowNanos - wonNanos));
            takeovers++;
            waiting = false;
        }
        if (eligibleNow != eligible) {
            eligible = eligibleNow;
            sinceNanos = nowNanos;
        }
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** From winning the lock to answering for the address. */
    Optional<Duration> lastTakeover() {
        return lastTakeover;
    }

    long takeovers() {
        return takeovers;
    }
}
