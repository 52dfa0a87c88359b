// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory all calls of a region server may hold together. Thread-safe; a {@link Share} is not. */
public final class MemoryBudget {
    /** Shares grow by so many bytes at a time, so that calls seldom meet at the counter. */
    static final long STEP = 256 * 1_024;

    private final long total;
    private final AtomicLong held = new AtomicLong();

    /** @param total in bytes */
    public MemoryBudget(long total) {
        this.total = total;
    }

    /** What all calls hold now, in bytes. */
    public long held() {
        return held.get();
    }

    /** A share of one call; it holds nothing yet. */
    public Share share() {
        return new Share();
    }

    private boolean take(long bytes) {
        long now = held.get();
        while (now + bytes <= total) {
            if (held.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = held.get();
        }
        return false;
    }

    /** What one call holds; closing it gives all back. */
    public final class Share implements AutoCloseable {
        private long mine;

        private Share() {}

        /**
         * Sees to it that the share is at least so great.
         *
         * @return false: the budget does not have it, and the share is as great as before
         */
        public boolean holds(long bytes) {
            if (bytes <= mine) {
                return true;
            }
            long more = (bytes - mine + STEP - 1) / STEP * STEP;
            if (!take(more)) {
                return false;
            }
            mine += more;
            return true;
        }

        @Override
        public void close() {
            held.addAndGet(-mine);
            mine = 0;
        }
    }
}
