// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Switches a feature off after it has failed a number of times. Stays off until it is replaced: a feature that fails on the
 * scheduling path is not tried again behind the operator's back. Thread-safe.
 */
public final class FailureBreaker {

    private final int allowed;
    private final AtomicInteger failures = new AtomicInteger();

    /**
     * @param allowed the failure that opens the breaker, 1 or more
     */
    public FailureBreaker(int allowed) {
        if (allowed < 1) {
            throw new IllegalArgumentException("allowed failures is " + allowed + ": must be 1 or more");
        }
        this.allowed = allowed;
    }

    /**
     * Counts a failure.
     *
     * @return the number of failures so far, this one included
     */
    public int failed() {
        return failures.incrementAndGet();
    }

    /** Whether the feature is off. */
    public boolean open() {
        return failures.get() >= allowed;
    }

    /** How many failures open the breaker. */
    public int allowed() {
        return allowed;
    }
}
