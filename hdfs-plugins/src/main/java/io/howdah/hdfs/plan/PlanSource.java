// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import io.howdah.hdfs.snapshot.PolledFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The current plan of this JVM. Thread-safe; see {@link PolledFile} for what happens when the file changes or breaks. */
public final class PlanSource extends PolledFile<PlanState> {
    private final long maxBytes;

    /**
     * Loads the file.
     *
     * @param file the plan
     * @param maxBytes largest size accepted
     * @param clock for ages
     * @throws PlanException when it is missing or not valid
     */
    public PlanSource(Path file, long maxBytes, Clock clock) throws PlanException {
        super(file, clock);
        this.maxBytes = maxBytes;
        start(this::load);
    }

    /**
     * The JVM's source for that file; loads it on first use and polls it from then on.
     *
     * @param file the plan
     * @param maxBytes largest size accepted
     * @param poll interval between looks at the file
     * @throws PlanException when it was never loaded and cannot be loaded now
     */
    public static PlanSource shared(Path file, long maxBytes, Duration poll) throws PlanException {
        return shared(
                "plan|" + file + "|" + maxBytes + "|" + poll.toMillis(),
                poll,
                () -> new PlanSource(file, maxBytes, Clock.systemUTC()));
    }

    @Override
    protected PlanState load(long generation, Instant modified) throws PlanException {
        return PlanState.of(PlanFile.read(file(), maxBytes), generation, modified);
    }

    @Override
    protected PlanState broken(PlanState last, String problem) {
        return new PlanState(
                last.plan(), last.index(), last.tables(), last.figures(), last.generation(), last.modified(), problem);
    }
}
