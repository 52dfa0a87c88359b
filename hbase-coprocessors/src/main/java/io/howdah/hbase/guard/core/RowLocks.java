// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Waits for these rows. */
    public Held lock(Collection<byte[]> rows) {
        TreeSet<ByteBuffer> keys = new TreeSet<>();
        rows.forEach(row -> keys.add(ByteBuffer.wrap(row)));
        List<ByteBuffer> held = new ArrayList<>(keys);
        for (ByteBuffer key : held) {
            entries.compute(key, (k, there) -> {
                        Entry entry = there == null ? new Entry() : there;
                        entry.users++;
                        return entry;
                    })
                    .lock
                    .lock();
        }
        return () -> held.forEach(this::unlock);
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
