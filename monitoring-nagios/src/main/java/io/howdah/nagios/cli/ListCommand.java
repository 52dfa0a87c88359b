// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.Need;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah nagios list}: the checks, what they read and their limits. */
@Command(
        name = "list",
        header = "Lists the checks, their metrics and default limits",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: howdah nagios list --json"})
final class ListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "also which beans and resources are read")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson());
        } else {
            Checks.all().forEach(check -> print(check, out));
        }
        return 0;
    }

    private void print(Check check, PrintWriter out) {
        out.printf("%s: %s%n", check.id(), check.summary());
        out.printf(
                "  asks the %s (http port %d, https port %d)%n",
                check.role().displayName(),
                check.role().defaultPort(false),
                check.role().defaultPort(true));
        if (verbose) {
            needs(check).forEach(need -> out.printf("  reads %s%n", need));
        }
        out.printf("  %-16s %-4s %-8s %-8s %-4s %s%n", "METRIC", "UNIT", "WARNING", "CRITICAL", "%", "MEANING");
        for (Metric metric : check.metrics()) {
            out.printf(
                    "  %-16s %-4s %-8s %-8s %-4s %s%n",
                    metric.name(),
                    metric.unit().symbol().isEmpty() ? "-" : metric.unit().symbol(),
                    metric.warning().isEmpty() ? "-" : metric.warning(),
                    metric.critical().isEmpty() ? "-" : metric.critical(),
                    metric.hasTotal() ? "yes" : "no",
                    metric.meaning());
        }
        out.println();
    }

    private static List<String> needs(Check check) {
        return check.needs().stream().map(Need::toString).sorted().toList();
    }

    private static String asJson() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartArray();
            for (Check check : Checks.all()) {
                json.writeStartObject();
                json.writeStringField("check", check.id());
                json.writeStringField("summary", check.summary());
                json.writeStringField("daemon", check.role().displayName());
                json.writeNumberField("httpPort", check.role().defaultPort(false));
                json.writeNumberField("httpsPort", check.role().defaultPort(true));
                json.writeArrayFieldStart("needs");
                for (String need : needs(check)) {
                    json.writeString(need);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("metrics");
                for (Metric metric : check.metrics()) {
                    json.writeStartObject();
                    json.writeStringField("metric", metric.name());
                    json.writeStringField("unit", metric.unit().symbol());
                    json.writeStringField("warning", metric.warning());
                    json.writeStringField("critical", metric.critical());
                    json.writeBooleanField("percentOfTotal", metric.hasTotal());
                    json.writeStringField("meaning", metric.meaning());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return text.toString();
    }
}
