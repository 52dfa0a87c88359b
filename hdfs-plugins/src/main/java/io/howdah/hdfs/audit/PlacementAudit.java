// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.audit;

import io.howdah.hdfs.audit.FileWalk.FoundFile;
import io.howdah.hdfs.audit.core.AuditTally;
import io.howdah.hdfs.audit.core.AuditTally.Count;
import io.howdah.hdfs.audit.core.Throttle;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import io.howdah.hdfs.placement.PlacementExplainer.Finding;
import io.howdah.hdfs.placement.PlacementExplainer.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Counts the blocks below a path that break a hard rule. Streams: what it keeps is a page of the listing per level of the
 * tree and the counts. Not thread-safe.
 */
public final class PlacementAudit {
    private static final Duration SAVE_EVERY = Duration.ofSeconds(10);

    private final DFSClient client;
    private final Judge judge;
    private final CopysetMembership copysets;
    private final Throttle throttle;

    /**
     * What to audit.
     *
     * @param root file or directory
     * @param snapshots also files that are in a snapshot only
     */
    public record Scope(String root, boolean snapshots) {}

    /**
     * What was found.
     *
     * @param scope what was audited
     * @param tally the counts
     * @param started when this run began (a run that was resumed: the last one)
     * @param finished when it ended
     * @param plan whether copysets were looked at
     */
    public record Result(Scope scope, AuditTally tally, Instant started, Instant finished, boolean plan) {}

    /**
     * @param copysets the plan's; null when there is no plan
     * @param throttle in blocks
     */
    public PlacementAudit(DFSClient client, Judge judge, CopysetMembership copysets, Throttle throttle) {
        this.client = client;
        this.judge = judge;
        this.copysets = copysets;
        this.throttle = throttle;
    }

    /**
     * Audits.
     *
     * @param state where to go on and what to keep on the way
     * @param notes one line when it does not start at the beginning
     * @param progress called after each file
     */
    public Result run(Scope scope, RunState state, Consumer<String> notes, Consumer<Supplier<String>> progress)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        RunState.Position position = state.load();
        if (position.note() != null) {
            notes.accept(position.note());
        }
        AuditTally tally = position.lastPath() == null ? new AuditTally() : AuditTally.of(position.counters());
        FileWalk walk = new FileWalk(client, scope.root(), position.lastPath(), scope.snapshots());
        long saved = System.nanoTime();
        String last = position.lastPath();
        for (FoundFile file = walk.next(); file != null; file = walk.next()) {
            List<LocatedBlock> blocks = file.blocks();
            throttle.acquire(blocks.size());
            audit(scope, file, blocks, tally);
            last = file.path();
            if (System.nanoTime() - saved > TimeUnit.SECONDS.toNanos(SAVE_EVERY.toSeconds())) {
                state.save(last, tally.toMap());
                saved = System.nanoTime();
            }
            String now = last;
            progress.accept(() -> String.format(
                    "%d files, %d blocks, %d violations, at %s",
                    tally.get(Count.FILES), tally.get(Count.BLOCKS), tally.get(Count.VIOLATIONS), now));
        }
        state.finished();
        return new Result(scope, tally, started, Instant.now(), copysets != null);
    }

    private void audit(Scope scope, FoundFile file, List<LocatedBlock> blocks, AuditTally tally) throws IOException {
        String directory = AuditTally.topDirectory(scope.root(), file.path());
        tally.add(Count.FILES, 1);
        tally.add(Count.BEING_WRITTEN, file.beingWritten() ? 1 : 0);
        tally.add(Count.BLOCKS, blocks.size());
        for (LocatedBlock block : blocks) {
            Explanation explanation = judge.judge(block, file.status());
            if (explanation.broken()) {
                tally.violation(
                        directory,
                        explanation.findings().stream().map(Finding::rule).toList(),
                        explanation.moves() * replicaBytes(file, block));
            }
            tally.add(Count.NOT_JUDGED, explanation.verdict() == Verdict.NOT_JUDGED ? 1 : 0);
            if (copysets != null && !copysets.inside(block, file.width())) {
                tally.outsideCopysets(directory);
            }
        }
    }

    /** Bytes of one replica, or of one unit; an empty block costs a byte: it is to be mended, too. */
    private static long replicaBytes(FoundFile file, LocatedBlock block) {
        int units = block.isStriped() ? file.status().getErasureCodingPolicy().getNumDataUnits() : 1;
        return Math.max(1, block.getBlockSize() / units);
    }
}
