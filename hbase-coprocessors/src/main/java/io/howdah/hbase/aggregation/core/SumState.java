// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Sums, one class for each {@link ValueKind} that can be added. */
abstract sealed class SumState extends AggregateState {
    /** How many values were added. */
    long count;

    /** A BigInteger and its array, without the digits. */
    private static final int BIG_INTEGER_BYTES = 64;

    private static final int BIG_DECIMAL_BYTES = 40;

    private SumState() {}

    /** What a decimal takes on the heap, in bytes: about. */
    static int bytesOf(BigDecimal value) {
        int bits = value.unscaledValue().bitLength();
        // One that fits into a long keeps no BigInteger.
        return BIG_DECIMAL_BYTES + (bits < Long.SIZE ? 0 : BIG_INTEGER_BYTES + bits / 8);
    }

    /** The mean, or null when no value was seen. */
    abstract Object mean();

    /** A sum of 64-bit integers, exact: a long as long as it fits, carried into a BigInteger when it does not. */
    static final class OfLongs extends SumState {
        private final Decoder decoder;
        private long low;
        private BigInteger carried = BigInteger.ZERO;

        OfLongs(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            addLong(decoder.decodeLong(bytes, offset, length));
            count++;
        }

        private void addLong(long value) {
            long sum = low + value;
            // Overflow: both operands differ in sign from the result (Hacker's Delight, 2-13).
            if (((low ^ sum) & (value ^ sum)) < 0) {
                carried = carried.add(BigInteger.valueOf(low));
                low = value;
            } else {
                low = sum;
            }
        }

        @Override
        void merge(AggregateState other) {
            OfLongs that = (OfLongs) other;
            if (that.carried.signum() != 0) {
                carried = carried.add(that.carried);
            }
            addLong(that.low);
            count += that.count;
        }

        @Override
        void write(WireWriter out) {
            out.unsigned(count);
            if (carried.signum() == 0) {
                out.integer(low);
            } else {
                out.bytes(sum().toByteArray());
            }
        }

        @Override
        void read(WireReader in) {
            count = in.unsigned();
            BigInteger sum = in.integer();
            if (sum.bitLength() < Long.SIZE) {
                low = sum.longValue();
            } else {
                carried = sum;
            }
        }

        private BigInteger sum() {
            return carried.add(BigInteger.valueOf(low));
        }

        @Override
        Object result() {
            return count == 0 ? null : sum();
        }

        @Override
        Object mean() {
            if (count == 0) {
                return null;
            }
            // The same value: a whole quotient has scale 0. Groups of one row are many, and division is slow.
            return carried.signum() == 0 && low % count == 0
                    ? BigDecimal.valueOf(low / count)
                    : AverageState.divide(new BigDecimal(sum()), count);
        }

        @Override
        int variableSize() {
            return carried.signum() == 0 ? 0 : BIG_INTEGER_BYTES + carried.bitLength() / 8;
        }
    }

    /** A sum of decimals, exact. */
    static final class OfDecimals extends SumState {
        private final Decoder decoder;
        private BigDecimal sum = BigDecimal.ZERO;

        OfDecimals(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            sum = sum.add(decoder.decodeDecimal(bytes, offset, length));
            count++;
        }

        @Override
        void merge(AggregateState other) {
            OfDecimals that = (OfDecimals) other;
            sum = sum.add(that.sum);
            count += that.count;
        }

        @Override
        void write(WireWriter out) {
            out.unsigned(count);
            out.decimal(sum);
        }

        @Override
        void read(WireReader in) {
            count = in.unsigned();
            sum = in.decimal();
        }

        @Override
        Object result() {
            return count == 0 ? null : sum;
        }

        @Override
        Object mean() {
            return count == 0 ? null : AverageState.divide(sum, count);
        }

        @Override
        int variableSize() {
            return sum.signum() == 0 ? 0 : bytesOf(sum);
        }
    }

    /**
     * A compensated sum (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974): the
     * error is bounded by 2u|sum| + n²u²·Σ|x|, u = 2⁻⁵³, whatever the order, where a plain loop has n·u·Σ|x|. Merged
     * partial sums keep their compensation. NaN and infinities give what plain addition gives.
     */
    static final class OfDoubles extends SumState {
        private final Decoder decoder;
        private double sum;
        private double compensation;

        OfDoubles(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        void add(byte[] bytes, int offset, int length) {
            addDouble(decoder.decodeDouble(bytes, offset, length));
            count++;
        }

        private void addDouble(double value) {
            double next = sum + value;
            if (Math.abs(sum) >= Math.abs(value)) {
                compensation += (sum - next) + value;
            } else {
                compensation += (value - next) + sum;
            }
            sum = next;
        }

        @Override
        void merge(AggregateState other) {
            OfDoubles that = (OfDoubles) other;
            addDouble(that.sum);
            compensation += that.compensation;
            count += that.count;
        }

        @Override
        void write(WireWriter out) {
            out.unsigned(count);
            out.fixed(Double.doubleToRawLongBits(sum));
            out.fixed(Double.doubleToRawLongBits(compensation));
        }

        @Override
        void read(WireReader in) {
            count = in.unsigned();
            sum = Double.longBitsToDouble(in.fixed());
            compensation = Double.longBitsToDouble(in.fixed());
        }

        private double total() {
            // The compensation of a sum that is not finite is NaN.
            return Double.isFinite(sum) ? sum + compensation : sum;
        }

        @Override
        Object result() {
            return count == 0 ? null : (Object) total();
        }

        @Override
        Object mean() {
            return count == 0 ? null : (Object) (total() / count);
        }

        @Override
        int variableSize() {
            return 0;
        }
    }
}
