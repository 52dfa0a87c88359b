// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.simulation.PlacementSimulation.Outcome;
import io.howdah.hdfs.simulation.PlacementSimulation.Spec;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.LossFormula;
import io.howdah.hdfs.simulation.core.SvgPlot;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the scatter width trades: with more sets a lost node is restored by more nodes, and a large failure finds a whole
 * set more often.
 *
 * @param spec cluster and blocks; its plan is not used
 * @param blocksPerNode blocks (replicas, units) a node holds in the real cluster
 * @param nodeBytes bytes a node holds
 * @param bytesPerSecond bytes a node reads, and writes, per second to restore redundancy
 */
public record ScatterSweep(Spec spec, double blocksPerNode, double nodeBytes, double bytesPerSecond) {
    private static final int[] WIDTHS = {2, 5, 10, 20, 50, 100, 200};
    private static final int READERS_SEEN = 20;

    /**
     * One scatter width.
     *
     * @param width asked for
     * @param copysets sets of the plan
     * @param loss P(loss) with every set in use
     * @param rebuildSeconds to restore one node
     */
    public record Step(int width, int copysets, double loss, double rebuildSeconds) {}

    /** {@return scatter widths that make sense for so many nodes and that size of a set, ascending} */
    static List<Integer> widths(Inventory inventory, BlockShape shape) {
        return IntStream.of(WIDTHS)
                .filter(w -> w >= shape.size() - 1 && w < inventory.size())
                .boxed()
                .toList();
    }

    /**
     * Makes a plan for each width and lets the shipped policy restore a node under it.
     *
     * @param progress told each width before it is looked at
     */
    public List<Step> run(Consumer<Integer> progress) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (int width : widths(spec.inventory(), spec.shape())) {
            progress.accept(width);
            var plan = PlacementSimulation.plan(spec.inventory(), spec.shape(), width, null, spec.seed());
            int copysets = PlacementSimulation.copysets(plan, spec.shape());
            try (SimulationFiles files = new SimulationFiles(spec.inventory(), plan)) {
                double rebuild = PlacementSimulation.rebuild(
                                spec, files, Contender.ours(spec.shape()), Math.max(2_000, READERS_SEEN * width))
                        .seconds(nodeBytes, bytesPerSecond);
                steps.add(new Step(width, copysets, loss(copysets), rebuild));
            }
        }
        return steps;
    }

    /** {@return P(loss) of so many sets} */
    public double loss(double sets) {
        BlockShape shape = spec.shape();
        int nodes = spec.inventory().size();
        int failed = LossFormula.failedNodes(nodes, spec.failedFraction());
        return LossFormula.anyLost(LossFormula.setLost(nodes, failed, shape.size(), shape.tolerated()), sets);
    }

    /** {@return blocks of the whole cluster} */
    public double blocks() {
        return blocksPerNode * spec.inventory().size() / spec.shape().size();
    }

    /**
     * Draws both sides of the trade, the stock policy beside ours.
     *
     * @param steps from {@link #run}
     * @param stock what the stock policy did; its rebuild was looked at
     */
    public String svg(List<Step> steps, Outcome stock) {
        double stockLoss = loss(stock.setsWith(blocks()));
        double stockRebuild = stock.rebuild().seconds(nodeBytes, bytesPerSecond) / 3_600;
        String stockName = stock.policy() + String.format(Locale.ROOT, ", %,.0f blocks a node", blocksPerNode);
        String failed =
                String.format(Locale.ROOT, "P(loss), %s%% of the nodes at once", plain(100 * spec.failedFraction()));
        return SvgPlot.render(List.of(
                new SvgPlot.Panel(
                        failed,
                        "scatter width S",
                        "probability",
                        List.of(
                                line("copysets, every set in use", steps, Step::loss),
                                line(stockName, steps, s -> stockLoss))),
                new SvgPlot.Panel(
                        String.format(
                                Locale.ROOT,
                                "Restoring a node of %s TB at %s MB/s a node",
                                plain(nodeBytes / 1e12),
                                plain(bytesPerSecond / 1e6)),
                        "scatter width S",
                        "hours",
                        List.of(
                                line("copysets", steps, s -> s.rebuildSeconds() / 3_600),
                                line(stock.policy(), steps, s -> stockRebuild)))));
    }

    /** {@return a number as people write it: 1, 0.5, 100} */
    public static String plain(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static SvgPlot.Line line(String name, List<Step> steps, ToDoubleFunction<Step> value) {
        return new SvgPlot.Line(
                name,
                steps.stream()
                        .map(s -> new SvgPlot.Point(s.width(), value.applyAsDouble(s)))
                        .toList());
    }
}
