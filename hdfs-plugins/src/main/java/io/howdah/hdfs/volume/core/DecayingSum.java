// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

/** A sum that halves every half-life: how much was added lately. Not thread-safe. */
final class DecayingSum {
    private double sum;
    private long at;

    DecayingSum(long nowNanos) {
        this.at = nowNanos;
    }

    double value(long nowNanos, long halfLifeNanos) {
        long elapsed = Math.max(0, nowNanos - at);
        return sum * Math.pow(0.5, (double) elapsed / halfLifeNanos);
    }

    void add(double amount, long nowNanos, long halfLifeNanos) {
        sum = value(nowNanos, halfLifeNanos) + amount;
        at = nowNanos;
    }
}
