// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.volume.core.VolumeCandidate;
import io.howdah.hdfs.volume.core.VolumeChooser.Choice;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.metrics2.MetricsCollector;
import org.apache.hadoop.metrics2.MetricsInfo;
import org.apache.hadoop.metrics2.MetricsRecordBuilder;
import org.apache.hadoop.metrics2.MetricsSource;
import org.apache.hadoop.metrics2.MetricsSystem;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.apache.hadoop.metrics2.lib.Interns;

/**
 * Metrics2 source {@code HowdahVolumes}: one record, and one more for each backend, with the tag Backend (in a bean: the
 * attributes with the suffixes .1, .2, ...). One per JVM; with several DataNodes in it (tests), counters and gauges add
 * up. Thread-safe.
 */
public final class VolumeMetrics implements MetricsSource {
    /** Name of the source, and of its bean: {@code Hadoop:service=DataNode,name=HowdahVolumes}. */
    public static final String NAME = "HowdahVolumes";

    /** Every metric: name, kind and meaning. */
    public enum Metric implements MetricsInfo {
        VolumeChoices("counter", "Volumes chosen for a replica"),
        FloorSkips(
                "counter", "Volumes with room passed over because they would fall below howdah.volume.available-floor"),
        BelowFloor("counter", "Choices of a volume below the floor, because no volume with room was above it"),
        OutOfSpace("counter", "Choices refused because no volume had room"),
        Volumes("gauge", "Data directories in use"),
        Backends("gauge", "Backends they are on"),
        UnknownBackends("gauge", "Data directories for which no backend was found; each counts as its own"),
        LatencyUnavailable(
                "gauge",
                "1 when no volume has a measured latency: dfs.datanode.fileio.profiling.sampling.percentage is 0, or nothing was written yet"),
        BackendChoices("counter", "Volumes chosen on the backend of the tag Backend"),
        BackendBytes("counter", "Expected bytes of the replicas it got"),
        BackendLatencyMillis(
                "gauge", "Mean milliseconds of a write on the volume of it chosen last; 0 when not measured");

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

    private static final MetricsInfo TAG = Interns.info("Backend", "What volumes share");
    private static final VolumeMetrics INSTANCE = new VolumeMetrics();

    private final LongAdder choices = new LongAdder();
    private final LongAdder skips = new LongAdder();
    private final LongAdder belowFloor = new LongAdder();
    private final LongAdder outOfSpace = new LongAdder();
    private final Map<String, PerBackend> backends = new ConcurrentSkipListMap<>();
    private final Map<Gauges, Boolean> shown = Collections.synchronizedMap(new WeakHashMap<>());

    private static final class PerBackend {
        final LongAdder choices = new LongAdder();
        final LongAdder bytes = new LongAdder();
        volatile double latencyMillis;
    }

    /** What one policy contributes to the gauges. Held weakly here: that of a stopped DataNode must go. */
    static final class Gauges {
        volatile VolumeBackends backends;
        volatile boolean latencyKnown;
    }

    private VolumeMetrics() {}

    /** {@return the JVM's metrics, registered with the metrics system} */
    public static VolumeMetrics registered() {
        synchronized (INSTANCE) {
            // A DataNode that stops shuts the metrics system down and forgets its sources.
            MetricsSystem system = DefaultMetricsSystem.instance();
            if (system.getSource(NAME) == null) {
                system.register(NAME, "Howdah volume choosing", INSTANCE);
            }
        }
        return INSTANCE;
    }

    /** {@return metrics nobody else sees} */
    public static VolumeMetrics detached() {
        return new VolumeMetrics();
    }

    void show(Gauges gauges) {
        shown.put(gauges, true);
    }

    void chosen(VolumeCandidate volume, Choice choice, long replicaBytes) {
        choices.increment();
        skips.add(choice.skipped());
        if (choice.belowFloor()) {
            belowFloor.increment();
        }
        PerBackend backend = backends.computeIfAbsent(volume.backend(), b -> new PerBackend());
        backend.choices.increment();
        backend.bytes.add(replicaBytes);
        backend.latencyMillis = Double.isNaN(volume.latencyMillis()) ? 0 : volume.latencyMillis();
    }

    void full() {
        outOfSpace.increment();
    }

    /** {@return volumes chosen so far} */
    public long choices() {
        return choices.sum();
    }

    /** {@return volumes chosen so far on that backend} */
    public long choices(String backend) {
        PerBackend counts = backends.get(backend);
        return counts == null ? 0 : counts.choices.sum();
    }

    @Override
    public void getMetrics(MetricsCollector collector, boolean all) {
        int volumes = 0;
        int unknown = 0;
        boolean latencyKnown = false;
        Set<String> names = new HashSet<>();
        List<Gauges> now;
        synchronized (shown) {
            now = List.copyOf(shown.keySet());
        }
        for (Gauges gauges : now) {
            VolumeBackends.Snapshot snapshot = gauges.backends.snapshot();
            volumes += snapshot.backends().size();
            unknown += snapshot.unknown();
            names.addAll(snapshot.backends().values());
            latencyKnown |= gauges.latencyKnown;
        }
        collector
                .addRecord(Interns.info(NAME, "Howdah volume choosing"))
                .setContext("dfs")
                .addCounter(Metric.VolumeChoices, choices.sum())
                .addCounter(Metric.FloorSkips, skips.sum())
                .addCounter(Metric.BelowFloor, belowFloor.sum())
                .addCounter(Metric.OutOfSpace, outOfSpace.sum())
                .addGauge(Metric.Volumes, volumes)
                .addGauge(Metric.Backends, names.size())
                .addGauge(Metric.UnknownBackends, unknown)
                .addGauge(Metric.LatencyUnavailable, latencyKnown ? 0 : 1);
        backends.forEach((name, counts) -> {
            MetricsRecordBuilder record = collector.addRecord(Interns.info(NAME, "Howdah volume choosing"));
            record.setContext("dfs")
                    .tag(TAG, name)
                    .addCounter(Metric.BackendChoices, counts.choices.sum())
                    .addCounter(Metric.BackendBytes, counts.bytes.sum())
                    .addGauge(Metric.BackendLatencyMillis, counts.latencyMillis);
        });
    }
}
