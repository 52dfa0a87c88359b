// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.bench.BenchBars;
import io.howdah.bench.BenchTable;
import io.howdah.hdfs.inventory.AtomicFile;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryBuilder;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.Contender;
import io.howdah.hdfs.simulation.FilledCluster;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.SimulatedPlacement;
import io.howdah.hdfs.simulation.SimulationFiles;
import io.howdah.hdfs.simulation.core.BlockShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How evenly a cluster of nodes of three sizes fills, and what a join or a leave costs in moved bytes. Weights 1, 2 and 4
 * in turn, four DataNodes a physical host, ten hosts a rack; half of the blocks are written from outside the cluster, the
 * other half by a DataNode drawn evenly, so that small nodes get as many local replicas as large ones.
 */
@Command(
        name = "bin/bench balance",
        header = "Skew of used space and of writes on a mixed cluster, and bytes moved by a join or a leave",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench balance --quick"})
public final class BalanceBench implements Callable<Integer> {
    private static final BlockShape R3 = BlockShape.replicas(3);
    private static final int WIDTH = 10;
    private static final double SKEW = 1.05;
    /** Of `migrate --level`, as a share of the mean used: just within the skew that is to be reached. */
    private static final double THRESHOLD = 0.045;

    private static final double MEMBERSHIP = 0.95;
    private static final String BOTH = "ours with Balancer then migrate";
    private static final double BEFORE_CHANGE = 0.7;
    private static final double CHANGED = 0.1;
    private static final List<Contender> ALL = List.of(Contender.OURS, Contender.DEFAULT, Contender.AVAILABLE_SPACE);

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "fewer nodes; ends within 5 minutes on 2 cores")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "where the rows go as a JSON array; the plot beside it")
    private Path json;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "seed of plan and writers (default: 1)",
            defaultValue = "1")
    private long seed;

    private PrintWriter out;
    private BenchTable table;
    private int nodes;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new BalanceBench(), args));
    }

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        nodes = quick ? 120 : 600;
        table = new BenchTable(out);
        filled();
        changed("join");
        changed("leave");
        table.write(json);
        if (json != null) {
            AtomicFile.write(
                    BenchBars.beside(json.toAbsolutePath()),
                    writer -> writer.write(BenchBars.svg("Balance, lower is better", table.rows())));
        }
        return 0;
    }

    /** One policy on its own cluster. */
    private FilledCluster cluster(Contender contender, Inventory inventory, SimulationFiles files) {
        SimulatedPlacement placement = new SimulatedPlacement(inventory, files.conf(), contender, R3, seed);
        return new FilledCluster(placement, R3, quick ? 200 : 500, seed);
    }

    private FilledCluster.Writers writers() {
        return new FilledCluster.Writers(0.5, 2 * nodes);
    }

    private CopysetPlan plan(Contender contender, Inventory inventory, CopysetPlan previous) {
        return contender.ours() ? PlacementSimulation.plan(inventory, R3, WIDTH, previous, seed) : null;
    }

    private void filled() throws IOException {
        Inventory inventory = mixed(nodes, List.of());
        Map<Contender, double[]> results = new HashMap<>();
        for (Contender contender : ALL) {
            try (SimulationFiles files = new SimulationFiles(inventory, plan(contender, inventory, null))) {
                FilledCluster cluster = cluster(contender, inventory, files);
                int shortOf = cluster.fill(0.8, writers());
                results.put(contender, new double[] {cluster.skew(), cluster.loadSkew()});
                out.printf(
                        Locale.ROOT,
                        "  %s: %.1f%% full with %d blocks on %d nodes, %d choices short of replicas%n",
                        contender.className(),
                        100 * cluster.used(),
                        cluster.blocks().count(),
                        nodes,
                        shortOf);
            }
        }
        compare("80%-full", "max/mean used", results, 0);
        compare("80%-full", "max/mean writes", results, 1);
    }

    private void compare(String name, String metric, Map<Contender, double[]> results, int at) {
        for (Contender peer : ALL.subList(1, ALL.size())) {
            row(name, metric, results.get(Contender.OURS)[at], peer.className(), results.get(peer)[at]);
        }
    }

    private void row(String name, String metric, double ours, String peer, double theirs) {
        table.add(new BenchTable.Row(name, metric, "", "lower", ours, peer, theirs));
    }

    private void changed(String change) throws IOException {
        Map<Contender, double[]> results = new HashMap<>();
        for (Contender contender : ALL) {
            results.put(contender, changed(change, contender, contender.ours()));
        }
        double[] both = changed(change, Contender.OURS, false);
        compare(change, "max/mean used", results, 0);
        row(change, "max/mean used", results.get(Contender.OURS)[0], BOTH, both[0]);
        compare(change, "moved/optimum", results, 1);
        row(change, "moved/optimum", results.get(Contender.OURS)[1], BOTH, both[1]);
    }

    /** @param level whether `migrate --level` evens out, or the Balancer and then `migrate` */
    private double[] changed(String change, Contender contender, boolean level) throws IOException {
        int delta = (int) Math.round(CHANGED * nodes);
        boolean join = change.equals("join");
        Inventory before = mixed(nodes, List.of());
        List<Integer> leaving = new ArrayList<>();
        for (int i = 0; !join && i < delta; i++) {
            leaving.add(i * 10 + i % 10);
        }
        Inventory after = join ? mixed(nodes + delta, List.of()) : mixed(nodes, leaving);
        CopysetPlan first = plan(contender, before, null);
        CopysetPlan second = plan(contender, after, first);
        try (SimulationFiles files = new SimulationFiles(before, first);
                SimulationFiles filesAfter = new SimulationFiles(after, second)) {
            FilledCluster cluster = cluster(contender, before, files);
            cluster.fill(BEFORE_CHANGE, writers());
            double used = cluster.used();
            long replicas = (long) cluster.blocks().count() * R3.size();
            double skewBefore = cluster.skew();
            if (join) {
                new ArrayList<>(after.nodes()).subList(nodes, nodes + delta).forEach(cluster::join);
            }
            cluster.placement().reconfigure(contender, filesAfter.conf());
            long restored = 0;
            for (int n : leaving) {
                restored += cluster.leave(n);
            }
            double optimum = join ? replicas * weight(after, nodes) / weight(after, 0) : restored;
            double skewAfter = cluster.skew();
            long balancer = 0;
            long migrated = 0;
            if (level) {
                migrated = cluster.level(second, THRESHOLD * cluster.used(), SKEW, MEMBERSHIP);
            }
            for (int round = 0; !level && round < 8; round++) {
                balancer += cluster.balance(SKEW);
                if (second == null || cluster.membership(second) >= MEMBERSHIP) {
                    break;
                }
                migrated += cluster.migrate(second, MEMBERSHIP + 0.005);
            }
            long moved = restored + balancer + migrated;
            out.printf(
                    Locale.ROOT,
                    "  %s %s: %d nodes at %.0f%%, skew %.3f before, %.3f at once after, %.3f in the end; optimum %.0f replicas,"
                            + " restored %d, Balancer %d, %s %d%s%n",
                    change,
                    contender.className(),
                    nodes,
                    100 * used,
                    skewBefore,
                    skewAfter,
                    cluster.skew(),
                    optimum,
                    restored,
                    balancer,
                    level ? "migrate --level" : "migrate",
                    migrated,
                    second == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "; in a copyset %.1f%% (goal %.0f%%)",
                                    100 * cluster.membership(second),
                                    100 * MEMBERSHIP));
            return new double[] {cluster.skew(), moved / optimum};
        }
    }

    private static double weight(Inventory inventory, int from) {
        return inventory.nodes().stream()
                .skip(from)
                .mapToDouble(InventoryNode::weight)
                .sum();
    }

    /** Nodes of weight 1, 2, 4 in turn; host n/4 stands on rack (n/4) mod racks. */
    private Inventory mixed(int count, List<Integer> without) {
        int racks = Math.max(2, nodes / 40);
        try {
            InventoryBuilder builder = new InventoryBuilder("generated").schemaVersion(field("1"));
            for (int n = 0; n < count; n++) {
                if (!without.contains(n)) {
                    builder.node(
                            n + 1,
                            Map.of(
                                    "host", field("dn" + n),
                                    "rack", field("/rack" + n / 4 % racks),
                                    "physicalHost", field("hv" + n / 4),
                                    "weight", field("" + (1 << n % 3))));
                }
            }
            return builder.build();
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static InventoryBuilder.Field field(String value) {
        return new InventoryBuilder.Field(value, 0);
    }
}
