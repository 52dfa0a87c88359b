// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.LocalDaemon;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Asks the local daemon every interval, and the JournalNodes' progress while ZooKeeper is silent. One thread; the results
 * may be read by any.
 */
final class DaemonWatch implements AutoCloseable {

    /**
     * @param role what the daemon answered
     * @param askedNanos monotonic clock, before it was asked
     */
    record Answered(NodeRole role, long askedNanos) {}

    private final LocalDaemon daemon;
    private final Duration interval;
    private final BooleanSupplier journalWanted;
    private final Runnable changed;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile Optional<Answered> last = Optional.empty();
    private volatile OptionalLong journalNanos = OptionalLong.empty();
    private OptionalLong committed = OptionalLong.empty();
    private long committedAskedNanos;

    /**
     * @param journalWanted whether the JournalNodes' progress matters now: it costs a question to the web server
     * @param changed run by this class's thread after each answer
     */
    DaemonWatch(LocalDaemon daemon, Duration interval, BooleanSupplier journalWanted, Runnable changed) {
        this.daemon = daemon;
        this.interval = interval;
        this.journalWanted = journalWanted;
        this.changed = changed;
        this.thread = new Thread(this::run, "howdah-daemon-watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Optional<Answered> last() {
        return last;
    }

    /** When a majority of JournalNodes was last seen to take edits; empty while nobody wanted to know. */
    OptionalLong journalNanos() {
        return journalNanos;
    }

    /** Ask now, not at the end of the interval. */
    void hurry() {
        wake.release();
    }

    private void run() {
        try {
            while (!closed) {
                long asked = System.nanoTime();
                last = Optional.of(new Answered(daemon.ask(), asked));
                watchJournal();
                changed.run();
                if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchJournal() {
        if (!journalWanted.getAsBoolean() || last.orElseThrow().role().role() != Role.ACTIVE) {
            committed = OptionalLong.empty();
            journalNanos = OptionalLong.empty();
            return;
        }
        long asked = System.nanoTime();
        OptionalLong now = daemon.committedTransaction();
        if (committed.isPresent() && now.isPresent() && now.getAsLong() > committed.getAsLong()) {
            // Somewhere between the two questions: at the earlier one, to be safe.
            journalNanos = OptionalLong.of(committedAskedNanos);
        }
        committed = now;
        committedAskedNanos = asked;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        thread.interrupt();
        daemon.close();
    }
}
