// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.migrate.core.LevelPlanner;
import io.howdah.hdfs.migrate.core.MovePlanner;
import io.howdah.hdfs.placement.core.CopysetTable;
import io.howdah.hdfs.placement.core.ReplicaSite;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import io.howdah.hdfs.simulation.core.PlacedSets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.apache.hadoop.fs.StorageType;

/**
 * What {@code howdah placement migrate} would do to a simulated cluster: its own planner of moves on the plan's copysets.
 * Made for the nodes there are now. Not safe for use by several threads.
 */
public final class SimulatedMigration implements MovePlanner.Nodes {
    private final SimulatedPlacement placement;
    private final PlacedSets copysets;
    private final CopysetTable table;
    private final IntToLongFunction room;
    private final IntToDoubleFunction used;
    private final int minRacks;

    /** @param room bytes a node may still take */
    public SimulatedMigration(
            SimulatedPlacement placement, CopysetPlan plan, BlockShape shape, IntToLongFunction room) {
        this(placement, plan, shape, room, node -> 0);
    }

    SimulatedMigration(
            SimulatedPlacement placement,
            CopysetPlan plan,
            BlockShape shape,
            IntToLongFunction room,
            IntToDoubleFunction used) {
        this.placement = placement;
        this.room = room;
        this.used = used;
        this.minRacks = plan.minRacks();
        this.copysets = copysets(placement, plan, shape);
        int[] members = new int[copysets.sets() * shape.size()];
        for (int i = 0; i < members.length; i++) {
            members[i] = copysets.member(i / shape.size(), i % shape.size());
        }
        this.table = new CopysetTable(placement.size(), shape.size(), members);
    }

    /** The plan's copysets by the cluster's numbers; those with a member the cluster does not know are left out. */
    private static PlacedSets copysets(SimulatedPlacement placement, CopysetPlan plan, BlockShape shape) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int n = 0; n < placement.size(); n++) {
            numbers.put(placement.known(n).host(), n);
        }
        PlacedSets sets = new PlacedSets(placement.size(), shape.size());
        CopysetGroup group = plan.group(shape.size(), shape.erasureCoded(), StorageType.DISK.name())
                .orElseThrow(() -> new IllegalArgumentException("the plan has no copysets for " + shape.label()));
        for (int set = 0; set < group.setCount(); set++) {
            int[] members = new int[shape.size()];
            boolean known = true;
            for (int i = 0; i < members.length; i++) {
                Integer number = numbers.get(plan.nodes().get(group.member(set, i)));
                known &= number != null;
                members[i] = number == null ? 0 : number;
            }
            if (known) {
                sets.add(members);
            }
        }
        return sets;
    }

    /** {@return whether a block is on a copyset} */
    public boolean inside(PlacedBlocks blocks, int block) {
        return copysets.find(blocks.nodes(block)) >= 0;
    }

    /** {@return the moves that bring a block into a copyset; none when no copyset can be reached} */
    public List<MovePlanner.Move> moves(PlacedBlocks blocks, int block) {
        return MovePlanner.plan(table, replicas(blocks, block), PlacementSimulation.BLOCK_SIZE, block, this);
    }

    private List<MovePlanner.Replica> replicas(PlacedBlocks blocks, int block) {
        return Arrays.stream(blocks.nodes(block))
                .mapToObj(n -> new MovePlanner.Replica(n, site(n)))
                .toList();
    }

    /** {@return a planner of moves that even out used space, for the use there is now} */
    LevelPlanner level(double mean, double threshold) {
        return new LevelPlanner(table, this, mean, threshold);
    }

    /** {@return the moves of a block that even out used space; none when none helps} */
    List<MovePlanner.Move> moves(LevelPlanner level, PlacedBlocks blocks, int block, LevelPlanner.Effort effort) {
        return level.plan(replicas(blocks, block), PlacementSimulation.BLOCK_SIZE, block, this, effort);
    }

    /** Brings every block it can into a copyset. {@return replicas moved} */
    public long all(PlacedBlocks blocks) {
        long moved = 0;
        for (int block = 0; block < blocks.count(); block++) {
            if (!inside(blocks, block)) {
                for (MovePlanner.Move move : moves(blocks, block)) {
                    blocks.move(block, move.replica(), move.target());
                    moved++;
                }
            }
        }
        return moved;
    }

    @Override
    public ReplicaSite site(int node) {
        InventoryNode known = placement.known(node);
        return ReplicaSite.of(known.rack(), known.physicalHost(), known.storageBackend());
    }

    @Override
    public long room(int node) {
        return room.applyAsLong(node);
    }

    @Override
    public double used(int node) {
        return used.applyAsDouble(node);
    }

    @Override
    public int minRacks() {
        return minRacks;
    }
}
