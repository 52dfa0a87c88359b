// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah scheduler explain}. */
@Command(
        name = "explain",
        description = "Prints the last packing decisions with their reasons, oldest first.",
        mixinStandardHelpOptions = true,
        versionProvider = SchedulerCommand.Version.class,
        footer = {
            "",
            "Exit: 0 decisions were found, 1 none, 2 bad usage, 3 the ResourceManager cannot be asked.",
            "Example:",
            "  howdah scheduler explain application_1700000000000_0042 --rm http://rm1:8088"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final List<String> FIELDS = List.of("node", "queue", "first", "stockFirst", "reason");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ResourceManagerOptions rm;

    @Parameters(
            arity = "0..1",
            paramLabel = "APP_ID",
            description = "Only decisions that put this application first, or in which stock would have.")
    private String app;

    @Override
    public Integer call() throws IOException {
        List<?> all = SchedulerStatus.decisions(rm.client());
        if (all == null) {
            throw new IOException(rm.address() + ": Howdah's scheduler does not run there");
        }
        List<Map<?, ?>> found = new ArrayList<>();
        for (Object decision : all) {
            if (decision instanceof Map<?, ?> d
                    && (app == null || app.equals(d.get("first")) || app.equals(d.get("stockFirst")))) {
                found.add(d);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (rm.json) {
            out.println(json(found));
        } else {
            found.forEach(d -> out.println(line(d)));
            if (found.isEmpty()) {
                out.println("no decisions" + (app == null ? "" : " about " + app) + " among the last " + all.size());
            }
        }
        return found.isEmpty() ? SchedulerCommand.NO : SchedulerCommand.OK;
    }

    private static String line(Map<?, ?> d) {
        String first = String.valueOf(d.get("first"));
        String instead = first.equals(d.get("stockFirst")) ? "" : " before " + d.get("stockFirst");
        return Instant.ofEpochMilli(time(d)) + " " + d.get("node") + " " + d.get("queue") + ": " + first + instead
                + " (" + d.get("reason") + ")";
    }

    private static long time(Map<?, ?> d) {
        return d.get("time") instanceof Number n ? n.longValue() : 0;
    }

    private static String json(List<Map<?, ?>> decisions) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            for (Map<?, ?> d : decisions) {
                json.writeStartObject();
                json.writeNumberField("time", time(d));
                for (String field : FIELDS) {
                    json.writeStringField(field, String.valueOf(d.get(field)));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return text.toString();
    }
}
