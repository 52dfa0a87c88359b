// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import java.math.BigDecimal;

/**
 * How the bytes of a cell are read as a value. Only the method of its {@link #kind()} is called; the others keep their
 * default. Implementations are stateless, thread-safe and public with a public constructor; one of your own is found on
 * both sides through {@code META-INF/services/io.howdah.hbase.aggregation.core.Decoder}.
 */
public interface Decoder {
    /** The name that requests and the command line use: lower-case letters, digits, hyphens. */
    String id();

    /** What the bytes become. */
    ValueKind kind();

    /**
     * The value of INTEGRAL bytes.
     *
     * @throws UndecodableValueException when the bytes are not such a value
     */
    default long decodeLong(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException(id());
    }

    /**
     * The value of DECIMAL bytes.
     *
     * @throws UndecodableValueException when the bytes are not such a value
     */
    default BigDecimal decodeDecimal(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException(id());
    }

    /**
     * The value of DOUBLE bytes.
     *
     * @throws UndecodableValueException when the bytes are not such a value
     */
    default double decodeDouble(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException(id());
    }
}
