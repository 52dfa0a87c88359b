// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/**
 * A state that is a sketch of Apache DataSketches: small, mergeable, with published error bounds, and different from merge
 * order to merge order within them. On the wire it is the library's own serialised form, which carries its own version.
 */
abstract sealed class SketchState extends AggregateState permits DistinctState, QuantilesState, FrequentState {
    /** Longest serialised sketch, in bytes: 6,144 frequent values of 1,024 bytes, two for each byte above 127. */
    private static final int LONGEST = 1 << 24;

    private static final byte[] EMPTY = new byte[0];

    /** The sketch as bytes; not asked when it is empty. */
    abstract byte[] serialised();

    /** Takes the sketch from bytes. */
    abstract void take(byte[] bytes);

    abstract boolean isEmpty();

    @Override
    void write(WireWriter out) {
        out.bytes(isEmpty() ? EMPTY : serialised(), LONGEST);
    }

    @Override
    void read(WireReader in) {
        byte[] bytes = in.bytes(LONGEST);
        if (bytes.length > 0) {
            try {
                take(bytes);
            } catch (RuntimeException e) {
                // The library has exceptions of its own, and on broken bytes those of arrays.
                throw new ProtocolException("a sketch of " + bytes.length + " bytes cannot be read: " + e.getMessage());
            }
        }
    }
}
