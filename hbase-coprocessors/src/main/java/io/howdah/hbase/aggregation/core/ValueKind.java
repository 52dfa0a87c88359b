// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;

/** What a decoder makes of a cell's bytes, and with it how values are added and compared. */
public enum ValueKind {
    /** A 64-bit signed integer; sums are exact, of any size. */
    INTEGRAL(1, true),
    /** A decimal number; sums are exact. */
    DECIMAL(2, true),
    /** A 64-bit floating point number; sums are compensated. */
    DOUBLE(3, true),
    /** Bytes in unsigned order: can be compared, not added. */
    BYTES(4, false);

    private final int code;
    private final boolean numeric;

    ValueKind(int code, boolean numeric) {
        this.code = code;
        this.numeric = numeric;
    }

    /** True when values can be added. */
    public boolean isNumeric() {
        return numeric;
    }

    int code() {
        return code;
    }

    static ValueKind ofCode(int code) {
        for (ValueKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new ProtocolException("unknown kind of value " + code);
    }
}
