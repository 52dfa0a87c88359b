// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;

/**
 * How old evidence may be, how long a lease lives, and what follows from it.
 *
 * @param fresh F: an answer older than this neither opens the gate nor renews a lease
 * @param lease L: so long the kernel answers for the address after the last renewal
 * @param keepalivedSilence keepalived counts as dead when its check has not run for so long
 * @param zooKeeperGrace how long an address is held while ZooKeeper is silent, the daemon says active and the
 *     JournalNodes take its edits; zero: not at all
 */
public record Timing(Duration fresh, Duration lease, Duration keepalivedSilence, Duration zooKeeperGrace) {
    /** keepalived runs the check once a second and one failure is enough. */
    public static final Duration CHECK = Duration.ofSeconds(1);

    /** A lease is renewed this often per lifetime: two renewals may fail. */
    private static final int RENEWALS = 3;

    /** Between two renewals. */
    public Duration renewal() {
        return lease.dividedBy(RENEWALS);
    }

    /**
     * G: how long the address may be answered by a node whose daemon is no longer the active, F + L + one run of the
     * check. Not counted: the agent stopped between its last look at the clock and the kernel's answer, or a virtual
     * machine that was paused; then it is at most L after the resume.
     */
    public Duration exposure() {
        return fresh.plus(lease).plus(CHECK);
    }
}
