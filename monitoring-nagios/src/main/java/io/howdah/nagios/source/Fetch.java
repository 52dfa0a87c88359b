// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import java.net.HttpURLConnection;
import java.util.function.LongSupplier;

/**
 * A deadline that several requests to one daemon share, and a way to end the request under way. Thread-safe.
 *
 * <p>A socket's own time-out is no deadline: it starts anew with each byte that arrives.
 */
public final class Fetch {
    private final LongSupplier nanoTime;
    private final long deadline;
    private HttpURLConnection connection;
    private boolean cancelled;

    /**
     * Starts the clock.
     *
     * @param nanoTime {@code System::nanoTime}, or a test's clock
     * @param nanos time from now
     */
    public Fetch(LongSupplier nanoTime, long nanos) {
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + nanos;
    }

    /** Milliseconds left: 0 when time is up or the fetch was cancelled, else at least 1. */
    public synchronized int millisLeft() {
        if (cancelled) {
            return 0;
        }
        long nanos = deadline - nanoTime.getAsLong();
        return nanos <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, Math.max(1, nanos / 1_000_000));
    }

    /** Ends the request under way, and every further one at its start. */
    public void cancel() {
        HttpURLConnection open;
        synchronized (this) {
            cancelled = true;
            open = connection;
        }
        if (open != null) {
            open.disconnect();
        }
    }

    synchronized boolean begin(HttpURLConnection next) {
        connection = next;
        return !cancelled;
    }
}
