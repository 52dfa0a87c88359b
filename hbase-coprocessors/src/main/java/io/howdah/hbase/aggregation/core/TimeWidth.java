// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width of time buckets as text: {@code 250ms}, {@code 30s}, {@code 15m}, {@code 1h}, {@code 7d}. */
public final class TimeWidth {
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", 86_400_000L);
        UNITS.put("h", 3_600_000L);
        UNITS.put("m", 60_000L);
        UNITS.put("s", 1_000L);
        UNITS.put("ms", 1L);
    }

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

    private TimeWidth() {}

    /**
     * The width in milliseconds; its bounds are checked by {@link GroupExpression.OfTimeBucket}.
     *
     * @throws IllegalArgumentException when the text is no number with a unit
     */
    public static long parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no width of time: a number with ms, s, m, h or d, as in 15m");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The shortest text for a width. */
    public static String text(long millis) {
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (millis % unit.getValue() == 0) {
                return millis / unit.getValue() + unit.getKey();
            }
        }
        throw new AssertionError("every width is a number of milliseconds");
    }
}
