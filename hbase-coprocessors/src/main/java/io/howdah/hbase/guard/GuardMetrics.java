// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import org.apache.hadoop.metrics2.MetricsException;
import org.apache.hadoop.metrics2.annotation.Metric;
import org.apache.hadoop.metrics2.annotation.Metrics;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.MutableCounterLong;
import org.apache.hadoop.metrics2.lib.MutableGaugeInt;

/**
 * The Metrics2 source of a region server's guards: the bean {@code Hadoop:service=HBase,name=HowdahGuard} under
 * {@code /jmx}. One for the process. Thread-safe.
 */
@Metrics(name = GuardMetrics.NAME, about = "Guards of tables", context = "howdah")
public final class GuardMetrics {
    /** Name of the source and of the bean. */
    public static final String NAME = "HowdahGuard";

    @Metric("Writes looked at: puts, deletes, increments, appends")
    private MutableCounterLong checked;

    @Metric("Writes refused because of a rule")
    private MutableCounterLong refused;

    @Metric("Bulk loads refused because of a rule")
    private MutableCounterLong bulkLoadsRefused;

    @Metric("Audit records lost because the queue was full (howdah.guard.audit.full = drop)")
    private MutableCounterLong auditDropped;

    @Metric("Writes sent back because the audit queue was full (howdah.guard.audit.full = block)")
    private MutableCounterLong auditSentBack;

    @Metric("Regions here whose rules cannot be read: every write to them is refused")
    private MutableGaugeInt brokenRegions;

    @Metric("Regions here that have rules and a guard; counted by the canary")
    private MutableGaugeInt guardedRegions;

    @Metric("Regions here that have rules and no guard: nothing is enforced. Must be 0; counted by the canary")
    private MutableGaugeInt unguardedRegions;

    private GuardMetrics() {}

    private static final class Holder {
        static final GuardMetrics INSTANCE = register();
    }

    /** The source of this process; registered on first use. */
    static GuardMetrics instance() {
        return Holder.INSTANCE;
    }

    private static GuardMetrics register() {
        try {
            return DefaultMetricsSystem.instance().register(NAME, "Guards of tables", new GuardMetrics());
        } catch (MetricsException taken) {
            // A second copy of the jar, loaded from a table's own path, has classes and counters of its own.
            String name =
                    NAME + "-" + Integer.toHexString(System.identityHashCode(GuardMetrics.class.getClassLoader()));
            return DefaultMetricsSystem.instance().register(name, "Guards of tables", new GuardMetrics());
        }
    }

    void checked(int writes) {
        checked.incr(writes);
    }

    void refused() {
        refused.incr();
    }

    void bulkLoadRefused() {
        bulkLoadsRefused.incr();
    }

    void auditDropped() {
        auditDropped.incr();
    }

    void auditSentBack() {
        auditSentBack.incr();
    }

    void broken(int more) {
        brokenRegions.incr(more);
    }

    /** What one canary counts more or less than the last time. */
    void canary(int guardedMore, int unguardedMore) {
        guardedRegions.incr(guardedMore);
        unguardedRegions.incr(unguardedMore);
    }
}
