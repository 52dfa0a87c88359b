// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect.core;

import io.howdah.ha.core.InvalidInputException;
import java.time.Duration;

/**
 * Whether the command is dead before the session can expire elsewhere.
 *
 * <p>A ZooKeeper client that hears nothing takes its connection for lost after two thirds of the session timeout. The servers
 * heard it at the earliest when it began to wait, so they cannot expire the session before another third has passed: that
 * third is what there is to stop the command. It is asked to end, killed after {@code stop}, and dying takes {@link
 * #KILL_MILLIS} at most.
 *
 * <p>Example: session 30 s, stop 5 s: 10 s are there, 6 s are needed.
 */
public final class SessionBudget {
    /** From the kill to the last process's end, milliseconds. */
    public static final long KILL_MILLIS = 1_000;

    private SessionBudget() {}

    /** @throws InvalidInputException with the arithmetic when there is not enough time */
    public static void check(Duration session, Duration stop) {
        long there = session.toMillis() / 3;
        long needed = stop.toMillis() + KILL_MILLIS;
        if (needed > there) {
            throw new InvalidInputException("the session of " + session.toMillis() + " ms leaves " + there
                    + " ms to stop the command; allowed: at least --stop-deadline " + stop.toMillis() + " ms + "
                    + KILL_MILLIS + " ms (raise --session, and the servers' maxSessionTimeout)");
        }
    }
}
