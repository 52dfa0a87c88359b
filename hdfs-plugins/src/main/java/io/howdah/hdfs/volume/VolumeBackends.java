// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.volume.core.BackendFinder;
import io.howdah.hdfs.volume.core.BackendGroups;
import io.howdah.hdfs.volume.core.MountTable;
import io.howdah.hdfs.volume.core.VolumeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backend of each data directory. Looked up when a directory is first seen and every refresh interval, by the thread that
 * comes first; the others go on with what is known, so a mount that hangs does not hold up the DataNode.
 * Thread-safe.
 */
final class VolumeBackends {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeBackends.class);

    private static final long PATIENCE_SECONDS = 2;

    private final VolumeSettings settings;
    private final Optional<String> inventoryBackend;
    private final LongSupplier nanoClock;
    private final Map<Path, Long> asked = new ConcurrentHashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Snapshot snapshot;
    private volatile boolean mountTableMissing;

    /**
     * @param backends data directory to backend
     * @param unknown directories for which nothing was found: each is its own backend
     */
    record Snapshot(Map<Path, String> backends, int unknown, long at) {}

    /**
     * @param inventoryBackend the storage backend the inventory states for this DataNode: that of its virtual disks
     */
    VolumeBackends(VolumeSettings settings, Optional<String> inventoryBackend, LongSupplier nanoClock) {
        this.settings = settings;
        this.inventoryBackend = inventoryBackend;
        this.nanoClock = nanoClock;
        this.snapshot = new Snapshot(Map.of(), 0, nanoClock.getAsLong());
    }

    /**
     * Finds the backends of data directories.
     *
     * @return by directory; one that another thread has been looking up for {@value #PATIENCE_SECONDS} s is missing
     */
    Map<Path, String> of(Collection<Path> directories) {
        long now = nanoClock.getAsLong();
        directories.forEach(directory -> asked.put(directory, now));
        if (known(directories) && now - snapshot.at() <= settings.refresh().toNanos()) {
            return snapshot.backends();
        }
        if (lock(known(directories) ? 0 : PATIENCE_SECONDS)) {
            try {
                if (!known(directories)
                        || now - snapshot.at() > settings.refresh().toNanos()) {
                    asked.values()
                            .removeIf(at -> now - at > 2 * settings.refresh().toNanos());
                    Snapshot found = look(Set.copyOf(asked.keySet()), now);
                    if (!found.backends().equals(snapshot.backends())) {
                        LOG.info("Data directories and their backends: {}", found.backends());
                    }
                    snapshot = found;
                }
            } finally {
                looking.unlock();
            }
        }
        return snapshot.backends();
    }

    private boolean known(Collection<Path> directories) {
        return snapshot.backends().keySet().containsAll(directories);
    }

    private boolean lock(long seconds) {
        try {
            return looking.tryLock(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Snapshot snapshot() {
        return snapshot;
    }

    private Snapshot look(Set<Path> directories, long now) {
        MountTable mounts = mountTable();
        BackendFinder finder = new BackendFinder(mounts, new SysfsBlockDevices(settings.systemRoot(), mounts));
        Map<String, Set<String>> parts = new LinkedHashMap<>();
        directories.stream().sorted().forEach(directory -> parts.put(directory.toString(), parts(directory, finder)));
        Map<Path, String> backends = new LinkedHashMap<>();
        BackendGroups.of(parts).forEach((directory, backend) -> backends.put(Path.of(directory), backend));
        int unknown = (int) parts.values().stream().filter(Set::isEmpty).count();
        return new Snapshot(Collections.unmodifiableMap(backends), unknown, now);
    }

    private Set<String> parts(Path directory, BackendFinder finder) {
        for (Path at = directory; at != null; at = at.getParent()) {
            String stated = settings.backends().get(at);
            if (stated != null) {
                return Set.of(stated);
            }
        }
        Path real = directory;
        try {
            real = directory.toRealPath();
        } catch (IOException e) {
            LOG.debug("{}: symbolic links not followed", directory, e);
        }
        Set<String> found = finder.find(real.toString());
        if (inventoryBackend.isPresent()
                && !found.isEmpty()
                && found.stream().allMatch(part -> part.startsWith(SysfsBlockDevices.VIRTUAL))) {
            return Set.of(inventoryBackend.get());
        }
        return found;
    }

    private MountTable mountTable() {
        Path file = settings.systemRoot().resolve("proc/self/mountinfo");
        try {
            MountTable mounts = MountTable.parse(Files.readString(file));
            mountTableMissing = false;
            return mounts;
        } catch (IOException e) {
            if (!mountTableMissing) {
                LOG.warn(
                        "{}: {}. Each data directory counts as its own backend; allowed: set {}",
                        file,
                        e.toString(),
                        VolumeSettings.BACKENDS.name());
            }
            mountTableMissing = true;
            return MountTable.parse("");
        }
    }
}
