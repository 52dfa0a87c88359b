// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A mean: the sum and the count travel, the division is done once, at the end. Whole numbers and decimals: the exact sum
 * divided to 34 significant digits, half to even. Floating point: the compensated sum divided.
 */
final class AverageState extends AggregateState {
    private final SumState sum;

    AverageState(SumState sum) {
        this.sum = sum;
    }

    static BigDecimal divide(BigDecimal sum, long count) {
        return sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        sum.add(bytes, offset, length);
    }

    @Override
    void merge(AggregateState other) {
        sum.merge(((AverageState) other).sum);
    }

    @Override
    void write(WireWriter out) {
        sum.write(out);
    }

    @Override
    void read(WireReader in) {
        sum.read(in);
    }

    @Override
    Object result() {
        return sum.mean();
    }

    @Override
    int variableSize() {
        return sum.variableSize();
    }
}
