// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.repair;

import io.howdah.hdfs.audit.FileWalk;
import io.howdah.hdfs.audit.FileWalk.FoundFile;
import io.howdah.hdfs.audit.Judge;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
import io.howdah.hdfs.placement.PlacementExplainer.Explanation;
import io.howdah.hdfs.placement.PlacementExplainer.Verdict;
import io.howdah.hdfs.repair.core.RepairQueue;
import io.howdah.hdfs.repair.core.RepairTally;
import io.howdah.hdfs.repair.core.RepairTally.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Finds the files below a path that have a block which breaks a hard rule, has the NameNode repair each, and looks until
 * the replicas are where they belong and the one too many is gone.
 *
 * <p>It moves nothing itself and tells nobody where to: the NameNode's placement policy chooses the new node
 * ({@code chooseTarget}) and the replica to remove ({@code chooseReplicasToDelete}). Asking twice does no harm, so a run
 * may be killed at any time. Not thread-safe.
 */
public final class PlacementRepair {
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int REFUSALS = 5; // asked at 0, 1, 3, 7 and 15 s: longer than the NameNode's default poll

    private final DFSClient client;
    private final Judge judge;
    private final FsckClient fsck;
    private final Throttle throttle;
    private final Plan plan;
    private final RepairTally tally;
    private final RepairQueue queue;
    private final RunState state;

    /**
     * What to repair, and how gently.
     *
     * @param root file or directory
     * @param snapshots also files that are in a snapshot only
     * @param inFlight broken blocks the NameNode is given at a time (a file is given whole)
     * @param patience time a file may take
     */
    public record Plan(String root, boolean snapshots, int inFlight, Duration patience) {}

    /** Prepares a run; it goes on where the state says. */
    public PlacementRepair(
            DFSClient client,
            Judge judge,
            FsckClient fsck,
            Throttle throttle,
            Plan plan,
            RunState state,
            Consumer<String> notes)
            throws IOException {
        this.client = client;
        this.judge = judge;
        this.fsck = fsck;
        this.throttle = throttle;
        this.plan = plan;
        this.state = state;
        RunState.Position position = state.load();
        if (position.note() != null) {
            notes.accept(position.note());
        }
        this.tally = RepairTally.of(position.counters());
        this.queue = new RepairQueue(
                position.lastPath(),
                POLL_NANOS,
                LONGEST_PAUSE_NANOS,
                plan.patience().toNanos());
    }

    /** Repairs until all is in order or given up. */
    public RepairTally run(Consumer<Supplier<String>> progress) throws IOException, InterruptedException {
        FileWalk walk = new FileWalk(client, plan.root(), queue.position(), plan.snapshots());
        boolean walking = true;
        long looked = System.nanoTime();
        while (walking || !queue.isEmpty()) {
            if (walking && queue.blocks() < plan.inFlight()) {
                FoundFile file = walk.next();
                walking = file != null;
                if (walking) {
                    consider(file);
                }
            } else {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            if (System.nanoTime() - looked >= POLL_NANOS) {
                for (RepairQueue.Entry entry : queue.due(System.nanoTime())) {
                    look(entry);
                }
                state.save(queue.position(), tally.toMap());
                looked = System.nanoTime();
            }
            progress.accept(() -> String.format(
                    "%d files, %d blocks repaired, %d under repair, %d left",
                    tally.files(), tally.repaired(), queue.blocks(), tally.leftInAll()));
        }
        state.finished();
        return tally;
    }

    private void consider(FoundFile file) throws IOException, InterruptedException {
        List<LocatedBlock> blocks = file.blocks();
        throttle.acquire(blocks.size());
        tally.walked(blocks.size());
        Broken broken = broken(file);
        if (broken.mendable() == 0) {
            left(file.path(), broken.hopeless(), Reason.NO_LEGAL_CHOICE);
            queue.passed(file.path());
            return;
        }
        int seen = fsck.replicate(file.path());
        RepairQueue.Entry entry = queue.add(file.path(), broken.mendable() + broken.hopeless(), System.nanoTime());
        if (seen == 0) {
            entry.refused();
        }
    }

    private void look(RepairQueue.Entry entry) throws IOException, InterruptedException {
        HdfsLocatedFileStatus status;
        try {
            status = client.getLocatedFileInfo(entry.path(), false);
        } catch (FileNotFoundException e) {
            status = null;
        }
        if (status == null) {
            queue.done(entry); // deleted: there is nothing left to repair
            return;
        }
        Broken broken = broken(new FoundFile(entry.path(), status));
        long now = System.nanoTime();
        if (broken.mendable() == 0 && !broken.excess()) {
            close(entry, broken.hopeless(), Reason.NO_LEGAL_CHOICE);
            return;
        }
        // Again: a failover forgets the queue, and the NameNode may have got its inventory later than we.
        if (broken.mendable() > 0 && fsck.replicate(entry.path()) == 0) {
            entry.refused();
        }
        if (broken.mendable() > 0 && entry.refusals() >= REFUSALS) {
            close(entry, broken.mendable() + broken.hopeless(), Reason.NOT_SEEN_BY_NAMENODE);
        } else if (entry.late(now)) {
            close(entry, broken.mendable() + broken.hopeless(), Reason.LATE);
        } else {
            queue.looked(entry, now);
        }
    }

    private void close(RepairQueue.Entry entry, int stillBroken, Reason reason) {
        tally.repaired(Math.max(0, entry.blocks() - stillBroken));
        left(entry.path(), stillBroken, reason);
        queue.done(entry);
    }

    private void left(String path, int blocks, Reason reason) {
        if (blocks > 0) {
            tally.left(path, blocks, reason);
        }
    }

    /**
     * Blocks of a file that break a rule.
     *
     * @param mendable a DataNode in service would mend them
     * @param hopeless none would
     * @param excess whether one has more replicas than wanted: the removal of the wrong one is still to come
     */
    private record Broken(int mendable, int hopeless, boolean excess) {}

    private Broken broken(FoundFile file) throws IOException {
        int mendable = 0;
        int hopeless = 0;
        boolean excess = false;
        for (LocatedBlock block : file.blocks()) {
            Explanation explanation = judge.judge(block, file.status());
            mendable += explanation.verdict() == Verdict.VIOLATION ? 1 : 0;
            hopeless += explanation.verdict() == Verdict.NOTHING_BETTER ? 1 : 0;
            excess |= block.getLocations().length > file.width();
        }
        return new Broken(mendable, hopeless, excess);
    }
}
