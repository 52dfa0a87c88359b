// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Polls for a condition with a deadline on the monotonic clock. Thread-safe. */
public final class Await {
    private static final long PAUSE_MILLIS = 20;
    private static final Duration PATIENT = Duration.ofMinutes(5);

    private Await() {}

    /**
     * Waits for as long as a loaded machine may need: five minutes.
     *
     * @param what the condition in words
     * @throws StackException when the deadline passes
     */
    public static void until(String what, Callable<Boolean> condition) {
        until(PATIENT, condition, () -> "not yet: " + what);
    }

    /**
     * Returns as soon as the condition holds; an exception of the condition counts as "not yet" and becomes the cause.
     *
     * @throws StackException when the deadline passes; the message is made then
     */
    public static void until(Duration atMost, Callable<Boolean> condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (StackException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StackException(otherwise.get() + " (waited " + atMost.toSeconds() + " s)", last);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackException("interrupted: " + otherwise.get(), e);
            }
        }
    }
}
