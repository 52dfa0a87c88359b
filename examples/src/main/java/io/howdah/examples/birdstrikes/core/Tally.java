// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

/**
 * What is summed per operator; adding is associative and commutative, which is what makes it legal in a combiner.
 *
 * @param strikes rows
 * @param damagingStrikes those that damaged the aircraft
 * @param cost whole US dollars; a sum beyond a long throws {@link ArithmeticException}
 */
public record Tally(long strikes, long damagingStrikes, long cost) {
    public static final Tally ZERO = new Tally(0, 0, 0);

    public static Tally of(BirdStrike strike) {
        return new Tally(1, strike.damaging() ? 1 : 0, strike.costTotal());
    }

    public Tally plus(Tally other) {
        return new Tally(
                Math.addExact(strikes, other.strikes),
                Math.addExact(damagingStrikes, other.damagingStrikes),
                Math.addExact(cost, other.cost));
    }
}
