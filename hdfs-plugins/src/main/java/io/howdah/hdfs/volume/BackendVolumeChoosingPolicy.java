// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.volume.core.VolumeCandidate;
import io.howdah.hdfs.volume.core.VolumeChooser;
import io.howdah.hdfs.volume.core.VolumeChooser.Choice;
import io.howdah.hdfs.volume.core.VolumeSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DF;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsVolumeSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.VolumeChoosingPolicy;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.impl.FsVolumeImpl;
import org.apache.hadoop.util.DiskChecker.DiskOutOfSpaceException;

/**
 * Volume choosing for {@code dfs.datanode.fsdataset.volume.choosing.policy}: volumes on one backend count as one, slow
 * and full ones get less. See {@link VolumeChooser} for how, {@link VolumeSettings} for the keys.
 *
 * <p>Differs from the stock policies: a volume whose free space cannot be read is passed over instead of failing the write,
 * and disks are looked at without a lock. It has room whenever the stock policies have. Thread-safe.
 *
 * @param <V> the DataNode's volumes
 */
public final class BackendVolumeChoosingPolicy<V extends FsVolumeSpi> implements VolumeChoosingPolicy<V>, Configurable {
    private final Random random;
    private final LongSupplier nanoClock;
    private final VolumeMetrics metrics;
    private final VolumeMetrics.Gauges gauges = new VolumeMetrics.Gauges();
    private volatile State state;

    private record State(
            Configuration conf, VolumeChooser chooser, VolumeBackends backends, VolumeLatencies latencies) {}

    public BackendVolumeChoosingPolicy() {
        this(new Random(), System::nanoTime, VolumeMetrics.registered());
    }

    /**
     * @param nanoClock nanoseconds since any fixed time
     */
    BackendVolumeChoosingPolicy(Random random, LongSupplier nanoClock, VolumeMetrics metrics) {
        this.random = random;
        this.nanoClock = nanoClock;
        this.metrics = metrics;
        setConf(new Configuration(false));
    }

    /**
     * @throws IllegalArgumentException when a setting is not allowed: the DataNode does not start
     */
    @Override
    public void setConf(Configuration conf) {
        VolumeSettings settings = VolumeSettings.parse(conf::get);
        VolumeBackends backends = new VolumeBackends(settings, InventoryBackend.of(conf), nanoClock);
        VolumeLatencies latencies = new VolumeLatencies(settings.halfLife(), nanoClock);
        state = new State(
                conf, new VolumeChooser(settings.floor(), settings.halfLife(), random, nanoClock), backends, latencies);
        gauges.backends = backends;
        metrics.show(gauges);
    }

    @Override
    public Configuration getConf() {
        return state.conf();
    }

    @Override
    public V chooseVolume(List<V> volumes, long replicaSize, String storageId) throws IOException {
        if (volumes.isEmpty()) {
            throw new DiskOutOfSpaceException("No more available volumes");
        }
        State now = state;
        Map<Path, String> backends = now.backends()
                .of(volumes.stream()
                        .map(BackendVolumeChoosingPolicy::directory)
                        .flatMap(Optional::stream)
                        .toList());
        List<V> readable = new ArrayList<>();
        List<VolumeCandidate> candidates = new ArrayList<>();
        IOException unreadable = null;
        for (V volume : volumes) {
            try {
                candidates.add(candidate(volume, now, backends));
                readable.add(volume);
            } catch (IOException e) {
                unreadable = e;
            }
        }
        if (readable.isEmpty()) {
            throw unreadable;
        }
        gauges.latencyKnown = candidates.stream().anyMatch(c -> !Double.isNaN(c.latencyMillis()));
        Optional<Choice> choice = now.chooser().choose(candidates, replicaSize);
        if (choice.isEmpty()) {
            metrics.full();
            long most = candidates.stream()
                    .mapToLong(VolumeCandidate::available)
                    .max()
                    .orElse(0);
            throw new DiskOutOfSpaceException("Out of space: The volume with the most available space (=" + most
                    + " B) is less than the block size (=" + replicaSize + " B).");
        }
        VolumeCandidate chosen = candidates.get(choice.get().index());
        metrics.chosen(chosen, choice.get(), replicaSize);
        return readable.get(choice.get().index());
    }

    /** Where a volume is; empty for one that is not a local directory, as a provided (remote) storage. */
    private static Optional<Path> directory(FsVolumeSpi volume) {
        URI uri = volume.getBaseURI();
        return uri != null && "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri.getPath())) : Optional.empty();
    }

    private VolumeCandidate candidate(V volume, State now, Map<Path, String> backends) throws IOException {
        long available = volume.getAvailable();
        Optional<Path> directory = directory(volume);
        if (directory.isEmpty()) {
            String id = volume.getStorageID() + "@" + System.identityHashCode(volume);
            return new VolumeCandidate(id, id, available, 0, Double.NaN);
        }
        String id = directory.get().toString();
        return new VolumeCandidate(
                id,
                backends.getOrDefault(directory.get(), id),
                available,
                capacity(volume, now.conf()),
                now.latencies().of(id, volume.getMetrics()));
    }

    private static long capacity(FsVolumeSpi volume, Configuration conf) {
        if (volume instanceof FsVolumeImpl local) {
            return local.getCapacity();
        }
        DF usage = volume.getUsageStats(conf);
        return usage == null ? 0 : usage.getCapacity();
    }
}
