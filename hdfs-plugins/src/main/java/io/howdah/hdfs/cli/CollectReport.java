// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.topology.collect.Ages;
import io.howdah.hdfs.topology.collect.ProbeOutcome;
import io.howdah.hdfs.topology.collect.TopologyCollection;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Conflict;
import io.howdah.hdfs.topology.collect.core.MergeResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a run of the collectors found, for people and for programs. */
final class CollectReport {
    private CollectReport() {}

    /** Tells what an operator should know, a line for each thing; when verbose also what went well. */
    static void complain(TopologyCollection.Outcome outcome, boolean verbose, PrintWriter err) {
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

    /** Prints the report as one JSON object. */
    static void printJson(TopologyCollection.Outcome outcome, boolean written, PrintWriter out) throws IOException {
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
