// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.Optional;

/**
 * The last thing the ensemble said about an election's lock.
 *
 * @param state what it said
 * @param holder who holds it; only with {@link State#HELD}
 * @param detail one line for a person
 * @param askedNanos monotonic clock, before the question was sent; meaningless with {@link State#UNREAD}
 */
public record LockView(State state, Optional<String> holder, String detail, long askedNanos) {
    /** What is known of the lock. */
    public enum State {
        /** It names its holder. */
        HELD,
        /** The znode does not exist: no election has a winner. */
        FREE,
        /** The ensemble answered, but not with what we need: no permission, unknown bytes. */
        UNREADABLE,
        /** Never answered since the start. */
        UNREAD
    }

    public static LockView held(String holder, long askedNanos) {
        return new LockView(State.HELD, Optional.of(holder), "the lock names " + holder, askedNanos);
    }

    public static LockView free(long askedNanos) {
        return new LockView(State.FREE, Optional.empty(), "nobody holds the election's lock", askedNanos);
    }

    public static LockView unreadable(String why, long askedNanos) {
        return new LockView(State.UNREADABLE, Optional.empty(), why, askedNanos);
    }

    public static LockView unread(String why) {
        return new LockView(State.UNREAD, Optional.empty(), why, 0);
    }
}
