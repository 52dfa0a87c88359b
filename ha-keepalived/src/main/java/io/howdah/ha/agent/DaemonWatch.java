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
     * @param role what the daemon answered, or why it does not
     * @param askedNanos monotonic clock, before it was asked
     */
    record Answered(NodeRole role, long askedNanos) {}

    private final LocalDaemon daemon;
    private final Duration interval;
    private final Duration memory;
    private final BooleanSupplier journalWanted;
    private final Runnable changed;
    private final Semaphore wake = new Semaphore(0);
    private final AskingThread thread;
    private volatile boolean closed;
    private volatile Optional<Answered> last = Optional.empty();
    private volatile OptionalLong journalNanos = OptionalLong.empty();
    private OptionalLong committed = OptionalLong.empty();
    private long committedAskedNanos;

    /**
     * @param memory for how long an answer stands when none follows
     * @param journalWanted whether the JournalNodes' progress matters now: it costs a question to the web server
     * @param changed run by this class's thread after each answer
     */
    DaemonWatch(
            LocalDaemon daemon, Duration interval, Duration memory, BooleanSupplier journalWanted, Runnable changed) {
        this.daemon = daemon;
        this.interval = interval;
        this.memory = memory;
        this.journalWanted = journalWanted;
        this.changed = changed;
        this.thread = new AskingThread("howdah-daemon-watch", this::run, changed);
    }

    void start() {
        thread.start();
    }

    /** @throws IllegalStateException when nobody asks any more */
    void check() {
        thread.check();
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

    private void run() throws InterruptedException {
        while (!closed) {
            long asked = System.nanoTime();
            hear(daemon.ask(), asked);
            watchJournal();
            changed.run();
            if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        }
    }

    /** Silence leaves the last answer as it is, growing old, until it could prove nothing any more. */
    private void hear(LocalDaemon.Heard heard, long asked) {
        boolean stands = last.isPresent() && System.nanoTime() - last.get().askedNanos() <= memory.toNanos();
        if (!heard.silent() || !stands) {
            last = Optional.of(new Answered(heard.role(), asked));
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
