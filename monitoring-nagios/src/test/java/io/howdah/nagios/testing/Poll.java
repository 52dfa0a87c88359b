// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for a state with a deadline, and shows the last state when it is not reached. */
public final class Poll {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Poll() {}

    public static <T> T until(Duration deadline, Callable<T> state, Predicate<T> reached) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            T now = state.call();
            if (reached.test(now)) {
                return now;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not reached within " + deadline.toSeconds() + " s; last: " + now);
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
