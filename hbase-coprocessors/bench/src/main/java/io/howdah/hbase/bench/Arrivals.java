// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When each row of one phase arrived at the other end, first time only. Whatever receives rows in this process tells
 * {@link #mark}; the other end may be a class that HBase makes, hence the static. Thread-safe.
 */
final class Arrivals {
    private static final long DEADLINE_MINUTES = 10;
    private static volatile Arrivals now = new Arrivals("", 0);

    private final String prefix;
    private final CountDownLatch missing;
    private final Map<String, Long> nanos = new ConcurrentHashMap<>();

    private Arrivals(String prefix, int count) {
        this.prefix = prefix;
        this.missing = new CountDownLatch(count);
    }

    /** From now on rows of this prefix count, until there are as many different ones. */
    static Arrivals expect(String prefix, int count) {
        now = new Arrivals(prefix, count);
        return now;
    }

    static void mark(String row) {
        Arrivals arrivals = now;
        if (row.startsWith(arrivals.prefix) && arrivals.nanos.putIfAbsent(row, System.nanoTime()) == null) {
            arrivals.missing.countDown();
        }
    }

    /** Waits for the last one; {@return when it arrived, by {@link System#nanoTime}} */
    long last() throws InterruptedException {
        if (!missing.await(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(prefix + ": " + missing.getCount() + " rows did not arrive within "
                    + DEADLINE_MINUTES + " minutes");
        }
        return nanos.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    long at(String row) {
        return nanos.get(row);
    }
}
