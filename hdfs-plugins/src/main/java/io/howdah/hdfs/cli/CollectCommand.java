// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.Ages;
import io.howdah.hdfs.topology.collect.ProbeOutcome;
import io.howdah.hdfs.topology.collect.TopologyCollection;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Conflict;
import io.howdah.hdfs.topology.collect.core.MergeResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah topology collect}: makes the inventory from hypervisors, databases and tables. */
@Command(
        name = "collect",
        description = "Asks hypervisors, databases and tables where each DataNode is, and writes the inventory.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah topology collect --sources /etc/howdah/sources.yaml --output /etc/howdah/inventory.yaml",
            "Exit: 0 ok, 1 --diff and something changes, 2 bad usage or a file of yours is wrong (nothing written),",
            "3 a source did not answer or a DataNode was not found: what was known of it is kept, see standard error."
        })
final class CollectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--sources", required = true, paramLabel = "FILE", description = "who is asked: docs/topology.md")
    private Path sources;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "the inventory, replaced in one step; without it the inventory is printed")
    private Path output;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "what earlier runs knew, and when (default: the output's name and .state.json)")
    private Path state;

    @Option(
            names = "--diff",
            description = "write nothing; print what would change in --output, exit 1 when anything does")
    private boolean diff;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Option(names = "-v", description = "print a line for each hypervisor, database and file; stack traces")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (diff && output == null) {
            throw new IllegalArgumentException(
                    "--diff without --output: nothing to compare with; allowed: --output FILE");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        TopologyCollection collection = new TopologyCollection(sources, output, state, Clock.systemUTC());
        TopologyCollection.Outcome outcome;
        try {
            outcome = collection.collect(
                    (done, of) -> err.printf("%d of %d hypervisors, databases and files asked%n", done, of));
        } catch (InventoryException e) {
            if (verbose) {
                e.printStackTrace(err);
            }
            err.println(e.getMessage());
            return Runner.BAD_INPUT;
        }
        boolean written = !diff && collection.write(outcome);
        complain(outcome, err);
        if (json) {
            printJson(outcome, written, out);
        } else if (diff) {
            outcome.changes().forEach(out::println);
        } else if (output == null) {
            if (outcome.inventory().size() > 0) {
                out.print(InventoryWriter.toYaml(outcome.inventory()));
            }
        } else {
            outcome.changes().forEach(out::println);
            out.printf(
                    "%s: %s, %d nodes, %d changed%n",
                    output,
                    written ? "written" : "left as it is",
                    outcome.inventory().size(),
                    outcome.changes().size());
        }
        if (diff && !outcome.changes().isEmpty()) {
            return Runner.NO;
        }
        return outcome.complete() && outcome.inventory().size() > 0 ? Runner.OK : Runner.CANNOT_TELL;
    }

    private void complain(TopologyCollection.Outcome outcome, PrintWriter err) {
        outcome.problems().forEach(problem -> err.println("warning: " + problem));
        for (ProbeOutcome probe : outcome.probes()) {
            if (!probe.answered()) {
                err.println("no answer: " + probe.source() + ": " + probe.problem());
            } else if (verbose) {
                err.printf(
                        "answered: %s: %s, %d statements, %d ms%n",
                        probe.source(), probe.unit(), probe.machines().size(), probe.millis());
            }
        }
        outcome.merge().warnings().forEach(warning -> err.println("warning: " + warning));
        outcome.merge().conflicts().forEach(err::println);
        for (MergeResult.Kept kept : outcome.merge().kept()) {
            err.printf(
                    "kept: %s %s: %s, last said by %s %s ago%n",
                    kept.host(),
                    kept.attribute().id(),
                    kept.known().value(),
                    kept.known().source(),
                    Ages.words(Duration.between(kept.known().seen(), outcome.time())));
        }
        for (MergeResult.Missing missing : outcome.merge().missing()) {
            err.println("left out: " + missing.host() + ": nobody knows its " + words(missing.attributes()));
        }
        if (outcome.inventory().size() == 0) {
            err.println("no DataNode can be placed: nothing to write");
        }
    }

    private static String words(List<Attribute> attributes) {
        return attributes.stream().map(Attribute::id).collect(Collectors.joining(" and "));
    }

    private void printJson(TopologyCollection.Outcome outcome, boolean written, PrintWriter out) throws IOException {
        JsonGenerator report = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        report.writeStartObject();
        report.writeStringField("time", outcome.time().toString());
        report.writeBooleanField("complete", outcome.complete());
        report.writeBooleanField("written", written);
        report.writeNumberField("nodes", outcome.inventory().size());
        strings(report, "changes", outcome.changes());
        report.writeArrayFieldStart("sources");
        for (ProbeOutcome probe : outcome.probes()) {
            report.writeStartObject();
            report.writeStringField("source", probe.source());
            report.writeStringField("unit", probe.unit());
            report.writeBooleanField("answered", probe.answered());
            report.writeNumberField("statements", probe.machines().size());
            report.writeNumberField("millis", probe.millis());
            if (!probe.answered()) {
                report.writeStringField("problem", probe.problem());
            }
            report.writeEndObject();
        }
        report.writeEndArray();
        report.writeArrayFieldStart("conflicts");
        for (Conflict conflict : outcome.merge().conflicts()) {
            report.writeStartObject();
            report.writeStringField("host", conflict.host());
            report.writeStringField("attribute", conflict.attribute().id());
            report.writeStringField("winner", conflict.winner());
            report.writeStringField("winnerFrom", conflict.winnerFrom());
            report.writeStringField("loser", conflict.loser());
            report.writeStringField("loserFrom", conflict.loserFrom());
            report.writeStringField("rule", conflict.rule());
            report.writeEndObject();
        }
        report.writeEndArray();
        report.writeArrayFieldStart("kept");
        for (MergeResult.Kept kept : outcome.merge().kept()) {
            report.writeStartObject();
            report.writeStringField("host", kept.host());
            report.writeStringField("attribute", kept.attribute().id());
            report.writeStringField("value", kept.known().value());
            report.writeStringField("source", kept.known().source());
            report.writeStringField("seen", kept.known().seen().toString());
            report.writeNumberField(
                    "ageSeconds",
                    Math.max(
                            0,
                            Duration.between(kept.known().seen(), outcome.time())
                                    .toSeconds()));
            report.writeEndObject();
        }
        report.writeEndArray();
        report.writeArrayFieldStart("leftOut");
        for (MergeResult.Missing missing : outcome.merge().missing()) {
            report.writeStartObject();
            report.writeStringField("host", missing.host());
            strings(
                    report,
                    "unknown",
                    missing.attributes().stream().map(Attribute::id).toList());
            report.writeEndObject();
        }
        report.writeEndArray();
        strings(report, "warnings", outcome.merge().warnings());
        strings(report, "problems", outcome.problems());
        report.writeEndObject();
        report.close();
        out.println();
    }

    private static void strings(JsonGenerator report, String name, List<String> values) throws IOException {
        report.writeArrayFieldStart(name);
        for (String value : values) {
            report.writeString(value);
        }
        report.writeEndArray();
    }
}
