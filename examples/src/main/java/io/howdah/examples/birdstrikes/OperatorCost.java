// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

/**
 * One group of {@link BirdStrikeQuery}.
 *
 * @param totalCost whole US dollars
 */
public record OperatorCost(String operator, long strikes, long totalCost) {}
