// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Numbers as plugins write them: digits, a point, a sign; never an exponent, a group separator or a locale's comma.
 * {@code parse(format(x)) == x} for every finite {@code x}, except that -0.0 becomes 0.
 */
final class Decimal {
    private static final int LONGEST = 400; // Double.MIN_VALUE written out has 326 characters
    private static final Pattern FORM = Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final double EXACT_LONG = 0x1p53;

    private Decimal() {}

    static String format(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not a finite number: " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) < EXACT_LONG) {
            return Long.toString((long) value);
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** @throws NumberFormatException unless the text is a finite decimal number */
    static double parse(String text) {
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value + 0.0; // -0.0 becomes 0.0
    }
}
