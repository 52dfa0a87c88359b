// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Until when one question may take, with everything that is asked for it. On the monotonic clock.
 *
 * @param whole from the question's beginning
 */
record Deadline(Duration whole, long endNanos) {
    static Deadline in(Duration whole) {
        return new Deadline(whole, System.nanoTime() + whole.toNanos());
    }

    /** 0 when it has passed. */
    long leftNanos() {
        return Math.max(0, endNanos - System.nanoTime());
    }

    /**
     * For a socket, to which 0 would mean for ever.
     *
     * @return 1 or more
     * @throws SocketTimeoutException when it has passed
     */
    int leftMillis() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(leftNanos());
        if (left == 0) {
            throw new SocketTimeoutException(whole.toMillis() + " ms");
        }
        return (int) left;
    }
}
