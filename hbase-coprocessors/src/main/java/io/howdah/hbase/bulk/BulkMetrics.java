// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.bulk.core.BulkCounts;
import org.apache.hadoop.metrics2.MetricsException;
import org.apache.hadoop.metrics2.annotation.Metric;
import org.apache.hadoop.metrics2.annotation.Metrics;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.MutableCounterLong;

/**
 * The Metrics2 source of a region server's bulk deletes and updates: the bean {@code Hadoop:service=HBase,name=HowdahBulk}
 * under {@code /jmx}. One for the process. Thread-safe.
 */
@Metrics(name = BulkMetrics.NAME, about = "Bulk deletes and updates", context = "howdah")
public final class BulkMetrics {
    /** Name of the source and of the bean. */
    public static final String NAME = "HowdahBulk";

    @Metric("Calls received, with those sent back or failed")
    private MutableCounterLong calls;

    @Metric("Calls sent back because howdah.hbase.bulk.calls.max were at work")
    private MutableCounterLong rejected;

    @Metric("Calls that ended with an error")
    private MutableCounterLong failed;

    @Metric("Rows read")
    private MutableCounterLong rowsScanned;

    @Metric("Rows deleted or updated")
    private MutableCounterLong rowsChanged;

    @Metric("Rows left alone because under the row lock they no longer matched")
    private MutableCounterLong rowsLost;

    private BulkMetrics() {}

    private static final class Holder {
        static final BulkMetrics INSTANCE = register();
    }

    /** The source of this process; registered on first use. */
    static BulkMetrics instance() {
        return Holder.INSTANCE;
    }

    private static BulkMetrics register() {
        try {
            return DefaultMetricsSystem.instance().register(NAME, "Bulk deletes and updates", new BulkMetrics());
        } catch (MetricsException taken) {
            // A second copy of the jar, loaded from a table's own path, has classes and counters of its own.
            String name = NAME + "-" + Integer.toHexString(System.identityHashCode(BulkMetrics.class.getClassLoader()));
            return DefaultMetricsSystem.instance().register(name, "Bulk deletes and updates", new BulkMetrics());
        }
    }

    void called() {
        calls.incr();
    }

    void rejected() {
        rejected.incr();
    }

    void failed() {
        failed.incr();
    }

    void done(BulkCounts counts) {
        rowsScanned.incr(counts.scanned());
        rowsChanged.incr(counts.changed());
        rowsLost.incr(counts.lost());
    }
}
