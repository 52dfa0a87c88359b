// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;

/**
 * A standard deviation: count, mean and the sum of squared differences from the mean, updated one value at a time (Welford,
 * "Note on a method for calculating corrected sums of squares and products", 1962) and merged as in Chan, Golub and
 * LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979. Unlike a difference of
 * squares it does not lose its digits when the mean is great beside the spread. Values are taken as the nearest double;
 * the last digits may depend on the order in which regions answer. A NaN or an infinity among the values gives NaN.
 */
final class DeviationState extends AggregateState {
    private final Decoder decoder;
    private final boolean sample;
    private long count;
    private double mean;
    private double squares;

    /** @param sample true: divided by n - 1, and null for fewer than two values; false: divided by n */
    DeviationState(Decoder decoder, boolean sample) {
        this.decoder = decoder;
        this.sample = sample;
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        double value = Decoders.nearestDouble(decoder, bytes, offset, length);
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }

    @Override
    void merge(AggregateState other) {
        DeviationState that = (DeviationState) other;
        if (that.count == 0) {
            return;
        }
        long both = Math.addExact(count, that.count);
        double delta = that.mean - mean;
        double share = (double) that.count / both;
        // With nothing here the other's mean is taken as it is: delta * 1 would round.
        mean = count == 0 ? that.mean : mean + delta * share;
        squares += that.squares + (count == 0 ? 0 : delta * delta * count * share);
        count = both;
    }

    @Override
    void write(WireWriter out) {
        out.unsigned(count);
        out.fixed(Double.doubleToRawLongBits(mean));
        out.fixed(Double.doubleToRawLongBits(squares));
    }

    @Override
    void read(WireReader in) {
        count = in.unsigned();
        mean = Double.longBitsToDouble(in.fixed());
        squares = Double.longBitsToDouble(in.fixed());
    }

    @Override
    Object result() {
        long divisor = sample ? count - 1 : count;
        return divisor <= 0 ? null : (Object) Math.sqrt(squares / divisor);
    }

    @Override
    int variableSize() {
        return 0;
    }
}
