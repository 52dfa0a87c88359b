// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.util.Random;

/** Pauses that double up to a limit, each with a random half, so that servers do not come back all at once. Not thread-safe. */
public final class Backoff {
    private final long first;
    private final long most;
    private final Random random;
    private int failures;

    /**
     * @param first pause after the first failure, milliseconds, at least 1
     * @param most longest pause, milliseconds, at least {@code first}
     */
    public Backoff(long first, long most, Random random) {
        if (first < 1 || most < first) {
            throw new IllegalArgumentException("pauses from " + first + " to " + most + " ms: 1 <= first <= most");
        }
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /** The next pause in milliseconds: between half of min(most, first * 2^failures) and all of it. */
    public long next() {
        long pause = failures >= 40 ? most : Math.min(most, first << Math.min(failures, 20));
        failures++;
        return pause - (long) (random.nextDouble() * (pause / 2));
    }

    /** Failures since the last success. */
    public int failures() {
        return failures;
    }

    /** After a success. */
    public void reset() {
        failures = 0;
    }
}
