// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code howdah scheduler status}. */
@Command(
        name = "status",
        description = "Says which scheduler runs, whether packing is on, and what it has done.",
        mixinStandardHelpOptions = true,
        versionProvider = SchedulerCommand.Version.class,
        footer = {
            "",
            "Exit: 0 our scheduler runs, 1 another one runs, 2 bad usage, 3 the ResourceManager cannot be asked.",
            "Example:",
            "  howdah scheduler status --rm http://rm1:8088"
        })
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ResourceManagerOptions rm;

    @Override
    public Integer call() throws IOException {
        SchedulerStatus status = SchedulerStatus.of(rm.client());
        PrintWriter out = spec.commandLine().getOut();
        if (rm.json) {
            out.println(json(status));
        } else {
            out.println("scheduler " + status.schedulerClass() + " (" + status.schedulerType() + ")");
            if (status.active()) {
                out.println("packing   " + status.packing());
                status.counters().forEach((name, value) -> out.println("  " + name + " " + value));
            } else {
                out.println("Howdah's scheduler does not run there: set yarn.resourcemanager.scheduler.class to"
                        + " io.howdah.yarn.ResourceAwareScheduler");
            }
        }
        return status.active() ? SchedulerCommand.OK : SchedulerCommand.NO;
    }

    private static String json(SchedulerStatus status) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("active", status.active());
            json.writeStringField("schedulerClass", status.schedulerClass());
            json.writeStringField("schedulerType", status.schedulerType());
            json.writeStringField("packing", status.packing());
            json.writeObjectFieldStart("counters");
            for (Map.Entry<String, Number> counter : status.counters().entrySet()) {
                json.writeFieldName(counter.getKey());
                json.writeNumber(counter.getValue().toString());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
