// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.placement.core.PlacementLevel;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.PlanState;
import io.howdah.hdfs.plan.core.PlanFigures;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.metrics2.MetricsCollector;
import org.apache.hadoop.metrics2.MetricsInfo;
import org.apache.hadoop.metrics2.MetricsRecordBuilder;
import org.apache.hadoop.metrics2.MetricsSource;
import org.apache.hadoop.metrics2.MetricsSystem;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.Interns;

/**
 * Metrics2 source {@code HowdahPlacement}. One per JVM, because the platform makes several policies in one NameNode:
 * counters add up over them; the gauges are
 * those of the block manager's policy made last (fsck and the Balancer make others). Thread-safe.
 */
public final class PlacementMetrics implements MetricsSource {
    /** Name of the source, and of its bean: {@code Hadoop:service=NameNode,name=HowdahPlacement}. */
    public static final String NAME = "HowdahPlacement";

    /** Every metric: name, kind and meaning. */
    public enum Metric implements MetricsInfo {
        Placements("counter", "Choices of targets for at least one replica"),
        Fallbacks("counter", "Choices that had to share a hard domain because no legal choice existed"),
        Shortfalls("counter", "Choices with fewer targets than asked for"),
        HostViolations("counter", "Verifications (repair scan, fsck) of a block whose replicas share a hard domain"),
        OtherCopysets(
                "counter",
                "With a plan: choices of a further copyset of the first node, as the two drawn had a bad member"),
        Substitutes("counter", "With a plan: choices of a copyset with a stand-in for a member"),
        OutsideCopysets("counter", "With a plan: choices by the hard rules only"),
        UnknownNodes("gauge", "Live DataNodes that are not in the inventory"),
        RackMismatches("gauge", "DataNodes registered on another rack than the inventory states"),
        InventoryGeneration("gauge", "Loads of the inventory since start; 0 = none configured"),
        InventoryNodes("gauge", "Nodes in the inventory that is in use"),
        InventoryStale("gauge", "1 when the file is broken or gone, or older than howdah.placement.max-age"),
        SnapshotAgeSeconds("gauge", "Seconds since the inventory in use was written"),
        PlanGeneration("gauge", "Generation of the plan in use, as its file states it; 0 = none configured"),
        PlanStale("gauge", "1 when the plan file is broken or gone: the last good plan is in use"),
        PlanOutdated("gauge", "1 when the plan was made from another inventory than the one in use"),
        NodesOutsidePlan("gauge", "Live DataNodes the plan does not know: they get the hard rules only"),
        Copysets("gauge", "Copysets of the plan, all groups"),
        ScatterWidthMin("gauge", "Nodes a node shares a copyset with, the fewest; first group of the plan"),
        ScatterWidthMedian("gauge", "The same, median"),
        ScatterWidthMax("gauge", "The same, the most"),
        LossPartsPerMillion(
                "gauge",
                "Estimated chance, in parts per million, that 1% of the nodes down at once take all replicas of a block in some copyset; first group of the plan"),
        AuditViolations(
                "gauge", "Blocks that broke a hard rule in the report howdah.placement.audit.file; -1 = no report"),
        AuditAgeSeconds("gauge", "Seconds since that report was written; -1 = no report");

        private final String kind;
        private final String meaning;

        Metric(String kind, String meaning) {
            this.kind = kind;
            this.meaning = meaning;
        }

        /** {@return counter or gauge} */
        public String kind() {
            return kind;
        }

        @Override
        public String description() {
            return meaning;
        }
    }

    private static final PlacementMetrics INSTANCE = new PlacementMetrics();

    private static final MetricsInfo RECORD = Interns.info(NAME, "Howdah block placement");

    /** Striped: every choice counts, from many threads at once. */
    private final Map<Metric, LongAdder> counters = new EnumMap<>(Metric.class);

    private final LongAdder placements = newCounter(Metric.Placements);
    private final LongAdder fallbacks = newCounter(Metric.Fallbacks);
    private final LongAdder shortfalls = newCounter(Metric.Shortfalls);
    private final LongAdder otherCopysets = newCounter(Metric.OtherCopysets);
    private final LongAdder substitutes = newCounter(Metric.Substitutes);
    private final LongAdder outsideCopysets = newCounter(Metric.OutsideCopysets);
    private final LongAdder violations = newCounter(Metric.HostViolations);
    private volatile Gauges gauges = new Gauges(null, null, Duration.ZERO, new WeakReference<>(null), LastAudit.NONE);

    /** Held weakly: a stopped NameNode's topology must not stay in memory. */
    private record Gauges(
            InventorySource source,
            PlanSource plan,
            Duration maxAge,
            WeakReference<ClusterViews> views,
            LastAudit audit) {}

    private PlacementMetrics() {}

    private LongAdder newCounter(Metric metric) {
        LongAdder counter = new LongAdder();
        counters.put(metric, counter);
        return counter;
    }

    /** {@return the JVM's metrics, registered with the metrics system} */
    public static PlacementMetrics registered() {
        synchronized (INSTANCE) {
            // A NameNode that stops shuts the metrics system down and forgets its sources.
            MetricsSystem system = DefaultMetricsSystem.instance();
            if (system.getSource(NAME) == null) {
                system.register(NAME, "Howdah block placement", INSTANCE);
            }
        }
        return INSTANCE;
    }

    /** {@return metrics nobody else sees} */
    public static PlacementMetrics detached() {
        return new PlacementMetrics();
    }

    /** Takes the gauges from these from now on. */
    void show(InventorySource source, PlanSource plan, PlacementSettings settings, ClusterViews views) {
        gauges = new Gauges(
                source, plan, settings.maxAge(), new WeakReference<>(views), new LastAudit(settings.auditFile()));
    }

    /** {@return the value of a counter so far} */
    long counter(Metric metric) {
        return counters.get(metric).sum();
    }

    /** {@return choices counted as fallbacks so far} */
    public long fallbacks() {
        return fallbacks.sum();
    }

    /** {@return choices of targets so far} */
    public long placements() {
        return placements.sum();
    }

    void placed(PlacementLevel level, boolean planned, boolean shortfall) {
        placements.increment();
        switch (level) {
            case COPYSET -> {}
            case OTHER_COPYSET -> otherCopysets.increment();
            case SUBSTITUTE -> substitutes.increment();
            case HARD_RULES -> outsideCopysets.add(planned ? 1 : 0);
            case SHARED_DOMAIN -> fallbacks.increment();
        }
        if (shortfall) {
            shortfalls.increment();
        }
    }

    void violationSeen() {
        violations.increment();
    }

    @Override
    public void getMetrics(MetricsCollector collector, boolean all) {
        MetricsRecordBuilder record = collector.addRecord(RECORD).setContext("dfs");
        counters.forEach((metric, counter) -> record.addCounter(metric, counter.sum()));
        Gauges now = gauges;
        ClusterViews views = now.views().get();
        ClusterView view = views == null ? null : views.current();
        record.addGauge(Metric.UnknownNodes, view == null ? 0 : view.unknownNodes())
                .addGauge(Metric.RackMismatches, view == null ? 0 : view.rackMismatches());
        InventorySource source = now.source();
        record.addGauge(
                        Metric.InventoryGeneration,
                        source == null ? 0L : source.state().generation())
                .addGauge(
                        Metric.InventoryNodes,
                        source == null ? 0 : source.state().inventory().size())
                .addGauge(Metric.InventoryStale, source != null && source.stale(now.maxAge()) ? 1 : 0)
                .addGauge(Metric.SnapshotAgeSeconds, source == null ? 0L : source.ageSeconds());
        LastAudit.Seen audit = now.audit().look();
        record.addGauge(Metric.AuditViolations, audit.violations())
                .addGauge(Metric.AuditAgeSeconds, audit.ageSeconds());
        PlanState plan = now.plan() == null ? PlanState.NONE : now.plan().state();
        PlanFigures figures = plan.figures();
        boolean outdated = plan.plan() != null
                && source != null
                && !plan.plan().inventorySha256().equals(source.state().digest());
        record.addGauge(
                        Metric.PlanGeneration,
                        plan.plan() == null ? 0L : plan.plan().generation())
                .addGauge(Metric.PlanStale, plan.problem() != null ? 1 : 0)
                .addGauge(Metric.PlanOutdated, outdated ? 1 : 0)
                .addGauge(
                        Metric.NodesOutsidePlan,
                        view == null ? 0 : view.copysets().nodesOutside())
                .addGauge(Metric.Copysets, figures.copysets())
                .addGauge(Metric.ScatterWidthMin, figures.scatterMin())
                .addGauge(Metric.ScatterWidthMedian, figures.scatterMedian())
                .addGauge(Metric.ScatterWidthMax, figures.scatterMax())
                .addGauge(Metric.LossPartsPerMillion, figures.lossPartsPerMillion());
    }
}
