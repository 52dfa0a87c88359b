// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.simulation.FailureReplay;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.hdfs.simulation.PlacementSimulation.Outcome;
import io.howdah.hdfs.simulation.ScatterSweep;
import io.howdah.hdfs.simulation.core.DomainLoss;
import io.howdah.hdfs.simulation.core.Estimate;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Prints what {@code howdah placement simulate} found: as a table for people, as JSON for programs. */
final class SimulateOutput {
    private final PlacementSimulation.Report report;
    private final PlacementSimulation.Spec spec;
    private final ScatterSweep sweep;
    private final List<ScatterSweep.Step> steps;

    SimulateOutput(PlacementSimulation.Report report, ScatterSweep sweep, List<ScatterSweep.Step> steps) {
        this.report = report;
        this.spec = report.spec();
        this.sweep = sweep;
        this.steps = steps;
    }

    void text(PrintWriter out) {
        int copysets = PlacementSimulation.copysets(spec.plan(), spec.shape());
        out.printf(
                Locale.ROOT,
                "%d DataNodes, %d racks, %d physical hosts, %d blocks, %s%n",
                spec.inventory().size(),
                spec.inventory().racks().size(),
                spec.inventory().values(FailureDomain.HOST).size(),
                spec.blocks(),
                spec.shape().erasureCoded()
                        ? spec.shape().label()
                        : "replication " + spec.shape().size());
        out.printf(
                Locale.ROOT,
                "%s%n%n",
                copysets == 0 ? "no plan: hard rules only" : "plan: " + copysets + " copysets (ours)");
        row(out, "", Outcome::policy);
        row(out, "blocks sharing a physical host", o -> "" + o.hostViolations());
        row(out, "blocks sharing a storage backend", o -> "" + o.backendViolations());
        row(out, "blocks short of replicas", o -> "" + o.underReplicated());
        row(out, "racks per block (mean)", o -> format("%.2f", o.meanRacks()));
        row(out, "distinct replica sets", o -> "" + o.distinctReplicaSets());
        row(out, "nodes a node shares sets with (median)", o -> "" + o.scatterWidth());
        String down = format(
                "P(loss), %s%% = %d node(s)",
                ScatterSweep.plain(100 * spec.failedFraction()), report.ours().failedNodes());
        row(out, down + ", formula", o -> format("%.3g", o.lossProbability()));
        row(out, "  counted (95% interval)", o -> estimate(o.lossCounted()));
        row(
                out,
                format("  at %,.0f blocks a node, extrapolated", sweep.blocksPerNode()),
                o -> format("%.3g", sweep.loss(o.setsWith(sweep.blocks()))));
        row(out, "one rack down: racks that lose a block", o -> domain(o.racks()));
        row(out, "one physical host down: that lose a block", o -> domain(o.hosts()));
        row(out, "worst physical host lost: blocks -2", o -> "" + o.worstHost().losingTwoOrMore());
        row(
                out,
                "worst physical host lost: blocks gone",
                o -> "" + o.worstHost().losingAll());
        row(
                out,
                format(
                        "restore %s TB at %s MB/s a node",
                        ScatterSweep.plain(sweep.nodeBytes() / 1e12), ScatterSweep.plain(sweep.bytesPerSecond() / 1e6)),
                o -> format(
                        "%s, %d readers",
                        duration(o.rebuild().seconds(sweep.nodeBytes(), sweep.bytesPerSecond())),
                        o.rebuild().sources()));
        row(out, "choices per second", o -> format("%.0f", o.blocks() / o.seconds()));
        if (spec.failures() != null) {
            failures(out);
        }
        if (!steps.isEmpty()) {
            out.printf("%n%-14s %12s %14s %14s%n", "scatter width", "copysets", "P(loss)", "restore");
            for (ScatterSweep.Step step : steps) {
                out.printf(
                        Locale.ROOT,
                        "%-14d %12d %14.3g %14s%n",
                        step.width(),
                        step.copysets(),
                        step.loss(),
                        duration(step.rebuildSeconds()));
            }
        }
    }

    private void failures(PrintWriter out) {
        out.println();
        spec.failures().mapping(spec.inventory()).forEach(out::println);
        for (int i = 0; i < report.ours().failures().size(); i++) {
            int at = i;
            String reach = report.ours().failures().get(i).reach().label();
            row(
                    out,
                    "lost " + reach + ": most down at once",
                    o -> "" + o.failures().get(at).mostDown());
            row(
                    out,
                    "  blocks lost, inventory's order",
                    o -> "" + o.failures().get(at).blocksLost());
            row(
                    out,
                    "  P(loss) over random orders",
                    o -> estimate(o.failures().get(at).loss()));
        }
    }

    private void row(PrintWriter out, String title, Function<Outcome, String> cell) {
        out.printf("%-44s %32s %32s%n", title, cell.apply(report.stock()), cell.apply(report.ours()));
    }

    private static String domain(DomainLoss loss) {
        return format("%d of %d, worst %d blocks", loss.losing(), loss.domains(), loss.worstBlocks());
    }

    private static String estimate(Estimate estimate) {
        return format("%.3g (%.2g to %.2g)", estimate.value(), estimate.low(), estimate.high());
    }

    private static String duration(double seconds) {
        return seconds < 120
                ? format("%.0f s", seconds)
                : seconds < 7_200 ? format("%.0f min", seconds / 60) : format("%.1f h", seconds / 3_600);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    void json(PrintWriter out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("nodes", spec.inventory().size());
        json.writeNumberField("blocks", spec.blocks());
        json.writeStringField("shape", spec.shape().label());
        json.writeNumberField("copysets", PlacementSimulation.copysets(spec.plan(), spec.shape()));
        json.writeNumberField("seed", spec.seed());
        json.writeNumberField("blocksPerNode", sweep.blocksPerNode());
        json.writeNumberField("nodeBytes", sweep.nodeBytes());
        json.writeNumberField("bytesPerSecond", sweep.bytesPerSecond());
        json.writeArrayFieldStart("outcomes");
        for (Outcome outcome : List.of(report.stock(), report.ours())) {
            json(json, outcome);
        }
        json.writeEndArray();
        if (spec.failures() != null) {
            json.writeArrayFieldStart("mapping");
            for (String line : spec.failures().mapping(spec.inventory())) {
                json.writeString(line);
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("scatterWidths");
        for (ScatterSweep.Step step : steps) {
            json.writeStartObject();
            json.writeNumberField("scatterWidth", step.width());
            json.writeNumberField("copysets", step.copysets());
            json.writeNumberField("lossProbability", step.loss());
            json.writeNumberField("restoreSeconds", step.rebuildSeconds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        out.println();
    }

    private void json(JsonGenerator json, Outcome outcome) throws IOException {
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
        json.writeNumberField("scatterWidth", outcome.scatterWidth());
        json.writeNumberField("failedNodes", outcome.failedNodes());
        json.writeNumberField("lossProbability", outcome.lossProbability());
        json(json, "lossCounted", outcome.lossCounted());
        json.writeNumberField("lossProbabilityExtrapolated", sweep.loss(outcome.setsWith(sweep.blocks())));
        json(json, "racks", outcome.racks());
        json(json, "hosts", outcome.hosts());
        json.writeObjectFieldStart("worstHost");
        json.writeStringField("host", outcome.worstHost().host());
        json.writeNumberField("losingTwoOrMore", outcome.worstHost().losingTwoOrMore());
        json.writeNumberField("losingAll", outcome.worstHost().losingAll());
        json.writeEndObject();
        json.writeNumberField("restoreSeconds", outcome.rebuild().seconds(sweep.nodeBytes(), sweep.bytesPerSecond()));
        json.writeNumberField("readers", outcome.rebuild().sources());
        json.writeArrayFieldStart("failures");
        for (FailureReplay.Result result : outcome.failures()) {
            json.writeStartObject();
            json.writeStringField("reach", result.reach().label());
            json.writeNumberField("mostDown", result.mostDown());
            json.writeNumberField("blocksLost", result.blocksLost());
            json(json, "loss", result.loss());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("seconds", outcome.seconds());
        json.writeEndObject();
    }

    private static void json(JsonGenerator json, String name, Estimate estimate) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("value", estimate.value());
        json.writeNumberField("low", estimate.low());
        json.writeNumberField("high", estimate.high());
        json.writeNumberField("trials", estimate.trials());
        json.writeEndObject();
    }

    private static void json(JsonGenerator json, String name, DomainLoss loss) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("domains", loss.domains());
        json.writeNumberField("losing", loss.losing());
        json.writeStringField("worst", loss.worst());
        json.writeNumberField("worstBlocks", loss.worstBlocks());
        json.writeEndObject();
    }
}
