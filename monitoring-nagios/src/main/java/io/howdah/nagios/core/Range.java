// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * A range of the plugin guidelines: {@code [@]start:end}. Both ends are inclusive; an alert is raised when a value is
 * outside, or with {@code @} when it is inside.
 *
 * <table>
 *   <caption>The guidelines' forms</caption>
 *   <tr><th>text</th><th>alert when the value is</th></tr>
 *   <tr><td>{@code 10}</td><td>below 0 or above 10</td></tr>
 *   <tr><td>{@code 10:}</td><td>below 10</td></tr>
 *   <tr><td>{@code ~:10}</td><td>above 10</td></tr>
 *   <tr><td>{@code 10:20}</td><td>below 10 or above 20</td></tr>
 *   <tr><td>{@code @10:20}</td><td>from 10 to 20</td></tr>
 * </table>
 *
 * {@code :10} is read as {@code 0:10}, as monitoring-plugins' own parser does. Immutable.
 *
 * @param start the lowest value of the range, or negative infinity ({@code ~})
 * @param end the highest value of the range, or positive infinity (nothing after the colon)
 * @param alertInside whether the range began with {@code @}
 * @see <a href="https://nagios-plugins.org/doc/guidelines.html#THRESHOLDFORMAT">Nagios plugin guidelines, threshold
 *     and ranges</a>
 */
public record Range(double start, double end, boolean alertInside) {
    /** What a refusal says is allowed. */
    public static final String ALLOWED = "[@]start:end, for example 10, 10:, ~:10, 10:20 or @10:20";

    public Range {
        if (Double.isNaN(start)
                || Double.isNaN(end)
                || start == Double.POSITIVE_INFINITY
                || end == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("not a range: from " + start + " to " + end);
        }
        if (start > end) {
            throw new IllegalArgumentException("a range must not start above its end: from " + start + " to " + end);
        }
        start += 0.0; // -0.0 and 0.0 are one value and print as one
        end += 0.0;
    }

    /**
     * Reads the guidelines' text form.
     *
     * @throws IllegalArgumentException with the offending text and what is allowed
     */
    public static Range parse(String text) {
        boolean inside = text.startsWith("@");
        String ends = inside ? text.substring(1) : text;
        int colon = ends.indexOf(':');
        try {
            if (colon < 0) {
                return new Range(0, Decimal.parse(ends), inside);
            }
            String from = ends.substring(0, colon);
            String to = ends.substring(colon + 1);
            if (from.isEmpty() && to.isEmpty()) {
                throw new NumberFormatException(text);
            }
            double start = switch (from) {
                case "~" -> Double.NEGATIVE_INFINITY;
                case "" -> 0;
                default -> Decimal.parse(from);
            };
            return new Range(start, to.isEmpty() ? Double.POSITIVE_INFINITY : Decimal.parse(to), inside);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a range; allowed: " + ALLOWED, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a range: its start is above its end; allowed: " + ALLOWED, e);
        }
    }

    /** Whether the value raises an alert. NaN always does: a value that is no number fits no range. */
    public boolean alerts(double value) {
        boolean inside = value >= start && value <= end;
        return Double.isNaN(value) || inside == alertInside;
    }

    /** The same range with both ends as {@code percent} of a total: {@code 10:20} of 50 is {@code 5:10}. */
    Range percentOf(double total) {
        return new Range(share(start, total), share(end, total), alertInside);
    }

    private static double share(double percent, double total) {
        return Double.isInfinite(percent) ? percent : percent * total / 100;
    }

    /** The shortest text that {@link #parse} reads as this range. */
    @Override
    public String toString() {
        String from = start == Double.NEGATIVE_INFINITY
                ? "~:"
                : start == 0 && end != Double.POSITIVE_INFINITY ? "" : Decimal.format(start) + ":";
        String to = end == Double.POSITIVE_INFINITY ? "" : Decimal.format(end);
        return (alertInside ? "@" : "") + from + to;
    }
}
