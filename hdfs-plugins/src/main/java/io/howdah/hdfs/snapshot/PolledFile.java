// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.snapshot;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owner of what was last read from a file: looks at the file again every poll interval (modification time, size,
 * identity), keeps the last good snapshot when the file breaks or goes away.
 *
 * <p>One per file and JVM, shared by every policy and mapping instance: the platform builds policies more than once (fsck
 * builds one per run, a reconfiguration builds new ones) and none of those may lose the snapshot. Held weakly by the
 * registry and by the poller, so it goes when its last user goes. Thread-safe; {@link #state()} never blocks.
 *
 * @param <S> an immutable snapshot
 */
public abstract class PolledFile<S extends PolledFile.Snapshot> {
    private static final Logger LOG = LoggerFactory.getLogger(PolledFile.class);
    private static final Map<String, WeakReference<PolledFile<?>>> SHARED = new ConcurrentHashMap<>();
    private static final ScheduledExecutorService POLLER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "howdah-file-poll");
        thread.setDaemon(true);
        return thread;
    });

    private final Path file;
    private final Clock clock;
    private volatile S state;
    private Stamp looked;

    private record Stamp(long modifiedMillis, long size, Object fileKey) {}

    /** What was read, and what is known about the file. */
    public interface Snapshot {
        /** {@return 1 for the first load in this JVM, one more for each reload} */
        long generation();

        /** {@return when the loaded version of the file was written} */
        Instant modified();

        /** {@return why the file as it is now cannot be used, or null when it is the one that is loaded} */
        String problem();
    }

    /** Makes a source on its first use. */
    public interface Opening<P, E extends Exception> {
        P open() throws E;
    }

    protected PolledFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Reads the file.
     *
     * @param generation number of this load
     * @throws Exception with a one-line message, when the file cannot be used
     */
    protected abstract S load(long generation, Instant modified) throws Exception;

    /** {@return the same content, with a problem of the file noted} */
    protected abstract S broken(S last, String problem);

    /** The first load, whose failure is the caller's. */
    protected interface FirstLoad<S, E extends Exception> {
        S load(long generation, Instant modified) throws E;
    }

    /** Takes the first snapshot; called once, by the constructor of the subclass. */
    protected final <E extends Exception> void start(FirstLoad<S, E> first) throws E {
        Stamp stamp = stamp();
        S loaded = first.load(1, modified(stamp));
        synchronized (this) {
            looked = stamp;
            state = loaded;
        }
    }

    /**
     * The JVM's source for a key; opened on first use and polled from then on.
     *
     * @param key tells sources apart: path and settings
     * @param poll interval between looks at the file
     */
    @SuppressWarnings("unchecked") // a key names its kind
    protected static <P extends PolledFile<?>, E extends Exception> P shared(
            String key, Duration poll, Opening<P, E> opening) throws E {
        synchronized (SHARED) {
            SHARED.values().removeIf(ref -> ref.get() == null);
            WeakReference<PolledFile<?>> known = SHARED.get(key);
            P source = known == null ? null : (P) known.get();
            if (source == null) {
                source = opening.open();
                SHARED.put(key, new WeakReference<>(source));
                schedule(new WeakReference<>(source), poll);
                LOG.info("{}: {} loaded, looked at every {}", source.file(), source.state(), poll);
            }
            return source;
        }
    }

    private static void schedule(WeakReference<PolledFile<?>> ref, Duration poll) {
        ScheduledFuture<?>[] self = new ScheduledFuture<?>[1];
        synchronized (self) {
            self[0] = POLLER.scheduleWithFixedDelay(
                    () -> {
                        PolledFile<?> source = ref.get();
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
    public final S state() {
        return state;
    }

    /** {@return path of the file} */
    public final Path file() {
        return file;
    }

    /** {@return seconds since the loaded version of the file was written, at least 0} */
    public final long ageSeconds() {
        return Math.max(0, Duration.between(state.modified(), clock.instant()).toSeconds());
    }

    /** {@return whether what is loaded is not what an operator should rely on: file broken or gone, or older than maxAge} */
    public final boolean stale(Duration maxAge) {
        return state.problem() != null || (!maxAge.isZero() && ageSeconds() > maxAge.toSeconds());
    }

    /** Looks at the file now and loads it when it changed. Never throws: a bad file leaves the last good snapshot. */
    public final synchronized void refresh() {
        Stamp now = stamp(); // before reading: a write in between is seen as a change the next time
        if (now != null && now.equals(looked)) {
            return;
        }
        try {
            state = load(state.generation() + 1, modified(now));
            LOG.info("{}: {}", file, state);
        } catch (Exception e) {
            String problem = e instanceof RuntimeException ? file + ": " + e : e.getMessage();
            if (!problem.equals(state.problem())) { // each distinct problem once: the poller comes back
                LOG.warn("{}. Keeping {}.", problem, state);
                state = broken(state, problem);
            }
        }
        looked = now;
    }

    private Instant modified(Stamp stamp) {
        return stamp == null ? clock.instant() : Instant.ofEpochMilli(stamp.modifiedMillis());
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
