// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect.core;

import java.util.OptionalLong;

/**
 * What a candidate does next. Pure; the caller carries actions out before it tells the next event.
 *
 * <p>Goal: the command runs on one candidate at a time. Constraint: what ZooKeeper says may be late, so the command is
 * stopped first and leadership is given up after that, never the other way round. Each run of the command has a leadership,
 * and so a fencing token, of its own. Not thread-safe.
 */
public final class ElectionRun {
    /** When to be a candidate again after the command has ended by itself. */
    public enum Restart {
        NEVER,
        ON_FAILURE,
        ALWAYS
    }

    /** What happened. */
    public sealed interface Event {}

    /** ZooKeeper made this candidate the leader. */
    public record Won(long token) implements Event {}

    /** The connection is suspended, the session or the leadership is lost: all the same, somebody else may lead soon. */
    public record Lost() implements Event {}

    /** Somebody deleted this candidate's znode while its session lives: it leads nothing and has no place in the queue. */
    public record Evicted() implements Event {}

    /** The command ended by itself, with all it started. */
    public record Ended(int code) implements Event {}

    /** Somebody wants this candidate to end. */
    public record Asked() implements Event {}

    /**
     * What to do, in this order.
     *
     * @param stop stop the command, and return when all of it is gone
     * @param leave give up leadership and place in the queue
     * @param start start the command with this token
     * @param join be a candidate again, after a pause when there was no command to stop
     * @param exit end with this code
     */
    public record Action(boolean stop, boolean leave, OptionalLong start, boolean join, OptionalLong exit) {
        static final Action NOTHING = new Action(false, false, OptionalLong.empty(), false, OptionalLong.empty());

        static Action starting(long token) {
            return new Action(false, false, OptionalLong.of(token), false, OptionalLong.empty());
        }

        static Action again(boolean stop) {
            return new Action(stop, true, OptionalLong.empty(), true, OptionalLong.empty());
        }

        static Action exiting(boolean stop, int code) {
            return new Action(stop, true, OptionalLong.empty(), false, OptionalLong.of(code));
        }
    }

    private final Restart restart;
    private boolean running;

    public ElectionRun(Restart restart) {
        this.restart = restart;
    }

    /** {@return what to do about it} */
    public Action on(Event event) {
        boolean was = running;
        if (event instanceof Won won) {
            running = true;
            return was ? Action.NOTHING : Action.starting(won.token());
        }
        running = false;
        if (event instanceof Asked) {
            return Action.exiting(was, 0);
        }
        if (event instanceof Ended ended) {
            if (!was) {
                return Action.NOTHING; // it was stopped meanwhile, and that has been dealt with
            }
            boolean again = restart == Restart.ALWAYS || restart == Restart.ON_FAILURE && ended.code() != 0;
            return again ? Action.again(false) : Action.exiting(false, ended.code());
        }
        if (event instanceof Evicted) {
            return Action.again(was);
        }
        // A candidate that only waits keeps its place.
        return was ? Action.again(true) : Action.NOTHING;
    }
}
