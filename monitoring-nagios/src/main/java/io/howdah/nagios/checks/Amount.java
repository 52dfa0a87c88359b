// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import java.util.Locale;

/** Amounts in words a person reads. */
final class Amount {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amount() {}

    static String bytes(double bytes) {
        int unit = 0;
        double amount = bytes;
        while (Math.abs(amount) >= 1024 && unit < BINARY.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", amount, BINARY[unit]);
    }

    static String count(double count) {
        return Long.toString(Math.round(count));
    }

    static double twoDecimals(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
