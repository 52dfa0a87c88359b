// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;
import java.util.Arrays;

/** Minimum or maximum. Floating point is compared as {@link Double#compare} does: -0.0 below 0.0, NaN above all. */
abstract sealed class ExtremeState extends AggregateState {
    private final boolean largest;
    boolean seen;

    private ExtremeState(boolean largest) {
        this.largest = largest;
    }

    static ExtremeState of(Decoder decoder, boolean largest) {
        return switch (decoder.kind()) {
            case INTEGRAL -> new OfLongs(decoder, largest);
            case DECIMAL -> new OfDecimals(decoder, largest);
            case DOUBLE -> new OfDoubles(decoder, largest);
            case BYTES -> new OfBytes(largest);
        };
    }

    /** True when a value that compares so to the one held takes its place. */
    final boolean replaces(int comparison) {
        return largest ? comparison > 0 : comparison < 0;
    }

    @Override
    final void write(WireWriter out) {
        out.unsigned(seen ? 1 : 0);
        if (seen) {
            writeValue(out);
        }
    }

    @Override
    final void read(WireReader in) {
        seen = in.unsigned() != 0;
        if (seen) {
            readValue(in);
        }
    }

    @Override
    final Object result() {
        return seen ? value() : null;
    }

    @Override
    int variableSize() {
        return 0;
    }

    abstract void writeValue(WireWriter out);

    abstract void readValue(WireReader in);

    abstract Object value();

    private static final class OfLongs extends ExtremeState {
        private final Decoder decoder;
        private long value;

        OfLongs(Decoder decoder, boolean largest) {
            super(largest);
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            offer(decoder.decodeLong(bytes, offset, length));
        }

        private void offer(long candidate) {
            if (!seen || replaces(Long.compare(candidate, value))) {
                value = candidate;
                seen = true;
            }
        }

        @Override
        void merge(AggregateState other) {
            OfLongs that = (OfLongs) other;
            if (that.seen) {
                offer(that.value);
            }
        }

        @Override
        void writeValue(WireWriter out) {
            out.fixed(value);
        }

        @Override
        void readValue(WireReader in) {
            value = in.fixed();
        }

        @Override
        Object value() {
            return value;
        }
    }

    private static final class OfDoubles extends ExtremeState {
        private final Decoder decoder;
        private double value;

        OfDoubles(Decoder decoder, boolean largest) {
            super(largest);
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            offer(decoder.decodeDouble(bytes, offset, length));
        }

        private void offer(double candidate) {
            if (!seen || replaces(Double.compare(candidate, value))) {
                value = candidate;
                seen = true;
            }
        }

        @Override
        void merge(AggregateState other) {
            OfDoubles that = (OfDoubles) other;
            if (that.seen) {
                offer(that.value);
            }
        }

        @Override
        void writeValue(WireWriter out) {
            out.fixed(Double.doubleToRawLongBits(value));
        }

        @Override
        void readValue(WireReader in) {
            value = Double.longBitsToDouble(in.fixed());
        }

        @Override
        Object value() {
            return value;
        }
    }

    private static final class OfDecimals extends ExtremeState {
        private final Decoder decoder;
        private BigDecimal value;

        OfDecimals(Decoder decoder, boolean largest) {
            super(largest);
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            offer(decoder.decodeDecimal(bytes, offset, length));
        }

        private void offer(BigDecimal candidate) {
            // Equal numbers of different scale: the smaller scale wins, so that the merge order does not show.
            if (!seen
                    || replaces(candidate.compareTo(value))
                    || (candidate.compareTo(value) == 0 && candidate.scale() < value.scale())) {
                value = candidate;
                seen = true;
            }
        }

        @Override
        void merge(AggregateState other) {
            OfDecimals that = (OfDecimals) other;
            if (that.seen) {
                offer(that.value);
            }
        }

        @Override
        void writeValue(WireWriter out) {
            out.decimal(value);
        }

        @Override
        void readValue(WireReader in) {
            value = in.decimal();
        }

        @Override
        Object value() {
            return value;
        }

        @Override
        int variableSize() {
            return seen ? SumState.bytesOf(value) : 0;
        }
    }

    private static final class OfBytes extends ExtremeState {
        private byte[] value;

        OfBytes(boolean largest) {
            super(largest);
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            if (!seen || replaces(Arrays.compareUnsigned(bytes, offset, offset + length, value, 0, value.length))) {
                if (length > WireWriter.LONGEST_BYTES) {
                    throw new UndecodableValueException("a value of " + length
                            + " bytes is too long to compare: at most " + WireWriter.LONGEST_BYTES + " bytes");
                }
                value = Arrays.copyOfRange(bytes, offset, offset + length);
                seen = true;
            }
        }

        @Override
        void merge(AggregateState other) {
            OfBytes that = (OfBytes) other;
            if (that.seen) {
                add(that.value, 0, that.value.length);
            }
        }

        @Override
        void writeValue(WireWriter out) {
            out.bytes(value);
        }

        @Override
        void readValue(WireReader in) {
            value = in.bytes();
        }

        @Override
        Object value() {
            return value.clone();
        }

        @Override
        int variableSize() {
            return seen ? value.length + 24 : 0;
        }
    }
}
