// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.Optional;

/**
 * When a value is WARNING and when it is CRITICAL; either may be absent. Immutable.
 *
 * @param warning the range of {@code -w}
 * @param critical the range of {@code -c}, looked at first
 */
public record Threshold(Optional<Range> warning, Optional<Range> critical) {
    /** Raises nothing. */
    public static final Threshold NONE = new Threshold(Optional.empty(), Optional.empty());

    /** Reads both ranges; an empty text is an absent one. */
    public static Threshold parse(String warning, String critical) {
        return new Threshold(optional(warning), optional(critical));
    }

    private static Optional<Range> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Range.parse(text));
    }

    /** OK, WARNING or CRITICAL. */
    public Status status(double value) {
        if (critical.isPresent() && critical.get().alerts(value)) {
            return Status.CRITICAL;
        }
        return warning.isPresent() && warning.get().alerts(value) ? Status.WARNING : Status.OK;
    }
}
