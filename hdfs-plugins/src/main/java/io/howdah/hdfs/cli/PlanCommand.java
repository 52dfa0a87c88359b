// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanUpdate;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah topology plan}: makes or extends the copysets. */
@Command(
        name = "plan",
        description = {
            "Makes the plan of copysets from the inventory, or extends the last one so that data stays where it is, and prints",
            "what changes. What is not said stays as in the last plan. One writer at a time; NameNodes poll the file."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah topology plan --inventory /etc/howdah/inventory.yaml --plan /etc/howdah/plan.json --ec RS-6-3",
            "Exit: 0 ok (changed or not), 2 a file or option that is not allowed (the plan is as before), 3 cannot tell."
        })
final class PlanCommand implements Callable<Integer> {
    private static final int NAMES_SHOWN = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlanOptions options;

    @Option(names = "--dry-run", description = "print what would change, write nothing")
    private boolean dryRun;

    @Option(
            names = "--new",
            description = "begin a plan whatever FILE is: all data is outside every copyset until it is migrated")
    private boolean begin;

    @Option(
            names = "--used",
            paramLabel = "BYTES",
            description = "mean bytes used on a DataNode (k, m, g, t): estimates what has to move")
    private String used;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "-v", description = "print stack traces")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        double usedBytes = used == null ? -1 : bytes(used);
        PlanOptions.Resolved resolved = options.resolve();
        PlanUpdate.Outcome outcome;
        try {
            outcome = options.update(resolved, begin, dryRun);
        } catch (InventoryException | PlanException e) {
            if (verbose) {
                e.printStackTrace(spec.commandLine().getErr());
            }
            spec.commandLine().getErr().println(e.getMessage());
            return Runner.BAD_INPUT;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(resolved.plan(), outcome, usedBytes, out);
        } else {
            print(resolved.plan(), outcome, usedBytes, out);
        }
        return Runner.OK;
    }

    private void print(Path file, PlanUpdate.Outcome outcome, double usedBytes, PrintWriter out) {
        CopysetPlanner.Result result = outcome.result();
        CopysetPlan plan = result.plan();
        out.printf("%s: %s%n", file, headline(outcome, dryRun));
        names(out, "joined", result.joined(), outcome.previous() != null);
        names(out, "left", result.left(), true);
        String row = "%-16s %9s %9s %9s %9s %9s %9s  %s%n";
        out.printf(row, "copysets", "now", "kept", "added", "member", "rule", "dropped", "scatter width");
        out.printf(row, "", "", "", "", "left", "broken", "", "min/median/max");
        for (CopysetPlanner.GroupChange change : result.groups()) {
            CopysetGroup group = group(plan, change);
            int[] widths = group == null ? new int[0] : group.scatterWidths();
            out.printf(
                    row,
                    title(change),
                    group == null ? 0 : group.setCount(),
                    change.kept(),
                    change.added(),
                    change.memberLeft(),
                    change.ruleBroken(),
                    change.dropped(),
                    widths.length == 0
                            ? "-"
                            : widths[0] + "/" + widths[widths.length / 2] + "/" + widths[widths.length - 1]);
        }
        if (usedBytes >= 0) {
            PlanUpdate.Move move = outcome.move(usedBytes);
            out.printf(
                    "to move, estimated at %s a node, spread evenly: %s because nodes left (HDFS does that itself), %s because a"
                            + " rule is broken (howdah placement repair)%n",
                    amount(usedBytes), amount(move.leaves()), amount(move.rules()));
        }
        result.warnings().forEach(warning -> out.println("warning: " + warning));
    }

    /** One line that says what changed. */
    static String headline(PlanUpdate.Outcome outcome, boolean dryRun) {
        CopysetPlanner.Result result = outcome.result();
        int added = 0;
        int altered = 0;
        int dropped = 0;
        for (CopysetPlanner.GroupChange change : result.groups()) {
            added += change.added();
            altered += change.memberLeft() + change.ruleBroken();
            dropped += change.dropped();
        }
        CopysetPlan plan = result.plan();
        if (!outcome.changed()) {
            return String.format(
                    "unchanged, generation %d, %d nodes",
                    plan.generation(), plan.nodes().size());
        }
        String from = outcome.previous() == null ? "" : outcome.previous().generation() + " -> ";
        String nodes = outcome.previous() == null
                ? ""
                : " (+" + result.joined().size() + " -" + result.left().size() + ")";
        return String.format(
                "generation %s%d, %d nodes%s, copysets: %d added, %d altered, %d dropped; %s",
                from,
                plan.generation(),
                plan.nodes().size(),
                nodes,
                added,
                altered,
                dropped,
                outcome.written() ? "written" : dryRun ? "not written (--dry-run)" : "not written");
    }

    private static void names(PrintWriter out, String what, List<String> names, boolean shown) {
        if (shown && !names.isEmpty()) {
            String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
            out.println(what + ": " + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size()))) + more);
        }
    }

    private static CopysetGroup group(CopysetPlan plan, CopysetPlanner.GroupChange change) {
        return plan.group(
                        change.group().size(),
                        change.group().erasureCoded(),
                        change.group().storageType())
                .orElse(null);
    }

    private static String title(CopysetPlanner.GroupChange change) {
        int parity = change.group().parity();
        int size = change.group().size();
        return (parity > 0 ? "EC " + (size - parity) + "+" + parity : "R=" + size) + " "
                + change.group().storageType();
    }

    private static void printJson(Path file, PlanUpdate.Outcome outcome, double usedBytes, PrintWriter out)
            throws IOException {
        CopysetPlanner.Result result = outcome.result();
        JsonGenerator report = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        report.writeStartObject();
        report.writeStringField("plan", file.toString());
        report.writeBooleanField("changed", outcome.changed());
        report.writeBooleanField("written", outcome.written());
        report.writeNumberField("generation", result.plan().generation());
        report.writeNumberField(
                "previousGeneration",
                outcome.previous() == null ? 0 : outcome.previous().generation());
        report.writeNumberField("nodes", result.plan().nodes().size());
        strings(report, "joined", result.joined());
        strings(report, "left", result.left());
        report.writeArrayFieldStart("groups");
        for (CopysetPlanner.GroupChange change : result.groups()) {
            CopysetGroup group = group(result.plan(), change);
            report.writeStartObject();
            report.writeNumberField("size", change.group().size());
            report.writeNumberField("parity", change.group().parity());
            report.writeStringField("storageType", change.group().storageType());
            report.writeNumberField("scatterWidth", change.group().scatterWidth());
            report.writeNumberField("sets", group == null ? 0 : group.setCount());
            report.writeNumberField("kept", change.kept());
            report.writeNumberField("added", change.added());
            report.writeNumberField("memberLeft", change.memberLeft());
            report.writeNumberField("ruleBroken", change.ruleBroken());
            report.writeNumberField("dropped", change.dropped());
            report.writeEndObject();
        }
        report.writeEndArray();
        if (usedBytes >= 0) {
            PlanUpdate.Move move = outcome.move(usedBytes);
            report.writeNumberField("moveBytesLeaves", Math.round(move.leaves()));
            report.writeNumberField("moveBytesRules", Math.round(move.rules()));
        }
        strings(report, "warnings", result.warnings());
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

    private static double bytes(String text) {
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?)([kmgtp])?")
                .matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--used=" + text + ": not allowed; allowed: a number of bytes, with k, m, g, t or p");
        }
        int power = matcher.group(2) == null ? 0 : 1 + "kmgtp".indexOf(matcher.group(2));
        return Double.parseDouble(matcher.group(1)) * Math.pow(1024, power);
    }

    private static String amount(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }
}
