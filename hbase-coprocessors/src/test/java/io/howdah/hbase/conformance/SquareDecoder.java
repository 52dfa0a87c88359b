// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.conformance;

import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.aggregation.core.ValueKind;

/** The square of a long: HBase's own service answers a standard deviation with the sum of squares. */
public final class SquareDecoder implements Decoder {
    @Override
    public String id() {
        return "test-square";
    }

    @Override
    public ValueKind kind() {
        return ValueKind.INTEGRAL;
    }

    @Override
    public long decodeLong(byte[] bytes, int offset, int length) {
        long value = Decoders.LONG.decodeLong(bytes, offset, length);
        return Math.multiplyExact(value, value);
    }
}
