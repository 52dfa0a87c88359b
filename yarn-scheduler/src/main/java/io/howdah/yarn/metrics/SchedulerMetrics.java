// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.metrics;

import javax.management.ObjectName;
import org.apache.hadoop.metrics2.MetricsCollector;
import org.apache.hadoop.metrics2.MetricsInfo;
import org.apache.hadoop.metrics2.MetricsSource;
import org.apache.hadoop.metrics2.MetricsSystem;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.Interns;
import org.apache.hadoop.metrics2.lib.MetricsRegistry;
import org.apache.hadoop.metrics2.lib.MutableCounterLong;
import org.apache.hadoop.metrics2.lib.MutableGaugeInt;
import org.apache.hadoop.metrics2.lib.MutableRate;
import org.apache.hadoop.metrics2.util.MBeans;

/**
 * Metrics2 source {@value #NAME} of one scheduler instance, with the {@link DecisionLog} beside it.
 *
 * <p>Several ResourceManagers may live in one JVM (mini clusters, tests): the second source is called {@code HowdahScheduler-2}
 * and so on. An HA transition makes a new scheduler in the same process: {@link #unregister} frees the name. Thread-safe.
 */
public final class SchedulerMetrics implements MetricsSource {

    /** Name of the source; in JMX {@code Hadoop:service=ResourceManager,name=HowdahScheduler}. */
    public static final String NAME = "HowdahScheduler";

    /** Name of the bean with the last decisions. */
    public static final String DECISIONS_NAME = "HowdahSchedulerDecisions";

    /** Tag with the class that schedules. */
    public static final MetricsInfo SCHEDULER_CLASS = Interns.info("SchedulerClass", "Class that schedules");

    private static final int MOST_INSTANCES = 1000;

    private final MetricsRegistry registry = new MetricsRegistry("howdah.scheduler");
    public final MutableCounterLong nodeOffers =
            registry.newCounter("NodeOffers", "Times a node was offered to the queues (scheduling attempts)", 0L);
    public final MutableCounterLong packedDecisions = registry.newCounter(
            "PackedDecisions", "Times the applications of a leaf queue were ordered by packing", 0L);
    public final MutableCounterLong reorderedDecisions = registry.newCounter(
            "ReorderedDecisions", "Packed decisions that put another application first than stock would have", 0L);
    public final MutableCounterLong starvationOverrides = registry.newCounter(
            "StarvationOverrides",
            "Decisions left to the stock order because its first application had waited too long",
            0L);
    public final MutableCounterLong hookFailures = registry.newCounter(
            "HookFailures", "Exceptions in our code; the decision fell back to the stock order", 0L);
    public final MutableCounterLong settingsRejected =
            registry.newCounter("SettingsRejected", "Refreshes whose settings were bad; the last good ones stayed", 0L);
    public final MutableGaugeInt packingEnabled =
            registry.newGauge("PackingEnabled", "1 when packing is on, 0 when off or disabled by failures", 0);
    public final MutableGaugeInt packingTripped =
            registry.newGauge("PackingTripped", "1 when packing has disabled itself after failures", 0);
    public final MutableGaugeInt queuesPacked = registry.newGauge("QueuesPacked", "Leaf queues that packing orders", 0);
    public final MutableGaugeInt queuesLeftAlone = registry.newGauge(
            "QueuesLeftAlone", "Leaf queues whose own ordering policy is neither fifo nor fair and was kept", 0);
    public final MutableRate decisionNanos =
            registry.newRate("DecisionNanos", "Time of a packed decision in nanoseconds", false);

    private final DecisionLog decisions;
    private MetricsSystem system;
    private String registeredName;
    private ObjectName decisionsBean;

    /**
     * @param schedulerClass class name shown as tag SchedulerClass
     * @param decisions ring to show in JMX
     */
    public SchedulerMetrics(String schedulerClass, DecisionLog decisions) {
        registry.tag(SCHEDULER_CLASS, schedulerClass);
        this.decisions = decisions;
    }

    /** The ring of decisions beside the counters. */
    public DecisionLog decisions() {
        return decisions;
    }

    /** Makes the numbers visible. */
    public synchronized void register() {
        if (registeredName != null) {
            return;
        }
        system = DefaultMetricsSystem.instance();
        for (int i = 1; registeredName == null; i++) {
            String name = i == 1 ? NAME : NAME + "-" + i;
            // A name taken by a race between two RMs in this JVM fails below and the next one is tried.
            if (system.getSource(name) == null || i == MOST_INSTANCES) {
                try {
                    system.register(name, "Howdah scheduler", this);
                    registeredName = name;
                } catch (RuntimeException e) {
                    if (i == MOST_INSTANCES) {
                        throw e;
                    }
                }
            }
        }
        String suffix = registeredName.substring(NAME.length());
        decisionsBean = MBeans.register("ResourceManager", DECISIONS_NAME + suffix, decisions);
    }

    /** Takes them out again and frees the name. */
    public synchronized void unregister() {
        if (registeredName != null) {
            system.unregisterSource(registeredName);
            registeredName = null;
        }
        if (decisionsBean != null) {
            MBeans.unregister(decisionsBean);
            decisionsBean = null;
        }
    }

    @Override
    public void getMetrics(MetricsCollector collector, boolean all) {
        registry.snapshot(collector.addRecord(registry.info()), all);
    }
}
