// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BirdStrike;
import io.howdah.examples.birdstrikes.core.CostlyStrike;
import io.howdah.examples.birdstrikes.core.StrikeOrder;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapreduce.Partitioner;

/**
 * The report's composite key: the bytes of {@link StrikeOrder} behind a length, so that BytesWritable's raw comparator sorts by
 * operator, then by cost descending. Mutable, as Hadoop reuses keys; not thread-safe.
 */
public final class StrikeKey extends BytesWritable {
    /** BytesWritable writes a four-byte length in front. */
    private static final int LENGTH_BYTES = 4;

    static {
        // Without this, WritableComparator would make two objects per comparison.
        WritableComparator.define(StrikeKey.class, new BytesWritable.Comparator());
    }

    /** For Hadoop, which then calls readFields. */
    public StrikeKey() {}

    void setStrike(BirdStrike strike) {
        set(StrikeOrder.strike(strike));
    }

    void setRest(String operator) {
        set(StrikeOrder.rest(operator));
    }

    String operator() {
        return StrikeOrder.operator(getBytes(), 0, getLength());
    }

    boolean isStrike() {
        return StrikeOrder.isStrike(getBytes(), 0, getLength());
    }

    CostlyStrike strike() {
        return StrikeOrder.decode(getBytes(), 0, getLength());
    }

    private void set(byte[] bytes) {
        set(bytes, 0, bytes.length);
    }

    /** All keys of an operator go to one reducer. */
    public static final class ByOperator extends Partitioner<StrikeKey, TallyWritable> {
        @Override
        public int getPartition(StrikeKey key, TallyWritable value, int partitions) {
            int length = StrikeOrder.operatorLength(key.getBytes(), 0, key.getLength());
            return Math.floorMod(WritableComparator.hashBytes(key.getBytes(), length), partitions);
        }
    }

    /** All keys of an operator are one group: one call of the reducer (and of the combiner) sees them, costliest first. */
    public static final class Grouping implements RawComparator<StrikeKey> {
        @Override
        public int compare(byte[] b1, int s1, int l1, byte[] b2, int s2, int l2) {
            return operators(b1, s1 + LENGTH_BYTES, l1 - LENGTH_BYTES, b2, s2 + LENGTH_BYTES, l2 - LENGTH_BYTES);
        }

        @Override
        public int compare(StrikeKey a, StrikeKey b) {
            return operators(a.getBytes(), 0, a.getLength(), b.getBytes(), 0, b.getLength());
        }

        private static int operators(byte[] b1, int s1, int l1, byte[] b2, int s2, int l2) {
            return WritableComparator.compareBytes(
                    b1, s1, StrikeOrder.operatorLength(b1, s1, l1), b2, s2, StrikeOrder.operatorLength(b2, s2, l2));
        }
    }
}
