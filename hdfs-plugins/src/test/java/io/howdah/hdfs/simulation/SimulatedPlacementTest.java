// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.PlacedBlocks;
import io.howdah.hdfs.simulation.core.RebuildTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedPlacementTest {
    private static final long SEED = 20_260_101;
    private static final BlockShape R3 = BlockShape.replicas(3);
    private static final Inventory INVENTORY = PlacementSimulation.cluster(120, 6, 60);

    @Test
    void place_usesThePlansCopysetsOnly_onAHealthyCluster() throws Exception {
        CopysetPlan plan = PlacementSimulation.plan(INVENTORY, R3, 10, null, SEED);
        try (SimulationFiles files = new SimulationFiles(INVENTORY, plan)) {
            SimulatedPlacement placement = placement(files);
            PlacedBlocks blocks = placement.place(5_000);
            SimulatedMigration copysets = new SimulatedMigration(placement, plan, R3, n -> Long.MAX_VALUE);
            for (int block = 0; block < blocks.count(); block++) {
                assertThat(copysets.inside(blocks, block))
                        .as("block %d, seed %d", block, SEED)
                        .isTrue();
            }
            assertThat(blocks.sets(120).sets()).isEqualTo(PlacementSimulation.copysets(plan, R3));
        }
    }

    @Test
    void balance_leavesTheCopysets_andMigrateBringsBackWhatItsRulesLetIt_withoutSharedHosts() throws Exception {
        CopysetPlan plan = PlacementSimulation.plan(INVENTORY, R3, 10, null, SEED);
        try (SimulationFiles files = new SimulationFiles(INVENTORY, plan)) {
            SimulatedPlacement placement = placement(files);
            PlacedBlocks blocks = placement.place(5_000);
            int planned = blocks.sets(120).sets();
            placement.balance(blocks, 0.3);
            assertThat(blocks.sets(120).sets()).as("seed %d", SEED).isGreaterThan(5 * planned);
            int before = blocks.sets(120).sets();
            SimulatedMigration migration = new SimulatedMigration(placement, plan, R3, n -> Long.MAX_VALUE);
            assertThat(migration.all(blocks)).isPositive();
            assertThat(blocks.sets(120).sets()).as("seed %d", SEED).isLessThan(before);
            for (int block = 0; block < blocks.count(); block++) {
                assertThat(migration.inside(blocks, block)
                                || migration.moves(blocks, block).isEmpty())
                        .as("block %d", block)
                        .isTrue();
            }
            assertThat(blocksSharingAHost(placement, blocks)).isZero();
        }
    }

    @Test
    void rebuild_isFaster_withAWiderScatter() throws Exception {
        RebuildTime narrow = rebuild(4);
        RebuildTime wide = rebuild(40);
        assertThat(narrow.sources()).isLessThan(wide.sources());
        assertThat(wide.seconds(1e12, 1e8)).isLessThan(narrow.seconds(1e12, 1e8) / 2);
    }

    private static RebuildTime rebuild(int width) throws Exception {
        CopysetPlan plan = PlacementSimulation.plan(INVENTORY, R3, width, null, SEED);
        try (SimulationFiles files = new SimulationFiles(INVENTORY, plan)) {
            return placement(files).rebuild(7, 2_000);
        }
    }

    /** On nodes of 1,000 blocks and more: of smaller ones the fullest is a matter of the draw, up to 7% over the mean. */
    @Test
    void filledCluster_isEven_whenItsNodesAreOfThreeSizes() throws Exception {
        Inventory inventory = mixed();
        CopysetPlan plan = PlacementSimulation.plan(inventory, R3, 10, null, SEED);
        try (SimulationFiles files = new SimulationFiles(inventory, plan)) {
            assertThat(filled(inventory, files, 1_000, SEED).skew())
                    .as("seed %d", SEED)
                    .isLessThan(1.055);
        }
    }

    /**
     * Needs a choice to know what was chosen since the nodes' last reports: without, 0.028 in place of 0.024. The mean of
     * some runs: the time one takes has a part in what is drawn, as a view of the cluster is looked at again each second.
     */
    @Test
    void filledCluster_isEven_whenABlockIsMuchOfANode() throws Exception {
        Inventory inventory = mixed();
        CopysetPlan plan = PlacementSimulation.plan(inventory, R3, 10, null, SEED);
        double sum = 0;
        try (SimulationFiles files = new SimulationFiles(inventory, plan)) {
            for (int run = 0; run < 20; run++) {
                sum += deviation(filled(inventory, files, 100, SEED + run), 100);
            }
        }
        assertThat(sum / 20).as("seeds from %d", SEED).isLessThan(0.026);
    }

    /** 40 nodes each of weight 1, 2 and 4. */
    private static Inventory mixed() throws Exception {
        InventoryBuilder mixed = new InventoryBuilder("generated").schemaVersion(field("1"));
        for (int n = 0; n < 120; n++) {
            mixed.node(
                    n + 1,
                    Map.of(
                            "host", field("dn" + n),
                            "rack", field("/rack" + n / 4 % 3),
                            "physicalHost", field("hv" + n / 4),
                            "weight", field("" + (1 << n % 3))));
        }
        return mixed.build();
    }

    private static FilledCluster filled(Inventory inventory, SimulationFiles files, int blocksPerWeight, long seed)
            throws Exception {
        FilledCluster cluster = new FilledCluster(
                new SimulatedPlacement(inventory, files.conf(), Contender.OURS, R3, seed), R3, blocksPerWeight, seed);
        cluster.fill(0.8, new FilledCluster.Writers(0.5, 240));
        return cluster;
    }

    /** Standard deviation of the nodes' used shares, over the cluster's. */
    private static double deviation(FilledCluster cluster, int blocksPerWeight) {
        PlacedBlocks blocks = cluster.blocks();
        int[] onNode = new int[120];
        for (int block = 0; block < blocks.count(); block++) {
            for (int n : blocks.nodes(block)) {
                onNode[n]++;
            }
        }
        double squares = 0;
        for (int n = 0; n < onNode.length; n++) {
            double share =
                    onNode[n] / (blocksPerWeight * cluster.placement().known(n).weight());
            squares += Math.pow(share / cluster.used() - 1, 2);
        }
        return Math.sqrt(squares / onNode.length);
    }

    private static InventoryBuilder.Field field(String value) {
        return new InventoryBuilder.Field(value, 0);
    }

    @Test
    void filledCluster_staysAsFullAsItWas_throughAJoinALeaveAndMoves() throws Exception {
        CopysetPlan plan = PlacementSimulation.plan(INVENTORY, R3, 10, null, SEED);
        try (SimulationFiles files = new SimulationFiles(INVENTORY, plan)) {
            FilledCluster cluster = new FilledCluster(placement(files), R3, 50, SEED);
            cluster.fill(0.5, new FilledCluster.Writers(0.5, 60));
            assertThat(cluster.used()).isBetween(0.5, 0.51);
            // Not 1: while 60 writes are under way a node over twice the mean load gets a stand-in.
            assertThat(cluster.membership(plan)).as("seed %d", SEED).isGreaterThan(0.98);
            int blocks = cluster.blocks().count();
            long restored = cluster.leave(3);
            assertThat(restored).isPositive();
            for (int block = 0; block < blocks; block++) {
                assertThat(cluster.blocks().on(block, 3)).as("block %d", block).isFalse();
            }
            cluster.join(new InventoryNode("dn-new", "/rack1", "hv-new", null, null, null, 1, java.util.List.of()));
            assertThat(cluster.used()).isBetween(0.5, 0.51);
            cluster.balance(1.05);
            assertThat(cluster.skew()).isLessThanOrEqualTo(1.06);
        }
    }

    private static SimulatedPlacement placement(SimulationFiles files) {
        return new SimulatedPlacement(INVENTORY, files.conf(), Contender.OURS, R3, SEED);
    }

    private static int blocksSharingAHost(SimulatedPlacement placement, PlacedBlocks blocks) {
        int sharing = 0;
        for (int block = 0; block < blocks.count(); block++) {
            Set<String> hosts = new HashSet<>();
            for (int n : blocks.nodes(block)) {
                hosts.add(placement.known(n).physicalHost());
            }
            sharing += hosts.size() < blocks.size() ? 1 : 0;
        }
        return sharing;
    }
}
