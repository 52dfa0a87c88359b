// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.agent.Holds;
import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha release}. */
@Command(
        name = "release",
        description = "Takes one address from this node for some seconds, whatever the agent thinks.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Nobody else takes it while this node's daemon is the active: for an address that must go now.",
            "Example: as root or the agent's user",
            "  howdah ha release --conf /etc/hadoop/conf --service hdfs --seconds 30",
            "Exit: 0 written, the agent acts within a second, 2 bad usage or input."
        })
final class ReleaseCommand implements Callable<Integer> {
    private static final int LONGEST = 3_600;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Option(names = "--service", paramLabel = "hdfs|yarn|hbase", required = true, description = "Whose address.")
    private String service;

    @Option(names = "--seconds", paramLabel = "N", required = true, description = "For how long, 1 to 3600.")
    private int seconds;

    @Override
    public Integer call() throws IOException {
        HaSettings settings = SiteOptions.settings(sites.load().configuration(), Map.of());
        if (seconds < 1 || seconds > LONGEST) {
            throw InvalidInputException.of("--seconds", Integer.toString(seconds), "1 to " + LONGEST);
        }
        FollowedAddress address = Arrays.stream(Service.values())
                .filter(candidate ->
                        candidate.key().equals(service) && settings.addresses().containsKey(candidate))
                .map(settings.addresses()::get)
                .findFirst()
                .orElseThrow(() -> InvalidInputException.of(
                        "--service",
                        service,
                        "a service with an address: "
                                + settings.addresses().keySet().stream()
                                        .map(Service::key)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
        new Holds(Path.of(settings.runDirectory()), "vip-" + address.vrid()).release(seconds);
        PrintWriter out = spec.commandLine().getOut();
        out.println(address.vip().address().getHostAddress() + " leaves this node for " + seconds + " s");
        return HaCommand.OK;
    }
}
