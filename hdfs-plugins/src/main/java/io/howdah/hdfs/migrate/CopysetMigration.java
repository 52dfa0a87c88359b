// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import io.howdah.hdfs.audit.CopysetMembership;
import io.howdah.hdfs.audit.FileWalk;
import io.howdah.hdfs.audit.FileWalk.FoundFile;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
import io.howdah.hdfs.migrate.core.MigrationTally;
import io.howdah.hdfs.migrate.core.MigrationTally.Count;
import io.howdah.hdfs.migrate.core.MovePlanner;
import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.CopysetTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.balancer.NameNodeConnector;

/**
 * Brings the blocks below a path into the plan's copysets, a batch of files after the other. A block that needs two moves
 * makes them in two rounds: each is legal by itself, so a run may be killed at any time. Not thread-safe.
 */
public final class CopysetMigration {
    private static final int BATCH = 10_000;
    private static final long BATCH_NANOS = TimeUnit.MINUTES.toNanos(1); // and never more than a minute of reading
    private static final long PAUSE_MILLIS = 500;
    private static final int RETRIES = 3; // moves of a block that fail, or that the Dispatcher does not take

    private final NameNodeConnector connector;
    private final DFSClient client;
    private final Configuration conf;
    private final CopysetMembership membership;
    private final SiteResolver resolver;
    private final Limits limits;
    private final MigrationTally tally;

    /**
     * How gently.
     *
     * @param concurrent moves under way at a time
     * @param bytes bytes to move a second
     * @param reads blocks to read a second
     * @param patience time without any progress until a batch is given up
     */
    public record Limits(int concurrent, Throttle bytes, Throttle reads, Duration patience) {}

    /** Prepares a run that goes on counting on these counts. */
    public CopysetMigration(
            NameNodeConnector connector,
            Configuration conf,
            CopysetMembership membership,
            SiteResolver resolver,
            Limits limits,
            MigrationTally tally) {
        this.connector = connector;
        this.client = connector.getDistributedFileSystem().getClient();
        this.conf = conf;
        this.membership = membership;
        this.resolver = resolver;
        this.limits = limits;
        this.tally = tally;
    }

    /**
     * Migrates.
     *
     * @param after go on after this file; null = from the beginning
     * @param state kept after each batch
     * @param stop asked before each move; what is under way is finished
     * @return whether it came to the end
     */
    public boolean run(
            String root, String after, RunState state, BooleanSupplier stop, Consumer<Supplier<String>> progress)
            throws IOException, InterruptedException {
        FileWalk walk = new FileWalk(client, root, after, false);
        Map<String, Map<Long, Integer>> batch = new LinkedHashMap<>();
        int blocks = 0;
        long begun = System.nanoTime();
        for (FoundFile file = walk.next(); file != null && !stop.getAsBoolean(); file = walk.next()) {
            Map<Long, Integer> outside = outside(file);
            if (!outside.isEmpty()) {
                batch.put(file.path(), outside);
                blocks += outside.size();
            }
            progress.accept(this::progress);
            if (blocks >= BATCH || System.nanoTime() - begun > BATCH_NANOS) {
                migrate(batch, stop, progress);
                blocks = 0;
                begun = System.nanoTime();
                if (!stop.getAsBoolean()) {
                    state.save(file.path(), tally.toMap());
                }
            }
        }
        migrate(batch, stop, progress);
        return !stop.getAsBoolean();
    }

    private String progress() {
        return String.format(
                "%d blocks, %d in a copyset, %d brought into one, %d moves, %d bytes, %d left",
                tally.get(Count.BLOCKS),
                tally.get(Count.INSIDE),
                tally.get(Count.MIGRATED),
                tally.get(Count.MOVES),
                tally.get(Count.BYTES),
                tally.left());
    }

    /** {@return blocks of the file that are within no copyset, each with the number of moves tried so far} */
    private Map<Long, Integer> outside(FoundFile file) throws InterruptedException {
        List<LocatedBlock> blocks = file.blocks();
        limits.reads().acquire(blocks.size());
        Map<Long, Integer> outside = new LinkedHashMap<>();
        for (LocatedBlock block : blocks) {
            tally.add(Count.BLOCKS, 1);
            if (block.isStriped() || membership.copysets(block, file.width()).isEmpty()) {
                tally.add(Count.NOT_IN_PLAN, 1);
            } else if (membership.inside(block, file.width())) {
                tally.add(Count.INSIDE, 1);
            } else {
                outside.put(block.getBlock().getBlockId(), 0);
            }
        }
        return outside;
    }

    /** Moves until every block of the batch is within a copyset or given up. Empties the batch. */
    private void migrate(
            Map<String, Map<Long, Integer>> batch, BooleanSupplier stop, Consumer<Supplier<String>> progress)
            throws IOException, InterruptedException {
        long lastProgress = System.nanoTime();
        while (!batch.isEmpty() && !stop.getAsBoolean()) {
            long before = tally.get(Count.MOVES);
            int left = size(batch);
            try (MoveRound round = new MoveRound(connector, conf, limits.concurrent())) {
                ClusterNodes nodes = new ClusterNodes(round.reports(), membership, resolver);
                for (Iterator<Map.Entry<String, Map<Long, Integer>>> i =
                                batch.entrySet().iterator();
                        i.hasNext() && !stop.getAsBoolean(); ) {
                    Map.Entry<String, Map<Long, Integer>> file = i.next();
                    step(file.getKey(), file.getValue(), round, nodes, stop);
                    if (file.getValue().isEmpty()) {
                        i.remove();
                    }
                    progress.accept(this::progress);
                }
            }
            if (tally.get(Count.MOVES) > before || size(batch) < left) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > limits.patience().toNanos()) {
                tally.add(Count.LATE, size(batch));
                batch.clear();
            }
            if (!batch.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // the replicas left behind are being deleted
            }
        }
    }

    private static int size(Map<String, Map<Long, Integer>> batch) {
        return batch.values().stream().mapToInt(Map::size).sum();
    }

    /** Makes the next move of each block that is ready for one; takes out what is done. */
    private void step(String path, Map<Long, Integer> wanted, MoveRound round, ClusterNodes nodes, BooleanSupplier stop)
            throws IOException, InterruptedException {
        HdfsLocatedFileStatus status;
        try {
            status = client.getLocatedFileInfo(path, false);
        } catch (FileNotFoundException e) {
            status = null;
        }
        if (status == null) {
            wanted.clear(); // deleted
            return;
        }
        FoundFile file = new FoundFile(path, status);
        List<LocatedBlock> blocks = file.blocks();
        limits.reads().acquire(blocks.size());
        for (LocatedBlock block : blocks) {
            long id = block.getBlock().getBlockId();
            int width = file.width();
            if (!wanted.containsKey(id) || block.getLocations().length != width || stop.getAsBoolean()) {
                continue; // a replica too many or too few: the NameNode is at work on it
            }
            Optional<CopysetTable> sets = membership.copysets(block, width);
            if (sets.isEmpty()) {
                wanted.remove(id);
                tally.add(Count.NOT_IN_PLAN, 1);
            } else if (membership.inside(block, width)) {
                wanted.remove(id);
                tally.add(Count.MIGRATED, 1);
            } else if (wanted.merge(id, 1, Integer::sum) > width + RETRIES) {
                wanted.remove(id);
                tally.add(Count.LATE, 1);
            } else if (!move(block, sets.get(), round, nodes)) {
                wanted.remove(id);
                tally.add(Count.NO_WAY, 1);
            }
        }
    }

    private boolean move(LocatedBlock block, CopysetTable sets, MoveRound round, ClusterNodes nodes)
            throws InterruptedException {
        StorageType type = block.getStorageTypes()[0];
        long bytes = Math.max(1, block.getBlockSize());
        List<MovePlanner.Replica> replicas = new ArrayList<>();
        for (var location : block.getLocations()) {
            replicas.add(new MovePlanner.Replica(membership.node(location), resolver.site(resolver.state(), location)));
        }
        List<Move> moves =
                MovePlanner.plan(sets, replicas, bytes, block.getBlock().getBlockId(), nodes.targets(type, bytes));
        if (moves.isEmpty()) {
            return false;
        }
        Move first = moves.get(0);
        limits.bytes().acquire(bytes);
        if (round.start(block, first.replica(), nodes.node(first.target()))) {
            nodes.promise(first.target(), type, bytes);
            tally.add(Count.MOVES, 1);
            tally.add(Count.BYTES, bytes);
        }
        return true; // refused for now: again in the next round
    }
}
