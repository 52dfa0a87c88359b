// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One item of performance data, {@code 'label'=value[UOM];[warn];[crit];[min];[max]}, after the plugin guidelines. An
 * unknown value is written {@code U}. Immutable.
 *
 * @param label not empty; no {@code =}, no single quote, no {@code |}, no control character. Quoted unless it is
 *     letters, digits and {@code _-./:%}. Names that differ in their first 19 characters suit RRD files
 * @param value finite; empty when it is unknown
 * @param unit unit of the value and of all its limits; {@link Uom#NONE} when the value is unknown, for the guidelines
 *     write {@code U} without a unit
 * @param threshold the ranges it was held against
 * @param min lowest possible value
 * @param max highest possible value
 * @see <a href="https://nagios-plugins.org/doc/guidelines.html#AEN200">Nagios plugin guidelines, performance data</a>
 */
public record PerfData(
        String label, OptionalDouble value, Uom unit, Threshold threshold, OptionalDouble min, OptionalDouble max) {

    public PerfData {
        if (label.isEmpty()) {
            throw new IllegalArgumentException("a performance data label must not be empty");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (c == '=' || c == '\'' || c == '|' || Character.isISOControl(c)) {
                throw new IllegalArgumentException("performance data label '" + label
                        + "' holds a forbidden character; forbidden: = ' | and control characters");
            }
        }
        if (!label.equals(label.strip())) {
            throw new IllegalArgumentException("performance data label '" + label + "' begins or ends with a blank");
        }
        if (value.isEmpty()) {
            unit = Uom.NONE;
        }
        requireFinite(label, value);
        requireFinite(label, min);
        requireFinite(label, max);
    }

    /** A value without limits. */
    public static PerfData of(String label, double value, Uom unit) {
        return new PerfData(
                label, OptionalDouble.of(value), unit, Threshold.NONE, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** A value that could not be had. */
    public static PerfData unknown(String label) {
        return new PerfData(
                label,
                OptionalDouble.empty(),
                Uom.NONE,
                Threshold.NONE,
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    public PerfData withThreshold(Threshold newThreshold) {
        return new PerfData(label, value, unit, newThreshold, min, max);
    }

    public PerfData withBounds(OptionalDouble newMin, OptionalDouble newMax) {
        return new PerfData(label, value, unit, threshold, newMin, newMax);
    }

    /** Reads one item as a plugin printed it. */
    public static PerfData parse(String text) {
        String label;
        int next;
        if (text.startsWith("'")) {
            int close = text.indexOf('\'', 1);
            label = close < 0 ? "" : text.substring(1, close);
            next = close + 1;
        } else {
            next = Math.max(0, text.indexOf('='));
            label = text.substring(0, next);
        }
        if (next >= text.length() || text.charAt(next) != '=') {
            throw new IllegalArgumentException("'" + text + "' is no performance data: no 'label'=");
        }
        String[] fields = text.substring(next + 1).split(";", -1);
        if (fields.length > 5) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no performance data: more than value;warn;crit;min;max");
        }
        String value = fields[0];
        int digits = 0;
        while (digits < value.length() && "+-.0123456789".indexOf(value.charAt(digits)) >= 0) {
            digits++;
        }
        boolean unknown = digits == 0 && value.startsWith("U");
        return new PerfData(
                label,
                unknown ? OptionalDouble.empty() : OptionalDouble.of(number(value.substring(0, digits), text)),
                unknown ? Uom.ofSymbol(value.substring(1)) : Uom.ofSymbol(value.substring(digits)),
                Threshold.parse(field(fields, 1), field(fields, 2)),
                optionalNumber(field(fields, 3), text),
                optionalNumber(field(fields, 4), text));
    }

    /** Reads what stands behind the {@code |}: items separated by blanks. */
    public static List<PerfData> parseAll(String text) {
        List<PerfData> items = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || (text.charAt(i) == ' ' && !quoted)) {
                if (i > start) {
                    items.add(parse(text.substring(start, i)));
                }
                start = i + 1;
            } else if (text.charAt(i) == '\'') {
                quoted = !quoted;
            }
        }
        return items;
    }

    /** As a plugin prints it, without empty fields at the end. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        boolean quote =
                !label.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "_-./:%".indexOf(c) >= 0));
        out.append(quote ? "'" : "").append(label).append(quote ? "'" : "").append('=');
        out.append(value.isPresent() ? Decimal.format(value.getAsDouble()) + unit.symbol() : "U");
        String[] limits = {text(threshold.warning()), text(threshold.critical()), text(min), text(max)};
        int last = limits.length;
        while (last > 0 && limits[last - 1].isEmpty()) {
            last--;
        }
        for (int i = 0; i < last; i++) {
            out.append(';').append(limits[i]);
        }
        return out.toString();
    }

    private static String text(Optional<Range> range) {
        return range.map(Range::toString).orElse("");
    }

    private static String text(OptionalDouble number) {
        return number.isPresent() ? Decimal.format(number.getAsDouble()) : "";
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static OptionalDouble optionalNumber(String field, String text) {
        return field.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(field, text));
    }

    private static double number(String field, String text) {
        try {
            return Decimal.parse(field);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no performance data: '" + field + "' is no number", e);
        }
    }

    private static void requireFinite(String label, OptionalDouble number) {
        if (number.isPresent() && !Double.isFinite(number.getAsDouble())) {
            throw new IllegalArgumentException(
                    "performance data '" + label + "' must be finite, not " + number.getAsDouble());
        }
    }
}
