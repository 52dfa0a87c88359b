// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.migrate;

import io.howdah.hdfs.audit.CopysetMembership;
import io.howdah.hdfs.migrate.core.LevelPlanner;
import io.howdah.hdfs.migrate.core.MovePlanner;
import io.howdah.hdfs.migrate.core.MovePlanner.Move;
import io.howdah.hdfs.migrate.core.MovePlanner.Replica;
import io.howdah.hdfs.placement.SiteResolver;
import io.howdah.hdfs.placement.core.CopysetTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/** The moves of one block on the cluster as it is in one round. Not thread-safe. */
final class BlockPlanner {
    private final CopysetMembership membership;
    private final SiteResolver resolver;
    private final ClusterNodes nodes;
    private final OptionalDouble threshold;
    private final LevelPlanner.Effort effort;
    private final Map<Kind, LevelPlanner> levels = new HashMap<>();

    private record Kind(int width, StorageType type) {}

    /** @param threshold of evening out, a share of the capacity; empty: only blocks outside the copysets move */
    BlockPlanner(
            CopysetMembership membership,
            SiteResolver resolver,
            ClusterNodes nodes,
            OptionalDouble threshold,
            LevelPlanner.Effort effort) {
        this.membership = membership;
        this.resolver = resolver;
        this.nodes = nodes;
        this.threshold = threshold;
        this.effort = effort;
    }

    ClusterNodes nodes() {
        return nodes;
    }

    /**
     * Plans.
     *
     * @param sets the copysets for such blocks
     * @param inside whether the block is within one
     * @return none when there is no way to a copyset, or, inside, nothing to even out
     */
    List<Move> moves(LocatedBlock block, CopysetTable sets, boolean inside) {
        if (inside && threshold.isEmpty()) {
            return List.of();
        }
        StorageType type = block.getStorageTypes()[0];
        long bytes = bytes(block);
        long id = block.getBlock().getBlockId();
        MovePlanner.Nodes targets = nodes.targets(type, bytes);
        List<Replica> replicas = new ArrayList<>();
        for (var location : block.getLocations()) {
            replicas.add(new Replica(membership.node(location), resolver.site(resolver.state(), location)));
        }
        List<Move> even = threshold.isEmpty()
                ? List.of()
                : levels.computeIfAbsent(
                                new Kind(replicas.size(), type),
                                kind -> new LevelPlanner(sets, targets, nodes.mean(type), threshold.getAsDouble()))
                        .plan(replicas, bytes, id, targets, effort);
        return inside || !even.isEmpty() ? even : MovePlanner.plan(sets, replicas, bytes, id, targets);
    }

    static long bytes(LocatedBlock block) {
        return Math.max(1, block.getBlockSize());
    }

    /** {@return the plan's index of a replica's node, or NONE} */
    int node(LocatedBlock block, int replica) {
        return membership.node(block.getLocations()[replica]);
    }
}
