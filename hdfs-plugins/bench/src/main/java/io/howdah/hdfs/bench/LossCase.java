// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.Contender;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.SimulatedPlacement;
import io.howdah.hdfs.simulation.SimulationFiles;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.Estimate;
import io.howdah.hdfs.simulation.core.LossFormula;
import io.howdah.hdfs.simulation.core.LossSampler;
import io.howdah.hdfs.simulation.core.PlacedSets;
import java.io.IOException;
import java.util.Random;

/** Places blocks through one policy and works out what the loss of a share of the nodes does. */
final class LossCase {
    private static final long WORK = 200_000_000;

    private LossCase() {}

    /**
     * What came out.
     *
     * @param policy simple name of the class
     * @param planned copysets of the plan; 0 without one
     * @param blocks blocks placed
     * @param sets distinct sets they are on
     * @param oneSet chance that one set is lost
     * @param formula P(loss) of those sets
     * @param counted the same in random failures
     */
    record Result(String policy, int planned, int blocks, int sets, double oneSet, double formula, Estimate counted) {
        /** P(loss) with more blocks than were placed: from as many distinct sets as they would be on. */
        double extrapolated(double moreBlocks) {
            double possible = LossFormula.possibleSets(sets, blocks);
            return LossFormula.anyLost(oneSet, LossFormula.expectedDistinct(possible, moreBlocks));
        }
    }

    static Result ours(Inventory inventory, BlockShape shape, int width, double failed, int blocks, long seed)
            throws IOException {
        CopysetPlan plan = PlacementSimulation.plan(inventory, shape, width, null, seed);
        return run(inventory, plan, Contender.ours(shape), shape, failed, blocks, seed);
    }

    static Result stock(Inventory inventory, BlockShape shape, double failed, int blocks, long seed)
            throws IOException {
        return run(inventory, null, Contender.stock(shape), shape, failed, blocks, seed);
    }

    private static Result run(
            Inventory inventory,
            CopysetPlan plan,
            Contender contender,
            BlockShape shape,
            double failed,
            int blocks,
            long seed)
            throws IOException {
        try (SimulationFiles files = new SimulationFiles(inventory, plan)) {
            SimulatedPlacement placement = new SimulatedPlacement(inventory, files.conf(), contender, shape, seed);
            PlacedSets sets = placement.place(blocks).sets(placement.size());
            return of(contender.className(), PlacementSimulation.copysets(plan, shape), sets, shape, failed, seed);
        }
    }

    static Result of(String policy, int planned, PlacedSets sets, BlockShape shape, double failed, long seed) {
        int down = LossFormula.failedNodes(sets.nodes(), failed);
        double oneSet = LossFormula.setLost(sets.nodes(), down, shape.size(), shape.tolerated());
        return new Result(
                policy,
                planned,
                (int) sets.blocks(),
                sets.sets(),
                oneSet,
                LossFormula.anyLost(oneSet, sets.sets()),
                LossSampler.sample(
                        sets,
                        down,
                        shape.tolerated(),
                        LossSampler.affordableTrials(sets, down, WORK),
                        new Random(seed)));
    }
}
