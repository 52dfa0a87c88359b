// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.Contender;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.SimulatedMigration;
import io.howdah.hdfs.simulation.SimulatedPlacement;
import io.howdah.hdfs.simulation.SimulationFiles;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * P(loss) of 1,000 nodes, S=10, R=3 as the cluster ages: fresh, after the Balancer moved 30% of all replicas, after 10% of
 * the nodes were replaced. The stock policy goes through the same.
 */
final class ChurnCases {
    private static final int NODES = 1_000;
    private static final int WIDTH = 10;
    private static final double FAILED = 0.01;
    private static final double MOVED = 0.3;
    private static final double REPLACED = 0.1;
    private static final BlockShape SHAPE = BlockShape.replicas(3);

    private final BenchTable table;
    private final PrintWriter out;
    private final int blocksPerNode;
    private final long seed;

    ChurnCases(BenchTable table, PrintWriter out, int blocksPerNode, long seed) {
        this.table = table;
        this.out = out;
        this.blocksPerNode = blocksPerNode;
        this.seed = seed;
    }

    /** What one policy came through with: P(loss) by stage. */
    private record Ageing(
            LossCase.Result fresh,
            LossCase.Result balanced,
            LossCase.Result migrated,
            LossCase.Result strict,
            LossCase.Result replaced,
            String note) {}

    void run() throws IOException {
        Inventory inventory = PlacementSimulation.cluster(NODES, NODES / 20, NODES / 4);
        CopysetPlan plan = PlacementSimulation.plan(inventory, SHAPE, WIDTH, null, seed);
        Ageing stock = age(inventory, null, Contender.DEFAULT);
        Ageing ours = age(inventory, plan, Contender.OURS);
        row("fresh", ours.fresh(), stock.fresh());
        row("after-30%-balancer", ours.balanced(), stock.balanced());
        row("after-30%-balancer-and-migrate", ours.migrated(), stock.balanced());
        row("after-30%-balancer-strict", ours.strict(), stock.balanced());
        row("after-10%-replaced", ours.replaced(), stock.replaced());
        out.printf(Locale.ROOT, "  %d blocks a node; ours: %s%n", blocksPerNode, ours.note());
    }

    private void row(String stage, LossCase.Result ours, LossCase.Result stock) {
        table.add(new BenchTable.Row(
                "N=" + NODES + " S=" + WIDTH + " R=3 1%-down " + stage,
                "P(loss)",
                "",
                "lower",
                ours.formula(),
                stock.policy(),
                stock.formula()));
    }

    private Ageing age(Inventory inventory, CopysetPlan plan, Contender contender) throws IOException {
        int blocks = blocksPerNode * NODES / SHAPE.size();
        LossCase.Result fresh;
        LossCase.Result balanced;
        LossCase.Result migrated;
        LossCase.Result strict;
        String note;
        try (SimulationFiles files = new SimulationFiles(inventory, plan)) {
            SimulatedPlacement placement = new SimulatedPlacement(inventory, files.conf(), contender, SHAPE, seed);
            PlacedBlocks placed = placement.place(blocks);
            fresh = result(contender, plan, placed);
            long refused = placement.balance(placed, MOVED);
            balanced = result(contender, plan, placed);
            long moved = plan == null ? 0 : migrate(placement, plan, placed);
            migrated = result(contender, plan, placed);
            note = String.format(
                    Locale.ROOT,
                    "%d sets after the Balancer (%.1f%% of its %d moves refused), migrate then moved %d replicas: %d sets",
                    balanced.sets(),
                    100.0 * refused / (refused + MOVED * blocks * SHAPE.size()),
                    Math.round(MOVED * blocks * SHAPE.size()),
                    moved,
                    migrated.sets());
        }
        try (SimulationFiles files = new SimulationFiles(inventory, plan)) {
            files.conf().set(PlacementSettings.STRICT_COPYSET_MOVES.name(), "true");
            SimulatedPlacement placement = new SimulatedPlacement(inventory, files.conf(), contender, SHAPE, seed);
            PlacedBlocks placed = placement.place(blocks);
            long tried = Math.round(MOVED * placed.count() * SHAPE.size());
            long refused = plan == null ? 0 : placement.balance(placed, MOVED);
            strict = result(contender, plan, placed);
            note += String.format(Locale.ROOT, "; strict: %d refusals for %d wanted moves", refused, tried);
        }
        Replaced replaced = replace(inventory, plan, contender, blocks);
        return new Ageing(fresh, balanced, migrated, strict, replaced.result(), note + ", " + replaced.note());
    }

    private static long migrate(SimulatedPlacement placement, CopysetPlan plan, PlacedBlocks placed) {
        return new SimulatedMigration(placement, plan, SHAPE, n -> Long.MAX_VALUE / 2).all(placed);
    }

    private record Replaced(LossCase.Result result, String note) {}

    /** New nodes join in the place of old ones, the plan is extended, then the old ones leave one by one. */
    private Replaced replace(Inventory inventory, CopysetPlan plan, Contender contender, int blocks)
            throws IOException {
        Random random = new Random(seed);
        List<InventoryNode> before = new ArrayList<>(inventory.nodes());
        List<Integer> order = new ArrayList<>();
        for (int n = 0; n < NODES; n++) {
            order.add(n);
        }
        Collections.shuffle(order, random);
        List<Integer> old = order.subList(0, (int) (REPLACED * NODES));
        Inventory renewed = renamed(before, old);
        List<InventoryNode> after = new ArrayList<>(renewed.nodes());
        CopysetPlan extended = plan == null ? null : PlacementSimulation.plan(renewed, SHAPE, WIDTH, plan, seed);
        try (SimulationFiles files = new SimulationFiles(inventory, plan);
                SimulationFiles newFiles = new SimulationFiles(renewed, extended)) {
            SimulatedPlacement placement = new SimulatedPlacement(inventory, files.conf(), contender, SHAPE, seed);
            PlacedBlocks placed = placement.place(blocks);
            Map<Integer, Integer> placeOf = new HashMap<>();
            old.forEach(n -> placeOf.put(placement.join(after.get(n)), n));
            placement.reconfigure(contender, newFiles.conf());
            int without = 0;
            for (int n : old) {
                placement.leave(n);
                without += placement.restore(placed, n);
            }
            placed.renumber(n -> placeOf.getOrDefault(n, n));
            return new Replaced(
                    result(contender, extended, placed),
                    String.format(
                            Locale.ROOT,
                            "%d copysets after the replacement (%d before), %d replicas found no target",
                            PlacementSimulation.copysets(extended, SHAPE),
                            PlacementSimulation.copysets(plan, SHAPE),
                            without));
        }
    }

    private static Inventory renamed(List<InventoryNode> nodes, List<Integer> old) {
        try {
            InventoryBuilder builder = new InventoryBuilder("renewed").schemaVersion(field("1"));
            for (int n = 0; n < nodes.size(); n++) {
                InventoryNode node = nodes.get(n);
                builder.node(
                        n + 1,
                        Map.of(
                                "host", field(old.contains(n) ? "new-" + node.host() : node.host()),
                                "rack", field(node.rack()),
                                "physicalHost", field(node.physicalHost())));
            }
            return builder.build();
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static InventoryBuilder.Field field(String value) {
        return new InventoryBuilder.Field(value, 0);
    }

    private LossCase.Result result(Contender contender, CopysetPlan plan, PlacedBlocks placed) {
        return LossCase.of(
                contender.className(),
                PlacementSimulation.copysets(plan, SHAPE),
                placed.sets(NODES),
                SHAPE,
                FAILED,
                seed);
    }
}
