// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** Sums or means of 64-bit integers, exact: a long as long as it fits, carried into a BigInteger when it does not. */
final class LongSumColumn extends StateColumn {
    /** An entry of the map with its key and value, and the digits of the value. */
    private static final int CARRIED_BYTES = 160;

    private final Decoder decoder;
    private final boolean mean;
    private final LongPages counts = new LongPages();
    private final LongPages lows = new LongPages();
    /** What does not fit into {@link #lows}; seldom anything. */
    private final Map<Integer, BigInteger> carried = new HashMap<>();

    /** @param mean the result is the mean, not the sum */
    LongSumColumn(Decoder decoder, boolean mean) {
        this.decoder = decoder;
        this.mean = mean;
    }

    @Override
    void reach(int groups) {
        counts.reach(groups);
        lows.reach(groups);
    }

    @Override
    void reset(int group) {
        counts.set(group, 0);
        lows.set(group, 0);
        carried.remove(group);
    }

    @Override
    void addRow(int group) {
        throw new IllegalStateException("a sum has a column");
    }

    @Override
    int add(int group, byte[] row, int rowLength, byte[] bytes, int length) {
        int grown = addLong(group, decoder.decodeLong(bytes, 0, length));
        counts.add(group, 1);
        return grown;
    }

    private int addLong(int group, long value) {
        long low = lows.get(group);
        long sum = low + value;
        // Overflow: both operands differ in sign from the result (Hacker's Delight, 2-13).
        if (((low ^ sum) & (value ^ sum)) < 0) {
            lows.set(group, value);
            return carry(group, BigInteger.valueOf(low));
        }
        lows.set(group, sum);
        return 0;
    }

    private int carry(int group, BigInteger more) {
        int before = carried.size();
        carried.merge(group, more, BigInteger::add);
        return (carried.size() - before) * CARRIED_BYTES;
    }

    @Override
    int merge(int group, StateColumn other, int otherGroup) {
        LongSumColumn that = (LongSumColumn) other;
        counts.set(group, Math.addExact(counts.get(group), that.counts.get(otherGroup)));
        int grown = addLong(group, that.lows.get(otherGroup));
        BigInteger more = that.carried.isEmpty() ? null : that.carried.get(otherGroup);
        return more == null ? grown : grown + carry(group, more);
    }

    @Override
    int take(int group, StateColumn other, int otherGroup) {
        return merge(group, other, otherGroup);
    }

    @Override
    void write(int group, WireWriter out) {
        out.unsigned(counts.get(group));
        if (isCarried(group)) {
            out.bytes(sum(group).toByteArray());
        } else {
            out.integer(lows.get(group));
        }
    }

    @Override
    int read(int group, WireReader in) {
        counts.set(group, in.unsigned());
        if (in.isLong()) {
            lows.set(group, in.integerAsLong());
            return 0;
        }
        return carry(group, in.integer());
    }

    private boolean isCarried(int group) {
        return !carried.isEmpty() && carried.containsKey(group);
    }

    private BigInteger sum(int group) {
        BigInteger low = BigInteger.valueOf(lows.get(group));
        return isCarried(group) ? low.add(carried.get(group)) : low;
    }

    @Override
    Object result(int group) {
        long count = counts.get(group);
        if (count == 0) {
            return null;
        }
        if (!mean) {
            return sum(group);
        }
        long low = lows.get(group);
        // The same value: a whole quotient has scale 0. Groups of one row are many, and division is slow.
        return low % count == 0 && !isCarried(group)
                ? BigDecimal.valueOf(low / count)
                : AverageState.divide(new BigDecimal(sum(group)), count);
    }

    @Override
    long memory() {
        return counts.memory() + lows.memory();
    }
}
