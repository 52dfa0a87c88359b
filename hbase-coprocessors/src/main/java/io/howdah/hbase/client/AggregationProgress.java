// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;

/**
 * How far an aggregate is, told after each slice that was merged.
 *
 * <p>Told by one thread at a time, in the order of merging, while the aggregate waits: a listener that takes long slows it
 * down, one that throws ends it with that exception.
 */
public final class AggregationProgress {
    private final MergedAnswer answer;
    private final double fraction;
    private final AggregationStats stats;

    AggregationProgress(MergedAnswer answer, double fraction, AggregationStats stats) {
        this.answer = answer;
        this.fraction = fraction;
        this.stats = stats;
    }

    /**
     * The part of the range that is answered for, from 0 to 1: never falls, and is 1 when the answer is complete. Regions
     * weigh the same, and keys inside a region are taken to be spread evenly, so it is an estimate of the work.
     */
    public double fraction() {
        return fraction;
    }

    /** What it took until now. */
    public AggregationStats stats() {
        return stats;
    }

    /**
     * The aggregate as it is now, to be gone on with by {@link ExactAggregation#resume}. Costs as much as the groups are
     * large: ask for it every few seconds, not for every slice.
     *
     * @throws AggregationException when there are too many groups for a token (16 MiB)
     */
    public AggregationToken token() throws AggregationException {
        return answer.token();
    }
}
