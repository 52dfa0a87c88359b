// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import io.howdah.hdfs.audit.CopysetMembership;
import io.howdah.hdfs.audit.FileWalk;
import io.howdah.hdfs.audit.FileWalk.FoundFile;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
import io.howdah.hdfs.migrate.core.LevelPlanner;
import io.howdah.hdfs.migrate.core.MigrationTally;
import io.howdah.hdfs.migrate.core.MigrationTally.Count;
import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.CopysetTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.balancer.NameNodeConnector;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;

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
    private final Goal goal;
    private final MigrationTally tally;
    private LevelPlanner.Effort effort = LevelPlanner.Effort.EACH_OVER;

    /**
     * How gently.
     *
     * @param concurrent moves under way at a time
     * @param bytes bytes to move a second
     * @param reads blocks to read a second
     * @param patience time without any progress until a batch is given up
     */
    public record Limits(int concurrent, Throttle bytes, Throttle reads, Duration patience) {}

    /**
     * What for.
     *
     * @param minRacks racks a block spans at least, where there are so many
     * @param threshold how far a node's used share may be from the mean, 0 to 1; empty: use is not evened out
     */
    public record Goal(int minRacks, OptionalDouble threshold) {}

    /** A block of a batch. */
    private static final class Wanted {
        private final boolean inside;
        private int attempts;

        Wanted(boolean inside) {
            this.inside = inside;
        }
    }

    /** Prepares a run that goes on counting on these counts. */
    public CopysetMigration(
            NameNodeConnector connector,
            Configuration conf,
            CopysetMembership membership,
            SiteResolver resolver,
            Limits limits,
            Goal goal,
            MigrationTally tally) {
        this.connector = connector;
        this.client = connector.getDistributedFileSystem().getClient();
        this.conf = conf;
        this.membership = membership;
        this.resolver = resolver;
        this.limits = limits;
        this.goal = goal;
        this.tally = tally;
    }

    /**
     * Migrates. To even out use takes a run with each effort; only the first one counts blocks and brings those outside the
     * copysets into one.
     *
     * @param effort how dear a move may be that evens out
     * @param after go on after this file; null = from the beginning
     * @param state kept after each batch
     * @param stop asked before each move; what is under way is finished
     * @return whether it came to the end
     */
    public boolean run(
            LevelPlanner.Effort effort,
            String root,
            String after,
            RunState state,
            BooleanSupplier stop,
            Consumer<Supplier<String>> progress)
            throws IOException, InterruptedException {
        this.effort = effort;
        FileWalk walk = new FileWalk(client, root, after, false);
        Map<String, Map<Long, Wanted>> batch = new LinkedHashMap<>();
        int blocks = 0;
        long begun = System.nanoTime();
        BlockPlanner planner = planner(connector.getLiveDatanodeStorageReport());
        for (FoundFile file = walk.next(); file != null && !stop.getAsBoolean(); file = walk.next()) {
            Map<Long, Wanted> wanted = wanted(file, planner);
            if (!wanted.isEmpty()) {
                batch.put(file.path(), wanted);
                blocks += wanted.size();
            }
            progress.accept(this::progress);
            if (blocks >= BATCH || System.nanoTime() - begun > BATCH_NANOS) {
                migrate(batch, stop, progress);
                planner = planner(connector.getLiveDatanodeStorageReport());
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

    private BlockPlanner planner(DatanodeStorageReport[] reports) {
        ClusterNodes nodes = new ClusterNodes(List.of(reports), membership, resolver, goal.minRacks());
        return new BlockPlanner(membership, resolver, nodes, goal.threshold(), effort);
    }

    private String progress() {
        return String.format(
                "%d blocks, %d in a copyset, %d brought into one, %d into another, %d moves, %d bytes, %d left",
                tally.get(Count.BLOCKS),
                tally.get(Count.INSIDE),
                tally.get(Count.MIGRATED),
                tally.get(Count.LEVELLED),
                tally.get(Count.MOVES),
                tally.get(Count.BYTES),
                tally.left());
    }

    /** {@return blocks of the file that are within no copyset, or would be better in another} */
    private Map<Long, Wanted> wanted(FoundFile file, BlockPlanner planner) throws InterruptedException {
        List<LocatedBlock> blocks = file.blocks();
        limits.reads().acquire(blocks.size());
        Map<Long, Wanted> wanted = new LinkedHashMap<>();
        int first = effort == LevelPlanner.Effort.EACH_OVER ? 1 : 0;
        for (LocatedBlock block : blocks) {
            tally.add(Count.BLOCKS, first);
            Optional<CopysetTable> sets =
                    block.isStriped() ? Optional.empty() : membership.copysets(block, file.width());
            boolean inside = sets.isPresent() && membership.inside(block, file.width());
            if (sets.isEmpty()) {
                tally.add(Count.NOT_IN_PLAN, first);
                continue;
            }
            tally.add(Count.INSIDE, inside ? first : 0);
            if (inside ? !planner.moves(block, sets.get(), true).isEmpty() : first > 0) {
                wanted.put(block.getBlock().getBlockId(), new Wanted(inside));
            }
        }
        return wanted;
    }

    /** Moves until every block of the batch is within a copyset or given up. Empties the batch. */
    private void migrate(
            Map<String, Map<Long, Wanted>> batch, BooleanSupplier stop, Consumer<Supplier<String>> progress)
            throws IOException, InterruptedException {
        long lastProgress = System.nanoTime();
        while (!batch.isEmpty() && !stop.getAsBoolean()) {
            long before = tally.get(Count.MOVES);
            int left = size(batch);
            try (MoveRound round = new MoveRound(connector, conf, limits.concurrent())) {
                BlockPlanner planner = planner(round.reports().toArray(DatanodeStorageReport[]::new));
                for (Iterator<Map.Entry<String, Map<Long, Wanted>>> i =
                                batch.entrySet().iterator();
                        i.hasNext() && !stop.getAsBoolean(); ) {
                    Map.Entry<String, Map<Long, Wanted>> file = i.next();
                    step(file.getKey(), file.getValue(), round, planner, stop);
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

    private static int size(Map<String, Map<Long, Wanted>> batch) {
        return batch.values().stream().mapToInt(Map::size).sum();
    }

    /** Makes the next move of each block that is ready for one; takes out what is done. */
    private void step(
            String path, Map<Long, Wanted> wanted, MoveRound round, BlockPlanner planner, BooleanSupplier stop)
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
            Wanted state = wanted.get(block.getBlock().getBlockId());
            if (state == null || block.getLocations().length != file.width() || stop.getAsBoolean()) {
                continue; // a replica too many or too few: the NameNode is at work on it
            }
            Optional<Count> end = step(block, file.width(), state, round, planner);
            end.ifPresent(count -> tally.add(count, 1));
            if (end.isPresent() || state.attempts == 0) {
                wanted.remove(block.getBlock().getBlockId());
            }
        }
    }

    /** {@return what has become of the block; empty when it is moving, or, never moved, is good where it is} */
    private Optional<Count> step(LocatedBlock block, int width, Wanted state, MoveRound round, BlockPlanner planner)
            throws InterruptedException {
        Optional<CopysetTable> sets = membership.copysets(block, width);
        if (sets.isEmpty()) {
            return Optional.of(Count.NOT_IN_PLAN);
        }
        boolean inside = membership.inside(block, width);
        if (inside && (state.attempts > 0 || !state.inside)) {
            return Optional.of(state.inside ? Count.LEVELLED : Count.MIGRATED);
        }
        List<Move> moves = planner.moves(block, sets.get(), inside);
        if (moves.isEmpty()) {
            return inside ? Optional.empty() : Optional.of(Count.NO_WAY);
        }
        if (++state.attempts > width + RETRIES) {
            return Optional.of(Count.LATE);
        }
        Move first = moves.get(0);
        long bytes = BlockPlanner.bytes(block);
        limits.bytes().acquire(bytes);
        if (round.start(block, first.replica(), planner.nodes().node(first.target()))) {
            planner.nodes()
                    .promise(planner.node(block, first.replica()), first.target(), block.getStorageTypes()[0], bytes);
            tally.add(Count.MOVES, 1);
            tally.add(Count.BYTES, bytes);
        }
        return Optional.empty(); // refused for now: again in the next round
    }
}
