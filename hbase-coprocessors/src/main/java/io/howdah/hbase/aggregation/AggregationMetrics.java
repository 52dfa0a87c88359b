// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import java.util.concurrent.TimeUnit;
import org.apache.hadoop.metrics2.MetricsException;
import org.apache.hadoop.metrics2.annotation.Metric;
import org.apache.hadoop.metrics2.annotation.Metrics;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.MutableCounterLong;
import org.apache.hadoop.metrics2.lib.MutableGaugeInt;
import org.apache.hadoop.metrics2.lib.MutableGaugeLong;
import org.apache.hadoop.metrics2.lib.MutableRate;

/**
 * The Metrics2 source of a region server's aggregation calls: the bean {@code Hadoop:service=HBase,name=HowdahAggregation}
 * under {@code /jmx}. One for the process, whatever the number of regions. Thread-safe.
 */
@Metrics(name = AggregationMetrics.NAME, about = "Exact aggregation", context = "howdah")
public final class AggregationMetrics {
    /** Name of the source and of the bean. */
    public static final String NAME = "HowdahAggregation";

    @Metric("Calls received, with those sent back or failed")
    private MutableCounterLong calls;

    @Metric("Calls sent back because howdah.hbase.aggregation.calls.max were at work, no memory was left, or they had"
            + " waited too long to read a wide row")
    private MutableCounterLong rejected;

    @Metric("Calls sent back because a quota of HBase was spent")
    private MutableCounterLong throttled;

    @Metric("Calls that ended with an error")
    private MutableCounterLong failed;

    @Metric("Slices answered")
    private MutableCounterLong slices;

    @Metric("Slices that ended before the end of the region's part: time, rows, groups, memory, quota, region closing")
    private MutableCounterLong partialSlices;

    @Metric("Slices that ended because of the group or group memory limit")
    private MutableCounterLong groupLimitHits;

    @Metric("Rows read, with those a filter left out")
    private MutableCounterLong rowsScanned;

    @Metric("Calls at work now")
    private MutableGaugeInt activeCalls;

    @Metric("Memory that all calls held when the last slice ended, that slice included, in bytes")
    private MutableGaugeLong memoryHeld;

    @Metric(
            value = {"CallTime", "Time of an answered call on the region server, in milliseconds"},
            valueName = "Time")
    private MutableRate callTime;

    private AggregationMetrics() {}

    private static final class Holder {
        static final AggregationMetrics INSTANCE = register();
    }

    /** The source of this process; registered on first use. */
    static AggregationMetrics instance() {
        return Holder.INSTANCE;
    }

    private static AggregationMetrics register() {
        try {
            return DefaultMetricsSystem.instance().register(NAME, "Exact aggregation", new AggregationMetrics());
        } catch (MetricsException taken) {
            // A second copy of the jar, loaded from a table's own path, has classes and counters of its own.
            String name = NAME + "-"
                    + Integer.toHexString(System.identityHashCode(AggregationMetrics.class.getClassLoader()));
            return DefaultMetricsSystem.instance().register(name, "Exact aggregation", new AggregationMetrics());
        }
    }

    void called() {
        calls.incr();
        activeCalls.incr();
    }

    void returned() {
        activeCalls.decr();
    }

    void rejected() {
        rejected.incr();
    }

    void throttled() {
        throttled.incr();
    }

    void failed() {
        failed.incr();
    }

    void held(long bytes) {
        memoryHeld.set(bytes);
    }

    void answered(boolean partial, boolean groupLimit, long rows, long nanos) {
        slices.incr();
        if (partial) {
            partialSlices.incr();
        }
        if (groupLimit) {
            groupLimitHits.incr();
        }
        rowsScanned.incr(rows);
        callTime.add(TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
