// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.PlacementSimulation.Outcome;
import io.howdah.hdfs.simulation.core.BlockShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah placement simulate}: the stock policy beside ours on the same simulated cluster. */
@Command(
        name = "simulate",
        description = {
            "Places blocks through the stock policy and through the shipped one, on the same simulated DataNodes, and prints both.",
            "P(loss) is an estimate from the number of distinct replica sets; the loss of one physical host is counted."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: howdah placement simulate --nodes 100 --racks 5 --hosts 20 --blocks 10000"})
final class SimulateCommand implements Callable<Integer> {
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
            names = "--blocks",
            paramLabel = "B",
            description = "blocks to place (default: 10000)",
            defaultValue = "10000")
    private int blocks;

    @Option(names = "--replication", paramLabel = "R", description = "replicas (default: 3)", defaultValue = "3")
    private int replication;

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
        positive("--blocks", blocks);
        positive("--replication", replication);
        PlacementSimulation.Report report = PlacementSimulation.run(new PlacementSimulation.Spec(
                cluster(), blocks, BlockShape.replicas(replication), 0.01, seed, 5000, null));
        if (json) {
            printJson(report, spec.commandLine().getOut());
        } else {
            print(report, spec.commandLine().getOut());
        }
        return Runner.OK;
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

    private static void positive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + "=" + value + ": not allowed; allowed: 1 or more");
        }
    }

    private static void print(PlacementSimulation.Report report, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%d DataNodes, %d racks, %d physical hosts, %d blocks, replication %d%n%n",
                report.spec().inventory().size(),
                report.spec().inventory().racks().size(),
                report.spec()
                        .inventory()
                        .values(io.howdah.hdfs.inventory.core.FailureDomain.HOST)
                        .size(),
                report.spec().blocks(),
                report.spec().shape().size());
        String failed = report.ours().failedNodes() + " node(s)";
        row(out, report, "", Outcome::policy);
        row(out, report, "blocks sharing a physical host", o -> "" + o.hostViolations());
        row(out, report, "blocks sharing a storage backend", o -> "" + o.backendViolations());
        row(out, report, "blocks short of replicas", o -> "" + o.underReplicated());
        row(out, report, "racks per block (mean)", o -> String.format(Locale.ROOT, "%.2f", o.meanRacks()));
        row(out, report, "distinct replica sets", o -> "" + o.distinctReplicaSets());
        row(
                out,
                report,
                "P(loss), 1% = " + failed + ", estimated",
                o -> String.format(Locale.ROOT, "%.3g", o.lossProbability()));
        row(
                out,
                report,
                "worst physical host lost: blocks -2",
                o -> "" + o.worstHost().losingTwoOrMore());
        row(
                out,
                report,
                "worst physical host lost: blocks gone",
                o -> "" + o.worstHost().losingAll());
        row(out, report, "choices per second", o -> String.format(Locale.ROOT, "%.0f", o.blocks() / o.seconds()));
    }

    private static void row(
            PrintWriter out, PlacementSimulation.Report report, String title, Function<Outcome, String> cell) {
        out.printf("%-42s %28s %28s%n", title, cell.apply(report.stock()), cell.apply(report.ours()));
    }

    private static void printJson(PlacementSimulation.Report report, PrintWriter out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("nodes", report.spec().inventory().size());
        json.writeNumberField("blocks", report.spec().blocks());
        json.writeNumberField("replication", report.spec().shape().size());
        json.writeNumberField("seed", report.spec().seed());
        json.writeArrayFieldStart("outcomes");
        for (Outcome outcome : List.of(report.stock(), report.ours())) {
            json.writeStartObject();
            json.writeStringField("policy", outcome.policy());
            json.writeNumberField("hostViolations", outcome.hostViolations());
            json.writeNumberField("backendViolations", outcome.backendViolations());
            json.writeNumberField("underReplicated", outcome.underReplicated());
            json.writeNumberField("meanRacks", outcome.meanRacks());
            json.writeObjectFieldStart("blocksByRacks");
            for (Map.Entry<Integer, Integer> entry : outcome.blocksByRacks().entrySet()) {
                json.writeNumberField("" + entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("distinctReplicaSets", outcome.distinctReplicaSets());
            json.writeNumberField("failedNodes", outcome.failedNodes());
            json.writeNumberField("lossProbability", outcome.lossProbability());
            json.writeObjectFieldStart("worstHost");
            json.writeStringField("host", outcome.worstHost().host());
            json.writeNumberField("losingTwoOrMore", outcome.worstHost().losingTwoOrMore());
            json.writeNumberField("losingAll", outcome.worstHost().losingAll());
            json.writeEndObject();
            json.writeNumberField("seconds", outcome.seconds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.println();
    }
}
