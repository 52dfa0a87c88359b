// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owner of the current inventory: loads the file, looks at it again every poll interval, keeps the last good snapshot
 * when the file breaks or goes away.
 *
 * <p>One per file and JVM, shared by every policy and mapping instance: the platform builds policies more than once
 * (fsck builds one per run, a reconfiguration builds new ones) and none of those may lose the snapshot. Held weakly by
 * the registry and by the poller, so it goes when its last user goes. Thread-safe; {@link #state()} never blocks.
 */
public final class InventorySource {
    private static final Logger LOG = LoggerFactory.getLogger(InventorySource.class);
    private static final Map<String, WeakReference<InventorySource>> SHARED = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService POLLER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "howdah-inventory-poll");
        thread.setDaemon(true);
        return thread;
    });

    private final Path file;
    private final long maxBytes;
    private final Clock clock;
    private volatile InventoryState state;
    private Stamp looked;

    private record Stamp(long modifiedMillis, long size, Object fileKey) {}

    /**
     * Loads the file.
     *
     * @param file the inventory
     * @param maxBytes largest size accepted
     * @param clock for ages
     * @throws InventoryException when it is missing or not valid
     */
    public InventorySource(Path file, long maxBytes, Clock clock) throws InventoryException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.clock = clock;
        Stamp stamp = stamp();
        Inventory inventory = InventoryYaml.read(file, maxBytes);
        this.looked = stamp;
        this.state = new InventoryState(inventory, 1, modified(stamp), null);
    }

    /**
     * The JVM's source for that file; loads it on first use and polls it from then on.
     *
     * @param file the inventory
     * @param maxBytes largest size accepted
     * @param poll interval between looks at the file
     * @throws InventoryException when it was never loaded and cannot be loaded now
     */
    public static InventorySource shared(Path file, long maxBytes, Duration poll) throws InventoryException {
        String key = file + "|" + maxBytes + "|" + poll.toMillis();
        synchronized (SHARED) {
            SHARED.values().removeIf(ref -> ref.get() == null);
            WeakReference<InventorySource> known = SHARED.get(key);
            InventorySource source = known == null ? null : known.get();
            if (source == null) {
                source = new InventorySource(file, maxBytes, Clock.systemUTC());
                SHARED.put(key, new WeakReference<>(source));
                schedule(new WeakReference<>(source), poll);
                LOG.info(
                        "Inventory {}: {} nodes loaded, looked at every {}",
                        file,
                        source.state.inventory().size(),
                        poll);
            }
            return source;
        }
    }

    private static void schedule(WeakReference<InventorySource> ref, Duration poll) {
        ScheduledFuture<?>[] self = new ScheduledFuture<?>[1];
        synchronized (self) {
            self[0] = POLLER.scheduleWithFixedDelay(
                    () -> {
                        InventorySource source = ref.get();
                        if (source != null) {
                            source.refresh();
                            return;
                        }
                        synchronized (self) {
                            self[0].cancel(false);
                        }
                    },
                    poll.toMillis(),
                    poll.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** {@return the current snapshot; never null} */
    public InventoryState state() {
        return state;
    }

    /** {@return path of the file} */
    public Path file() {
        return file;
    }

    /** {@return seconds since the loaded version of the file was written, at least 0} */
    public long ageSeconds() {
        return Math.max(0, Duration.between(state.modified(), clock.instant()).toSeconds());
    }

    /** {@return whether what is loaded is not what an operator should rely on: file broken or gone, or older than maxAge} */
    public boolean stale(Duration maxAge) {
        return state.problem() != null || (!maxAge.isZero() && ageSeconds() > maxAge.toSeconds());
    }

    /** Looks at the file now and loads it when it changed. Never throws: a bad file leaves the last good snapshot. */
    public synchronized void refresh() {
        Stamp now = stamp(); // before reading: a write in between is seen as a change the next time
        try {
            if (now != null && now.equals(looked)) {
                return;
            }
            Inventory inventory = InventoryYaml.read(file, maxBytes);
            looked = now;
            state = new InventoryState(inventory, state.generation() + 1, modified(now), null);
            LOG.info("Inventory {}: generation {}, {} nodes", file, state.generation(), inventory.size());
        } catch (InventoryException e) {
            looked = now;
            broken(e.getMessage());
        } catch (RuntimeException e) {
            broken(file + ": " + e);
        }
    }

    /** Logs each distinct problem once: the poller comes back every few seconds. */
    private void broken(String problem) {
        if (!problem.equals(state.problem())) {
            LOG.warn(
                    "{}. Keeping inventory generation {} ({} nodes).",
                    problem,
                    state.generation(),
                    state.inventory().size());
            state = new InventoryState(state.inventory(), state.generation(), state.modified(), problem);
        }
    }

    private java.time.Instant modified(Stamp stamp) {
        return stamp == null ? clock.instant() : java.time.Instant.ofEpochMilli(stamp.modifiedMillis());
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
