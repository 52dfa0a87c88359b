// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hdfs.bench.ChooseTargetCase.Shape;
import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.FailureDomainPlacementPolicy;
import io.howdah.hdfs.placement.PlacementMetrics;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.AvailableSpaceBlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyRackFaultTolerant;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyWithNodeGroup;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyWithUpgradeDomain;
import org.apache.hadoop.net.NetworkTopologyWithNodeGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * chooseTarget per second: the stock policies and {@link FailureDomainPlacementPolicy} with a plan (scatter width 10), in
 * turns on the same descriptors, so that a busy machine disturbs all alike. A figure is the median of its turns. The
 * policy with node groups has its own cluster of the same shape: it needs another topology.
 */
@Command(
        name = "bin/bench placement",
        header = "chooseTarget per second, every stock policy beside ours",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench placement --quick"})
public final class PlacementBench implements Callable<Integer> {
    private static final String RATE = "chooseTarget/s";

    private static final List<Shape> SHAPES = List.of(
            new Shape("N=100 empty", 100, 0, false, 0),
            new Shape("N=1000 empty", 1000, 0, false, 0),
            new Shape("N=1000 95%-full", 1000, 0.95, false, 0),
            new Shape("N=1000 rack-down", 1000, 0, true, 0),
            new Shape("N=1000 30%-excluded", 1000, 0, false, 0.3),
            new Shape("N=10000 empty", 10_000, 0, false, 0));

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "shorter turns; ends within 5 minutes")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "where the rows go as a JSON array")
    private Path json;

    @Option(names = "--seeds", paramLabel = "N", description = "clusters per case (default: 1)", defaultValue = "1")
    private int seeds;

    @Option(
            names = "--case",
            paramLabel = "TEXT",
            description = "only cases whose name contains this",
            defaultValue = "")
    private String only;

    private BenchTable table;
    private long turnNanos;
    private int turns;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new PlacementBench(), args));
    }

    @Override
    public Integer call() throws IOException {
        if (seeds < 1 || seeds > 100) {
            throw new IllegalArgumentException("--seeds=" + seeds + ": not allowed; allowed: 1 to 100");
        }
        turnNanos = TimeUnit.MILLISECONDS.toNanos(quick ? 300 : 1000);
        turns = quick ? 5 : 11;
        Shape warmUp = new Shape("warm-up", 200, 0.5, false, 0.1);
        run(warmUp, null); // so that no case pays for compilation
        table = new BenchTable(spec.commandLine().getOut());
        double[] small = null;
        for (Shape shape : SHAPES) {
            if (shape.name().contains(only)) {
                double[] rates = run(shape, table);
                small = shape.name().equals("N=1000 empty") ? rates : small;
                if (small != null && shape.nodes() == 10_000) {
                    table.add(new BenchTable.Row(
                            shape.name(),
                            "cost / at 1000",
                            "",
                            "lower",
                            small[0] / rates[0],
                            BlockPlacementPolicyDefault.class.getSimpleName(),
                            small[1] / rates[1]));
                }
            }
        }
        table.write(json);
        return 0;
    }

    private record Contender(String name, ChooseTargetCase on, BlockPlacementPolicy policy, List<Double> rates) {
        static Contender of(ChooseTargetCase on, BlockPlacementPolicy policy, Configuration conf) {
            Class<?> shown = policy.getClass().isAnonymousClass() // the constructor is protected
                    ? policy.getClass().getSuperclass()
                    : policy.getClass();
            String name = shown.getSimpleName();
            return new Contender(name, on, on.cluster().initialize(policy, conf), new ArrayList<>());
        }
    }

    /** {@return our rate and the default policy's} */
    private double[] run(Shape shape, BenchTable rows) throws IOException {
        Inventory inventory = ChooseTargetCase.inventory(shape.nodes());
        Path directory = Files.createTempDirectory("howdah-bench");
        try {
            Configuration conf = configuration(inventory, directory);
            List<List<Double>> rates = new ArrayList<>();
            List<Contender> contenders = List.of();
            for (int seed = 0; seed < seeds; seed++) {
                contenders = contenders(shape, inventory, conf, seed);
                contenders.forEach(c -> c.on().perSecond(c.policy(), turnNanos)); // warm-up
                for (int turn = 0; turn < turns; turn++) {
                    for (int c = 0; c < contenders.size(); c++) {
                        if (rates.size() == c) {
                            rates.add(new ArrayList<>());
                        }
                        Contender contender = contenders.get(c);
                        rates.get(c).add(contender.on().perSecond(contender.policy(), turnNanos));
                    }
                }
            }
            double ours = BenchTable.median(rates.get(0));
            for (int c = 1; c < contenders.size() && rows != null; c++) {
                rows.add(new BenchTable.Row(
                        shape.name(),
                        RATE,
                        "1/s",
                        "higher",
                        ours,
                        contenders.get(c).name(),
                        BenchTable.median(rates.get(c))));
            }
            if (rows != null) {
                recheck(shape, contenders.get(0), conf, rows);
            }
            if (rows != null && shape.name().equals("N=1000 empty")) {
                Contender us = contenders.get(0);
                Contender stock = contenders.get(1);
                new ThreadScaling(turnNanos, turns)
                        .rows(shape, us.on(), us.policy(), stock.policy(), stock.name(), rows);
            }
            return new double[] {ours, BenchTable.median(rates.get(1))};
        } finally {
            Files.deleteIfExists(directory.resolve("inventory.yaml"));
            Files.deleteIfExists(directory.resolve("plan.json"));
            Files.deleteIfExists(directory);
        }
    }

    /** Every target of ours is put to the default policy's own test of a good node and of room for the block. */
    private void recheck(Shape shape, Contender ours, Configuration conf, BenchTable rows) {
        int choices = quick ? 20_000 : 100_000;
        rows.add(new BenchTable.Row(
                shape.name(),
                "rejected of " + choices,
                "",
                "lower",
                ours.on().rejected(ours.policy(), conf, choices),
                "its own test",
                0));
    }

    private static List<Contender> contenders(Shape shape, Inventory inventory, Configuration conf, int seed) {
        ChooseTargetCase flat = new ChooseTargetCase(shape, inventory, conf, false, seed);
        for (int n = 0; n < inventory.size(); n++) {
            flat.cluster().nodes().get(n).setUpgradeDomain("ud" + n % 20);
        }
        Configuration groups = new Configuration(conf);
        groups.setBoolean(DFSConfigKeys.DFS_USE_DFS_NETWORK_TOPOLOGY_KEY, false);
        groups.set("net.topology.impl", NetworkTopologyWithNodeGroup.class.getName());
        ChooseTargetCase grouped = new ChooseTargetCase(shape, inventory, groups, true, seed);
        return List.of(
                Contender.of(flat, ours(), conf),
                Contender.of(flat, new BlockPlacementPolicyDefault() {}, conf),
                Contender.of(flat, new AvailableSpaceBlockPlacementPolicy(), conf),
                Contender.of(flat, new BlockPlacementPolicyRackFaultTolerant(), conf),
                Contender.of(flat, new BlockPlacementPolicyWithUpgradeDomain(), conf),
                Contender.of(grouped, new BlockPlacementPolicyWithNodeGroup() {}, groups));
    }

    /** The shipped class, kept out of the JVM's metrics. */
    private static FailureDomainPlacementPolicy ours() {
        return new FailureDomainPlacementPolicy() {
            @Override
            protected PlacementMetrics metrics() {
                return PlacementMetrics.detached();
            }
        };
    }

    private static Configuration configuration(Inventory inventory, Path directory) throws IOException {
        Path inventoryFile = directory.resolve("inventory.yaml");
        Path planFile = directory.resolve("plan.json");
        InventoryWriter.write(inventory, inventoryFile);
        PlanFile.write(
                CopysetPlanner.plan(
                                inventory,
                                PlanSpec.replicated(ChooseTargetCase.REPLICATION, PlanSpec.DEFAULT_SCATTER_WIDTH),
                                null,
                                new Random(1))
                        .plan(),
                planFile);
        Configuration conf = new Configuration(false);
        conf.set(PlacementSettings.INVENTORY_FILE.name(), inventoryFile.toString());
        conf.set(PlacementSettings.PLAN_FILE.name(), planFile.toString());
        return conf;
    }
}
