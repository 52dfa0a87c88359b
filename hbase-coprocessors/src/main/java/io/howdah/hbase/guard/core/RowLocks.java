// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Exclusive locks for rows. HBase takes the row locks of plain puts shared, so two puts to one row run side by side, and each
 * could find room for itself in a row that has room for one. All rows of a batch are locked in the order of keys, so two
 * batches never wait for each other. Thread-safe.
 */
public final class RowLocks {
    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** Rows that are locked or waited for. */
    private final ConcurrentHashMap<ByteBuffer, Entry> entries = new ConcurrentHashMap<>();

    /** Held until closed, by the thread that took it. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for these rows.
     *
     * @param waitMillis how long at most, for all of them together, in milliseconds
     * @return null when one of them was not free in time: then none is locked
     * @throws InterruptedException when interrupted while waiting: none is locked
     */
    public Held lock(Collection<byte[]> rows, long waitMillis) throws InterruptedException {
        TreeSet<ByteBuffer> keys = new TreeSet<>();
        rows.forEach(row -> keys.add(ByteBuffer.wrap(row)));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        List<ByteBuffer> locked = new ArrayList<>(keys.size());
        Held held = () -> locked.forEach(this::unlock);
        boolean all = false;
        try {
            for (ByteBuffer key : keys) {
                if (!lock(key, end - System.nanoTime())) {
                    return null;
                }
                locked.add(key);
            }
            all = true;
            return held;
        } finally {
            if (!all) {
                held.close();
            }
        }
    }

    private boolean lock(ByteBuffer key, long waitNanos) throws InterruptedException {
        Entry entry = entries.compute(key, (k, there) -> {
            Entry used = there == null ? new Entry() : there;
            used.users++;
            return used;
        });
        boolean locked = false;
        try {
            locked = entry.lock.tryLock(waitNanos, TimeUnit.NANOSECONDS);
            return locked;
        } finally {
            if (!locked) {
                leave(key);
            }
        }
    }

    private void leave(ByteBuffer key) {
        entries.computeIfPresent(key, (k, entry) -> --entry.users == 0 ? null : entry);
    }

    private void unlock(ByteBuffer key) {
        entries.computeIfPresent(key, (k, entry) -> {
            entry.lock.unlock();
            return --entry.users == 0 ? null : entry;
        });
    }

    /** Rows that are locked or waited for now. */
    int size() {
        return entries.size();
    }
}
