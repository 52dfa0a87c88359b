// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.time.LocalDate;

/**
 * One of an operator's most expensive strikes.
 *
 * @param cost total cost in whole US dollars, above 0
 */
public record CostlyStrike(long cost, LocalDate date, String airport, String aircraft, String species) {
    static CostlyStrike of(BirdStrike strike) {
        return new CostlyStrike(
                strike.costTotal(), strike.date(), strike.airport(), strike.aircraft(), strike.species());
    }
}
