// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.bench.BenchBars;
import io.howdah.bench.BenchTable;
import io.howdah.hdfs.inventory.AtomicFile;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.simulation.FailureLogFile;
import io.howdah.hdfs.simulation.FailureReplay;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.core.BlockShape;
import io.howdah.hdfs.simulation.core.Estimate;
import io.howdah.hdfs.simulation.core.FailureLog;
import io.howdah.hdfs.simulation.core.LossFormula;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * P(loss) when nodes fail at once: the shipped policy and its plan on real descriptors, beside the stock policies, random
 * placement by formula and the figures of the Copysets paper (Cidon et al., USENIX ATC 2013).
 */
@Command(
        name = "bin/bench durability",
        header = "P(loss) when 1% of the nodes fail at once, and under logs of disk failures; stock beside ours",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: bin/bench durability --quick --trace disk-failures.csv.gz"})
public final class DurabilityBench implements Callable<Integer> {
    private static final String METRIC = "P(loss)";
    private static final double FAILED = 0.01;
    private static final double BLOCKS_PER_NODE = 10_000;
    private static final BlockShape R3 = BlockShape.replicas(3);
    private static final BlockShape RS63 = BlockShape.erasureCoded(6, 3);

    /** A row of the paper's table, and the same for other sizes computed by its formula. */
    private record Paper(int nodes, int width, double copysets) {}

    private static final List<Paper> PAPER = List.of(
            new Paper(1_000, 10, 0.00120),
            new Paper(1_000, 200, 0.0238),
            new Paper(1_000, 2, 0.00024),
            new Paper(5_000, 10, 0.00781),
            new Paper(5_000, 200, 0.145),
            new Paper(5_000, 2, 0.00157),
            new Paper(10_000, 10, 0.0160),
            new Paper(10_000, 200, 0.276),
            new Paper(10_000, 2, 0.00323));

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "fewer blocks; ends within 5 minutes on 2 cores")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "where the rows go as a JSON array; the plot beside it")
    private Path json;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "seed of plan, writers and failures (default: 1)",
            defaultValue = "1")
    private long seed;

    @Option(
            names = "--trace",
            paramLabel = "PATH",
            description = "a log of disk failures to replay; may be given again")
    private List<Path> traces = new ArrayList<>();

    private BenchTable table;
    private PrintWriter out;

    public static void main(String[] args) {
        System.exit(BenchTable.execute(new DurabilityBench(), args));
    }

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        List<FailureLog> logs = new ArrayList<>();
        for (Path trace : traces) {
            logs.add(FailureLogFile.read(trace)); // a bad file is told before the work
        }
        table = new BenchTable(out);
        for (Paper row : PAPER) {
            copysets(row);
        }
        erasureCoded();
        new ChurnCases(table, out, quick ? 1_000 : (int) BLOCKS_PER_NODE, seed).run();
        for (int i = 0; i < logs.size(); i++) {
            replay(traces.get(i).getFileName().toString(), logs.get(i));
        }
        table.write(json);
        if (json != null) {
            AtomicFile.write(
                    BenchBars.beside(json.toAbsolutePath()),
                    writer -> writer.write(BenchBars.svg("P(loss), lower is better", table.rows())));
        }
        return 0;
    }

    private void copysets(Paper paper) throws IOException {
        String name = String.format(Locale.ROOT, "N=%d S=%d R=3 1%%-down", paper.nodes(), paper.width());
        Inventory inventory = cluster(paper.nodes());
        LossCase.Result ours = LossCase.ours(inventory, R3, paper.width(), FAILED, blocks(paper), seed);
        table.add(row(name, ours.formula(), "copysets (paper)", paper.copysets()));
        table.add(row(name, ours.formula(), "random (formula)", random(paper)));
        table.add(new BenchTable.Row(
                name,
                "P(loss) counted",
                interval(ours.counted()),
                "lower",
                ours.counted().value(),
                "formula",
                ours.formula()));
        if (paper.width() == 10) {
            int sampled = quick ? 200_000 : 1_000_000;
            LossCase.Result stock = LossCase.stock(inventory, R3, FAILED, sampled, seed);
            double extrapolated = stock.extrapolated(BLOCKS_PER_NODE * paper.nodes() / 3);
            table.add(row(name, ours.formula(), stock.policy(), extrapolated));
            out.printf(
                    Locale.ROOT,
                    "  %s: %d blocks sampled (%d distinct sets), extrapolated to 10,000 a node%n",
                    stock.policy(),
                    sampled,
                    stock.sets());
        }
        out.printf(
                Locale.ROOT,
                "  ours: %d copysets planned, %d in use by %d blocks%n",
                ours.planned(),
                ours.sets(),
                ours.blocks());
    }

    /** Facebook's 10 neighbours for S=10; HDFS' own with 10,000 blocks a node for the others. */
    private static double random(Paper paper) {
        double sets =
                paper.width() == 10 ? paper.nodes() * LossFormula.choose(11, 2) : BLOCKS_PER_NODE * paper.nodes() / 3;
        int failed = LossFormula.failedNodes(paper.nodes(), FAILED);
        return LossFormula.anyLost(LossFormula.setLost(paper.nodes(), failed, 3, 2), sets);
    }

    /** Enough to use nearly every set; the paper's figure is for all of them. */
    private int blocks(Paper paper) {
        double sets = LossFormula.setsForScatterWidth(paper.nodes(), paper.width(), 3);
        return (int) Math.min(quick ? 1_000_000 : 4_000_000, Math.max(20_000, 12 * sets));
    }

    private void erasureCoded() throws IOException {
        for (int nodes : new int[] {1_000, 5_000}) {
            String name = "N=" + nodes + " S=10 RS(6,3) 1%-down";
            Inventory inventory = cluster(nodes);
            LossCase.Result ours = LossCase.ours(inventory, RS63, 10, FAILED, 20 * nodes, seed);
            LossCase.Result stock = LossCase.stock(inventory, RS63, FAILED, quick ? 50_000 : 300_000, seed);
            table.add(row(name, ours.formula(), stock.policy(), stock.extrapolated(BLOCKS_PER_NODE * nodes / 9)));
            out.printf(
                    Locale.ROOT,
                    "  ours (%s): %d copysets planned, %d in use; %s extrapolated to 10,000 units a node%n",
                    ours.policy(),
                    ours.planned(),
                    ours.sets(),
                    stock.policy());
        }
    }

    private void replay(String file, FailureLog log) throws IOException {
        int disks = 12;
        int racks = log.racks().size();
        int hosts = racks * log.mostEnclosures();
        int nodes = hosts * Math.max(1, (log.slots() + disks - 1) / disks);
        Inventory inventory = PlacementSimulation.cluster(nodes, racks, hosts);
        int blocks = quick ? 100_000 : 1_000_000;
        for (int hours : new int[] {1, 24}) {
            FailureReplay replay = new FailureReplay(file, log, hours * 3_600L, disks, 3);
            PlacementSimulation.Report report = PlacementSimulation.run(new PlacementSimulation.Spec(
                    inventory,
                    PlacementSimulation.plan(inventory, R3, 10, null, seed),
                    blocks,
                    R3,
                    FAILED,
                    seed,
                    0,
                    replay));
            if (hours == 1) {
                replay.mapping(inventory).forEach(line -> out.println("  " + line));
                out.printf(
                        Locale.ROOT,
                        "  %d DataNodes, %d blocks, P over random orders of racks, hosts, nodes%n",
                        nodes,
                        blocks);
            }
            for (int i = 0; i < report.ours().failures().size(); i++) {
                FailureReplay.Result ours = report.ours().failures().get(i);
                FailureReplay.Result stock = report.stock().failures().get(i);
                String name = String.format(
                        Locale.ROOT,
                        "%s %s-loss within %dh",
                        file.replaceAll("[-.].*", ""),
                        ours.reach().label(),
                        hours);
                table.add(new BenchTable.Row(
                        name,
                        METRIC,
                        "ours " + interval(ours.loss()) + ", peer " + interval(stock.loss()),
                        "lower",
                        ours.loss().value(),
                        report.stock().policy(),
                        stock.loss().value()));
            }
        }
    }

    private static Inventory cluster(int nodes) {
        return PlacementSimulation.cluster(nodes, Math.max(2, nodes / 20), nodes / 4);
    }

    private static String interval(Estimate estimate) {
        return String.format(Locale.ROOT, "95%%: %.2g to %.2g", estimate.low(), estimate.high());
    }

    private static BenchTable.Row row(String name, double ours, String peer, double peerValue) {
        return new BenchTable.Row(name, METRIC, "", "lower", ours, peer, peerValue);
    }
}
