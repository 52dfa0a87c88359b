// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

import java.time.Duration;
import java.util.List;

/**
 * Decides, step by step, whether a machine has been fenced. Pure: it is told what was seen and when, and says what to do
 * next.
 *
 * <p>Goal: {@code true} only when the machine was <em>seen</em> without power, {@code reads} times in a row, by somebody
 * other than the program that switched it off. What that program says, a timeout and an answer that cannot be read prove
 * nothing.
 *
 * <p>Constraints: one deadline for everything. A method that hangs must leave time for the next one: each gets an equal
 * share of what is left.
 *
 * <p>Algorithm, for each method in turn: switch off; look until {@code reads} looks in a row say off (fenced), or say
 * nothing (next method), or the share is used up (next method). A look that says on starts the count anew and switches off
 * again: the machine may have moved meanwhile. When no method is left, a person's acknowledgement is asked for, once.
 *
 * <p>Example: deadline 60 s, methods libvirt and ipmi, 3 reads. The hypervisor refuses connections: off fails, three looks
 * know nothing, after 3 s ipmi gets the other 57 s; off, three looks say off: fenced after some 8 s.
 *
 * <p>Times are readings of a monotonic clock in nanoseconds. Not thread-safe.
 */
public final class FencingRun {
    /** What to do next. */
    public sealed interface Step {}

    /**
     * Switch off with this method.
     *
     * @param method index of the method
     * @param until give up at this time
     */
    public record SwitchOff(int method, long until) implements Step {}

    /** Look whether the machine has power, by this method's means, not before {@code from} and not after {@code until}. */
    public record Look(int method, long from, long until) implements Step {}

    /** Ask for a person's acknowledgement. */
    public record AskAcknowledgement() implements Step {}

    /** The end. */
    public record Done(boolean fenced, String reason) implements Step {}

    private final List<String> methods;
    private final int reads;
    private final Duration interval;
    private final long end;

    private int method = -1;
    private long methodEnd;
    private PowerState last;
    private int inARow;
    private String reason = "no method is configured";

    /**
     * @param methods names, in the order to try
     * @param reads how many looks in a row must agree, at least 1
     * @param interval between two looks
     * @param end the deadline
     */
    public FencingRun(List<String> methods, int reads, Duration interval, long end) {
        this.methods = List.copyOf(methods);
        this.reads = reads;
        this.interval = interval;
        this.end = end;
    }

    /** {@return the first step} */
    public Step begin(long now) {
        return nextMethod(now);
    }

    /** The method was used, with whatever success: only looking tells. */
    public Step switchedOff(long now) {
        return now - methodEnd >= 0 ? nextMethod(now) : new Look(method, now, methodEnd);
    }

    /** A look's result. */
    public Step looked(Sighting sighting, long now) {
        inARow = sighting.state() == last ? inARow + 1 : 1;
        last = sighting.state();
        reason = methods.get(method) + ": " + sighting.reason();
        if (now - end >= 0) {
            reason = "the deadline has passed; " + reason;
            return new AskAcknowledgement();
        }
        if (last == PowerState.OFF && inARow >= reads) {
            return new Done(true, reason);
        }
        if (now - methodEnd >= 0 || last == PowerState.UNKNOWN && inARow >= reads) {
            return nextMethod(now);
        }
        long next = now + interval.toNanos();
        return last == PowerState.ON && inARow % reads == 0 ? switchOff(now) : new Look(method, next, methodEnd);
    }

    /** The answer of {@link AskAcknowledgement}. */
    public Step acknowledged(boolean yes, String by) {
        return new Done(yes, yes ? by : reason + "; " + by);
    }

    private Step nextMethod(long now) {
        method++;
        inARow = 0;
        last = null;
        if (now - end >= 0 || method >= methods.size()) {
            return new AskAcknowledgement();
        }
        methodEnd = now + (end - now) / (methods.size() - method);
        return switchOff(now);
    }

    /** A third of what the method has left is kept for looking: a program that hangs may have done its work. */
    private Step switchOff(long now) {
        return new SwitchOff(method, methodEnd - (methodEnd - now) / 3);
    }
}
