// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * A {@link Range} as a user gives it: of the value itself, or with a trailing {@code %} of the value's total, so that
 * {@code 10%} of dead DataNodes means the same on 30 and on 3,000 of them. Immutable.
 *
 * @param range the range, of the value or in percent of the total
 * @param percent whether the ends are percent of the total
 */
public record Limit(Range range, boolean percent) {
    /**
     * Reads a range that may end in {@code %}.
     *
     * @throws IllegalArgumentException with the offending text and what is allowed
     */
    public static Limit parse(String text) {
        boolean percent = text.endsWith("%");
        return new Limit(Range.parse(percent ? text.substring(0, text.length() - 1) : text), percent);
    }

    /** The range to hold the value against, given the total that the value is a part of. */
    public Range over(double total) {
        return percent ? range.percentOf(total) : range;
    }

    @Override
    public String toString() {
        return percent ? range + "%" : range.toString();
    }
}
