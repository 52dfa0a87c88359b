// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.agent.Holds;
import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah ha maintenance}. */
@Command(
        name = "maintenance",
        description = "Keeps every address away from this node until it is switched off, or the machine boots.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "The daemons and their election are not touched: fail over first (howdah ha drill).",
            "Example: before new disks, as root or the agent's user",
            "  howdah ha maintenance on --conf /etc/hadoop/conf --reason 'new disks'",
            "Exit: 0 done (status: not in maintenance), 1 (status, off) the other, 2 bad usage or input."
        })
final class MaintenanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Parameters(paramLabel = "on|off|status", description = "What to do.")
    private String verb;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Shown by status.")
    private String reason;

    @Override
    public Integer call() throws IOException {
        HaSettings settings = SiteOptions.settings(sites.load().configuration(), Map.of());
        Holds holds = new Holds(Path.of(settings.runDirectory()), "vip");
        PrintWriter out = spec.commandLine().getOut();
        switch (verb) {
            case "on" -> {
                holds.startMaintenance(reason);
                out.println("maintenance: no address comes to this node; those it has leave within a second");
                return HaCommand.OK;
            }
            case "off" -> {
                boolean ended = holds.endMaintenance();
                out.println(ended ? "maintenance has ended" : "there was no maintenance");
                return ended ? HaCommand.OK : HaCommand.NO;
            }
            case "status" -> {
                out.println(holds.reason().orElse("no maintenance"));
                return holds.reason().isPresent() ? HaCommand.NO : HaCommand.OK;
            }
            default -> throw InvalidInputException.of("maintenance", verb, "on, off or status");
        }
    }
}
