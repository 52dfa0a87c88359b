// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;

/** Sums of decimals and of floating point numbers; those of whole numbers are in {@link LongSumColumn}. */
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
