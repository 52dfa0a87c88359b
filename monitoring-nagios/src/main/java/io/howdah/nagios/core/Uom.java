// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/** The units of measurement that the plugin guidelines allow in performance data. */
public enum Uom {
    NONE(""),
    SECONDS("s"),
    MILLISECONDS("ms"),
    MICROSECONDS("us"),
    PERCENT("%"),
    BYTES("B"),
    KILOBYTES("KB"),
    MEGABYTES("MB"),
    TERABYTES("TB"),
    COUNTER("c");

    private final String symbol;

    Uom(String symbol) {
        this.symbol = symbol;
    }

    /** As written behind the value. */
    public String symbol() {
        return symbol;
    }

    static Uom ofSymbol(String symbol) {
        for (Uom uom : values()) {
            if (uom.symbol.equals(symbol)) {
                return uom;
            }
        }
        throw new IllegalArgumentException(
                "'" + symbol + "' is no unit of performance data; allowed: none, s, ms, us, %, B, KB, MB, TB, c");
    }
}
