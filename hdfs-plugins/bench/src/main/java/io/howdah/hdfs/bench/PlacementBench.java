// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * chooseTarget per second, one thread: {@code BlockPlacementPolicyDefault} and {@link FailureDomainPlacementPolicy} in
 * turns on the same descriptors, so that a busy machine disturbs both alike. The figure is the median of the turns.
 */
@Command(
        name = "bin/bench placement",
        header = "chooseTarget per second, the stock policy beside ours, one thread",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench placement --quick"})
public final class PlacementBench implements Callable<Integer> {
    private static final String PEER = "BlockPlacementPolicyDefault";
    private static final String METRIC = "chooseTarget/s";

    private record Case(String name, int nodes, double full) {}

    private static final List<Case> CASES = List.of(
            new Case("N=100 empty", 100, 0),
            new Case("N=1000 empty", 1000, 0),
            new Case("N=1000 95%-full", 1000, 0.95));

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "shorter turns; ends within 2 minutes")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows go as a JSON array")
    private Path json;

    @Option(names = "--seeds", paramLabel = "N", description = "clusters per case (default: 3)", defaultValue = "3")
    private int seeds;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new PlacementBench(), args));
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1 || seeds > 100) {
            throw new IllegalArgumentException("--seeds=" + seeds + ": not allowed; allowed: 1 to 100");
        }
        BenchTable table = new BenchTable(spec.commandLine().getOut());
        run(new Case("warm-up", 200, 0.5), 1, 3, TimeUnit.SECONDS.toNanos(1)); // so that no case pays for compilation
        for (Case each : CASES) {
            table.add(run(each, seeds, quick ? 5 : 11, TimeUnit.MILLISECONDS.toNanos(quick ? 400 : 1000)));
        }
        table.write(json);
        return 0;
    }

    private BenchTable.Row run(Case each, int clusters, int turns, long nanos) throws IOException {
        List<Double> stockRates = new ArrayList<>();
        List<Double> ourRates = new ArrayList<>();
        Inventory inventory = ChooseTargetCase.inventory(each.nodes());
        Path file = Files.createTempFile("howdah-bench", ".yaml");
        try {
            InventoryWriter.write(inventory, file);
            Configuration conf = new Configuration(false);
            conf.set(
                    PlacementSettings.INVENTORY_FILE.name(),
                    file.toAbsolutePath().toString());
            for (int seed = 0; seed < clusters; seed++) {
                ChooseTargetCase cluster = new ChooseTargetCase(inventory, conf, each.full(), seed);
                BlockPlacementPolicy stock = cluster.cluster().newDefaultPolicy(conf);
                BlockPlacementPolicy ours =
                        cluster.cluster().initialize(PlacementSimulation.seededPolicy(new Random(seed)), conf);
                cluster.perSecond(stock, nanos); // warm-up
                cluster.perSecond(ours, nanos);
                for (int turn = 0; turn < turns; turn++) {
                    stockRates.add(cluster.perSecond(stock, nanos));
                    ourRates.add(cluster.perSecond(ours, nanos));
                }
                if (cluster.shortOfReplicas() > 0) {
                    spec.commandLine()
                            .getErr()
                            .printf(
                                    "%s, seed %d: %d choices were short of replicas%n",
                                    each.name(), seed, cluster.shortOfReplicas());
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return new BenchTable.Row(
                each.name(), METRIC, "1/s", "higher", median(ourRates), PEER, median(stockRates));
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
