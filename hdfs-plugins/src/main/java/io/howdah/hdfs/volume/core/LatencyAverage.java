// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.time.Duration;

/**
 * Exponentially weighted mean of write latencies, from totals that somebody else counts and resets now and then: the
 * platform's means start again each time its metrics are read, which may be every 10 s or never. Weights are by time, with a
 * half-life. Thread-safe.
 */
public final class LatencyAverage {
    private final long halfLifeNanos;
    private long samples;
    private double totalMillis;
    private double mean = Double.NaN;
    private long at;

    /**
     * @param halfLife how fast old samples lose weight, positive
     */
    public LatencyAverage(Duration halfLife) {
        this.halfLifeNanos = halfLife.toNanos();
    }

    /**
     * Takes in the current totals.
     *
     * @param samplesNow number of writes measured since the last reset
     * @param totalMillisNow their milliseconds
     * @param nowNanos time of the reading
     * @return the mean in milliseconds; NaN when there never was a sample
     */
    public synchronized double update(long samplesNow, double totalMillisNow, long nowNanos) {
        // Whole milliseconds are counted, so a smaller loss is rounding.
        boolean reset = samplesNow < samples || totalMillisNow < totalMillis - 0.5;
        long newSamples = reset ? samplesNow : samplesNow - samples;
        double newMillis = reset ? totalMillisNow : totalMillisNow - totalMillis;
        samples = samplesNow;
        totalMillis = totalMillisNow;
        if (newSamples > 0) {
            double sample = Math.max(0, newMillis / newSamples);
            double old = Math.pow(0.5, (double) Math.max(1, nowNanos - at) / halfLifeNanos);
            mean = Double.isNaN(mean) ? sample : old * mean + (1 - old) * sample;
            at = nowNanos;
        }
        return mean;
    }
}
