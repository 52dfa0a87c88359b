// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.demo.report.Chart;
import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.PlacementSimulation.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The shipped policy and the stock one on a larger cluster than fits here: same blocks, same topology. */
final class PlacementTableStep implements DemoStep {

    private static final int NODES = 1000;
    private static final int RACKS = 20;
    private static final int HOSTS = 250;
    private static final int BLOCKS = 20_000;

    @Override
    public String title() {
        return "Placement on 1,000 nodes: stock beside ours";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.HDFS_PLUGINS);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        StepFailure.unless(
                context.has(Plugin.HDFS_PLUGINS), "there is no policy to show beside stock: hdfs-plugins is off");
        PlacementSimulation.Report report = PlacementSimulation.run(
                PlacementSimulation.Spec.of(PlacementSimulation.cluster(NODES, RACKS, HOSTS), BLOCKS));
        Outcome stock = report.stock();
        Outcome ours = report.ours();
        StepFailure.unless(
                LoadRowsStep.POLICY.endsWith("." + ours.policy()),
                "the simulation placed through " + ours.policy() + ", not through " + LoadRowsStep.POLICY);
        StepFailure.unless(
                ours.hostViolations() == 0,
                ours.hostViolations() + " of " + BLOCKS + " blocks have two replicas on one physical host");
        StepFailure.unless(ours.underReplicated() == 0, ours.underReplicated() + " blocks got fewer than 3 replicas");
        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "%,d blocks on %,d nodes, %d physical hosts, %d racks: two replicas share a physical host in %,d blocks "
                                + "with %s and in %d with ours.",
                        BLOCKS,
                        NODES,
                        HOSTS,
                        RACKS,
                        stock.hostViolations(),
                        stock.policy(),
                        ours.hostViolations()))
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "Blocks a failure of the worst physical host would hurt",
                        "blocks",
                        List.of("two replicas share a host", "worst host takes two replicas or more"),
                        List.of(series("Howdah", ours), series("stock", stock))))
                .table(new Table(
                        "The same blocks through both policies",
                        List.of(
                                "policy",
                                "host violations",
                                "worst host: 2 replicas lost",
                                "racks per block",
                                "replica sets",
                                "P(loss), 1% of nodes at once",
                                "placed in"),
                        List.of(row(ours), row(stock))))
                .evidence("policy class that placed", LoadRowsStep.POLICY)
                .tile(
                        String.valueOf(ours.hostViolations()),
                        "host violations",
                        String.format(Locale.ROOT, "stock: %,d of %,d blocks", stock.hostViolations(), BLOCKS))
                .command("howdah placement simulate --nodes " + NODES + " --racks " + RACKS + " --hosts " + HOSTS
                        + " --blocks " + BLOCKS);
    }

    private static Chart.Series series(String name, Outcome outcome) {
        return new Chart.Series(name, List.of((double) outcome.hostViolations(), (double)
                outcome.worstHost().losingTwoOrMore()));
    }

    private static List<String> row(Outcome outcome) {
        return List.of(
                outcome.policy(),
                String.format(Locale.ROOT, "%,d", outcome.hostViolations()),
                String.format(Locale.ROOT, "%,d", outcome.worstHost().losingTwoOrMore()),
                String.format(Locale.ROOT, "%.2f", outcome.meanRacks()),
                String.format(Locale.ROOT, "%,d", outcome.distinctReplicaSets()),
                String.format(Locale.ROOT, "%.2f %%", 100 * outcome.lossProbability()),
                String.format(Locale.ROOT, "%.1f s", outcome.seconds()));
    }
}
