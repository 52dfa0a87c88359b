// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Polls for a condition with a deadline on the monotonic clock. An exception of what is asked counts as "not yet" and
 * becomes the cause when the deadline passes. Thread-safe.
 */
public final class Await {
    private static final long PAUSE_MILLIS = 20;
    /** As long as a loaded machine may need. */
    private static final Duration PATIENT = Duration.ofMinutes(5);

    private Await() {}

    /**
     * Returns as soon as the condition holds; waits for five minutes at most.
     *
     * @param what the condition in words
     * @throws StackException when the deadline passes
     */
    public static void until(String what, Callable<Boolean> condition) {
        until(PATIENT, condition, () -> "not yet: " + what);
    }

    /**
     * Asks for a state until it is the one wanted; waits for five minutes at most.
     *
     * @return the state wanted
     * @throws StackException with the last state, when the deadline passes
     */
    public static <T> T value(Callable<T> state, Predicate<T> wanted) {
        AtomicReference<T> last = new AtomicReference<>();
        until(
                PATIENT,
                () -> {
                    last.set(state.call());
                    return wanted.test(last.get());
                },
                () -> "the last state: " + last);
        return last.get();
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param otherwise makes the message
     * @throws StackException when the deadline passes
     */
    public static void until(Duration atMost, Callable<Boolean> condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
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
