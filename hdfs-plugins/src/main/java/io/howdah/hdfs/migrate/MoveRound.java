// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher.DBlock;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher.DDatanode;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher.DDatanode.StorageGroup;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher.PendingMove;
import org.apache.hadoop.hdfs.server.balancer.Dispatcher.Source;
import org.apache.hadoop.hdfs.server.balancer.HowdahMoveExecutors;
import org.apache.hadoop.hdfs.server.balancer.NameNodeConnector;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;

/**
 * One round of replica moves through the Balancer's Dispatcher: at most one move a block. It asks the placement policy
 * ({@code isMovable}) once more before each, copies from the nearest replica, and tells the NameNode which one to delete.
 * A new round sees the cluster anew, and the Dispatcher moves no block twice: hence one for each round. Not thread-safe.
 */
final class MoveRound implements AutoCloseable {
    private static final int MIN_THREADS = 1_000;

    private final NameNodeConnector connector;
    private final Dispatcher dispatcher;
    private final int concurrent;
    private final List<DatanodeStorageReport> reports;
    private final Map<String, DDatanode> nodes = new HashMap<>();
    private final Map<String, Source> sources = new HashMap<>();
    private final Map<String, StorageGroup> targets = new HashMap<>();
    private final Set<StorageGroup> used = new HashSet<>();
    private final long doneBefore;
    private long started;

    MoveRound(NameNodeConnector connector, Configuration conf, int concurrent) throws IOException {
        this.connector = connector;
        this.concurrent = concurrent;
        this.doneBefore = done();
        // The Dispatcher drops a move when it has no thread left for a new target: there is one for every node.
        int threads = Math.max(MIN_THREADS, connector.getLiveDatanodeStorageReport().length);
        this.dispatcher = new Dispatcher(connector, Set.of(), Set.of(), 0L, threads, 0, 1, 0, conf);
        this.reports = dispatcher.init();
        for (DatanodeStorageReport report : reports) {
            String uuid = report.getDatanodeInfo().getDatanodeUuid();
            DDatanode node = dispatcher.newDatanode(report.getDatanodeInfo());
            nodes.put(uuid, node);
            for (StorageType type : StorageType.getMovableTypes()) {
                sources.put(key(uuid, type), node.addSource(type, Long.MAX_VALUE, dispatcher));
                targets.put(key(uuid, type), node.addTarget(type, Long.MAX_VALUE));
            }
        }
    }

    /** {@return the DataNodes in service} */
    List<DatanodeStorageReport> reports() {
        return reports;
    }

    /**
     * Starts a move; waits while as many as allowed are under way.
     *
     * @param replica which of the block's replicas
     * @param target where it goes, to a volume of the same storage type
     * @return false when the Dispatcher or the placement policy does not want it now
     */
    boolean start(LocatedBlock block, int replica, DatanodeInfo target) throws InterruptedException {
        while (started - (done() - doneBefore) >= concurrent) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        DBlock moved = new DBlock(block.getBlock().getLocalBlock());
        DatanodeInfo[] locations = block.getLocations();
        List<Source> from = new ArrayList<>();
        for (int i = 0; i < locations.length; i++) {
            from.add(sources.get(key(locations[i].getDatanodeUuid(), block.getStorageTypes()[i])));
        }
        from.stream().filter(source -> source != null).forEach(moved::addLocation);
        StorageGroup to = targets.get(key(target.getDatanodeUuid(), block.getStorageTypes()[replica]));
        Source source = from.get(replica);
        PendingMove move = source == null || to == null ? null : source.addPendingMove(moved, to);
        if (move == null) {
            return false;
        }
        used.add(to);
        started++;
        dispatcher.executePendingMove(move);
        return true;
    }

    private long done() {
        return connector.getBlocksMoved().get() + connector.getBlocksFailed().get();
    }

    private static String key(String uuid, StorageType type) {
        return uuid + ":" + type;
    }

    /** Waits for the moves that were started. */
    @Override
    public void close() {
        Dispatcher.waitForMoveCompletion(used);
        nodes.values().forEach(HowdahMoveExecutors::end);
        dispatcher.shutdownNow();
    }
}
