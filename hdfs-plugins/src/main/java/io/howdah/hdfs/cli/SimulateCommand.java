// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.AtomicFile;
import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.FailureLogFile;
import io.howdah.hdfs.simulation.FailureReplay;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.ScatterSweep;
import io.howdah.hdfs.simulation.core.BlockShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah placement simulate}: the stock policy beside ours on the same simulated cluster. */
@Command(
        name = "simulate",
        description = {
            "Places blocks through the stock policy and through the shipped one, on the same simulated DataNodes, and prints both:",
            "what is lost when a share of the nodes, a rack or a physical host is down at once, or by a log of disk failures,",
            "and how long it takes to restore a lost node."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah placement simulate --nodes 1000 --racks 50 --hosts 250 --scatter-width 10 --plot trade-off.svg"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final Pattern CODE = Pattern.compile("([0-9]{1,2}),([0-9]{1,2})");

    @Spec
    private CommandSpec spec;

    @Option(names = "--nodes", paramLabel = "N", description = "DataNodes (default: 100)", defaultValue = "100")
    private int nodes;

    @Option(names = "--racks", paramLabel = "R", description = "racks (default: 5)", defaultValue = "5")
    private int racks;

    @Option(
            names = "--hosts",
            paramLabel = "H",
            description = "physical hosts; each stands on one rack (default: 20)",
            defaultValue = "20")
    private int hosts;

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "simulate this inventory's cluster in place of --nodes, --racks and --hosts")
    private Path inventory;

    @Option(
            names = "--scatter-width",
            paramLabel = "S",
            description = "make a plan in which each node shares copysets with S others; 0 = no plan (default: 10)",
            defaultValue = "10")
    private int scatterWidth;

    @Option(names = "--plan", paramLabel = "FILE", description = "use this plan in place of --scatter-width")
    private Path plan;

    @Option(
            names = "--blocks",
            paramLabel = "B",
            description = "blocks to place (default: 10000)",
            defaultValue = "10000")
    private int blocks;

    @Option(
            names = "--blocks-per-node",
            paramLabel = "B",
            description = "replicas a node of the real cluster holds, for the extrapolated figures (default: 10000)",
            defaultValue = "10000")
    private int blocksPerNode;

    @Option(names = "--replication", paramLabel = "R", description = "replicas (default: 3)", defaultValue = "3")
    private int replication;

    @Option(
            names = "--ec",
            paramLabel = "k,m",
            description = "erasure-coded groups of k data and m parity units in place of replicas")
    private String code;

    @Option(
            names = "--failed",
            paramLabel = "SHARE",
            description = "share of the nodes that fail at once (default: 0.01)",
            defaultValue = "0.01")
    private double failed;

    @Option(
            names = "--failures",
            paramLabel = "FILE",
            description = "replay a log of disk failures: CSV (also .gz) with Timestamp, Rack id, Enclosure, Slot")
    private Path failures;

    @Option(
            names = "--window",
            paramLabel = "HOURS",
            description = "failures of the log within so many hours count as at once (default: 24)",
            defaultValue = "24")
    private double windowHours;

    @Option(
            names = "--disks",
            paramLabel = "D",
            description = "disks of a DataNode, for the log (default: 12)",
            defaultValue = "12")
    private int disks;

    @Option(
            names = "--enclosure-disks",
            paramLabel = "D",
            description = "failed disks of one enclosure within the window that count as its loss (default: 3)",
            defaultValue = "3")
    private int enclosureDisks;

    @Option(
            names = "--bandwidth",
            paramLabel = "MB/s",
            description = "what one node reads, and writes, to restore redundancy (default: 100)",
            defaultValue = "100")
    private double bandwidth;

    @Option(
            names = "--node-data",
            paramLabel = "TB",
            description = "data on the node that is restored (default: 10)",
            defaultValue = "10")
    private double nodeData;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "write P(loss) and rebuild time over the scatter width as SVG")
    private Path plot;

    @Option(
            names = "--seed",
            description = "seed of our policy and of the writers (default: ${DEFAULT-VALUE})",
            defaultValue = "20260101")
    private long seed;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "-v", description = "print stack traces")
    boolean verbose; // read by Runner from the arguments, before they are parsed

    @Override
    public Integer call() throws IOException {
        within("--blocks", blocks, 1, 50_000_000);
        within("--blocks-per-node", blocksPerNode, 1, 100_000_000);
        within("--scatter-width", scatterWidth, 0, 10_000);
        within("--failed", failed, 0, 1);
        within("--window", windowHours, 0.001, 24 * 365);
        within("--bandwidth", bandwidth, 0.001, 1e6);
        within("--node-data", nodeData, 1e-6, 1e6);
        BlockShape shape = shape();
        Inventory cluster = cluster();
        PlacementSimulation.Spec simulated = new PlacementSimulation.Spec(
                cluster, plan(cluster, shape), blocks, shape, failed, seed, 5_000, replay());
        ScatterSweep sweep = new ScatterSweep(simulated, blocksPerNode, nodeData * 1e12, bandwidth * 1e6);
        PlacementSimulation.Report report = PlacementSimulation.run(simulated);
        List<ScatterSweep.Step> steps = plot == null
                ? List.of()
                : sweep.run(width -> spec.commandLine().getErr().printf("scatter width %d ...%n", width));
        if (plot != null) {
            AtomicFile.write(plot.toAbsolutePath(), writer -> writer.write(sweep.svg(steps, report.stock())));
        }
        SimulateOutput output = new SimulateOutput(report, sweep, steps);
        if (json) {
            output.json(spec.commandLine().getOut());
        } else {
            output.text(spec.commandLine().getOut());
        }
        return Runner.OK;
    }

    private BlockShape shape() {
        if (code == null) {
            within("--replication", replication, 1, BlockShape.MOST);
            return BlockShape.replicas(replication);
        }
        Matcher matcher = CODE.matcher(code);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--ec=" + code + ": not allowed; allowed: k,m such as 6,3");
        }
        return BlockShape.erasureCoded(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private Inventory cluster() {
        if (inventory == null) {
            return PlacementSimulation.cluster(nodes, racks, hosts);
        }
        try {
            return InventoryYaml.read(inventory, Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()));
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private CopysetPlan plan(Inventory cluster, BlockShape shape) {
        if (plan != null) {
            try {
                return PlanFile.read(plan, Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()));
            } catch (PlanException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        return scatterWidth == 0 || shape.size() < 2
                ? null
                : PlacementSimulation.plan(cluster, shape, scatterWidth, null, seed);
    }

    private FailureReplay replay() throws IOException {
        return failures == null
                ? null
                : new FailureReplay(
                        failures.getFileName().toString(),
                        FailureLogFile.read(failures),
                        Math.round(windowHours * 3_600),
                        disks,
                        enclosureDisks);
    }

    private static void within(String option, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    option + "=" + number(value) + ": not allowed; allowed: " + number(least) + " to " + number(most));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
