// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Records on their way to a log: a bounded queue and one thread that empties it. The writer chooses for each record what a
 * full queue means: lose the record and count it, or wait and, when there is no room in time, not write. Thread-safe.
 */
public final class AuditTrail implements AutoCloseable {
    private final BlockingQueue<String> queue;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread drain;

    /**
     * @param capacity records held at most
     * @param log takes one record; what it throws, an error too, loses that record, counted
     */
    public AuditTrail(int capacity, Consumer<String> log) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.drain = new Thread(() -> drain(log), "howdah-guard-audit");
        drain.setDaemon(true);
        drain.start();
    }

    private void drain(Consumer<String> log) {
        try {
            while (true) {
                String next = queue.take();
                try {
                    log.accept(next);
                } catch (RuntimeException | Error e) {
                    // Also an Error: without this thread no record is logged any more, and with "block" nothing is
                    // written.
                    failed.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /**
     * Records if there is room.
     *
     * @return false when the record was dropped
     */
    public boolean offer(String record) {
        boolean taken = queue.offer(record);
        if (!taken) {
            dropped.incrementAndGet();
        }
        return taken;
    }

    /**
     * Records, and waits for room if there is none.
     *
     * @return false when there was no room in time: the write must not happen
     */
    public boolean put(String record, long waitMillis) throws InterruptedException {
        return queue.offer(record, waitMillis, TimeUnit.MILLISECONDS);
    }

    /** Records lost because the queue was full. */
    public long dropped() {
        return dropped.get();
    }

    /** Records lost because the log threw. */
    public long failed() {
        return failed.get();
    }

    /** Records waiting. */
    public int waiting() {
        return queue.size();
    }

    /** Ends the thread; what waits is lost. */
    @Override
    public void close() {
        drain.interrupt();
    }
}
