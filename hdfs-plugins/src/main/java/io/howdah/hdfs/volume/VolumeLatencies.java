// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.volume.core.LatencyAverage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.DataNodeVolumeMetrics;

/**
 * Milliseconds a volume spends in write, flush and sync for each sampled write, as the DataNode's own profiling measures
 * it ({@code dfs.datanode.fileio.profiling.sampling.percentage} above 0). Syncs count in because writes end in the page
 * cache until it is full. Thread-safe.
 */
final class VolumeLatencies {
    private final Duration halfLife;
    private final LongSupplier nanoClock;
    private final Map<String, LatencyAverage> averages = new ConcurrentHashMap<>();

    VolumeLatencies(Duration halfLife, LongSupplier nanoClock) {
        this.halfLife = halfLife;
        this.nanoClock = nanoClock;
    }

    /** {@return mean milliseconds; NaN when nothing was measured yet, for example because profiling is off} */
    double of(String volume, DataNodeVolumeMetrics metrics) {
        if (metrics == null) {
            return Double.NaN;
        }
        // Read without the metrics' lock: a sample taken in between makes the mean off by one sample.
        long writes = metrics.getWriteIoSampleCount();
        double millis = writes * metrics.getWriteIoMean()
                + metrics.getFlushIoSampleCount() * metrics.getFlushIoMean()
                + metrics.getSyncIoSampleCount() * metrics.getSyncIoMean();
        return averages.computeIfAbsent(volume, v -> new LatencyAverage(halfLife))
                .update(writes, millis, nanoClock.getAsLong());
    }
}
