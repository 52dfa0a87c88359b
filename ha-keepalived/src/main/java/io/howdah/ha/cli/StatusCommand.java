// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.HaSettings;
import io.howdah.ha.TrackFile;
import io.howdah.ha.agent.StatusFile;
import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha status}: what this node's agent knows, from the file it writes every second. */
@Command(
        name = "status",
        description = "Says which addresses this node answers for, and why it does not answer for the others.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Example: as a Nagios check on each NameNode host (NRPE, or by SSH)",
            "  howdah ha status --conf /etc/hadoop/conf",
            "Exit: 0 all is as it should be, 1 this node should answer and does not, or cannot act,",
            "      2 bad usage or input, 3 no agent tells (not running, or its file is old)."
        })
final class StatusCommand implements Callable<Integer> {
    /** The agent writes every second; beyond this it is dead, stopped or cannot write. */
    static final Duration OLD = Duration.ofSeconds(5);

    private static final int LARGEST = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Option(names = "--json", description = "The agent's own JSON object and its age, on one line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        HaSettings settings = SiteOptions.settings(sites.load().configuration(), Map.of());
        PrintWriter out = spec.commandLine().getOut();
        Path file = Path.of(settings.runDirectory()).resolve(StatusFile.FILE_NAME);
        Optional<ObjectNode> status = read(file);
        if (status.isEmpty()) {
            out.println(json ? "{\"agent\":false}" : "UNKNOWN: no agent: " + file + " does not exist");
            return HaCommand.CANNOT_TELL;
        }
        long age = Math.round(
                (TrackFile.uptimeSeconds() - status.get().path("uptime").asDouble()) * 1000);
        if (json) {
            status.get().put("agent", age <= OLD.toMillis()).put("age_ms", age);
            out.println(JSON.writeValueAsString(status.get()));
        }
        if (age > OLD.toMillis()) {
            if (!json) {
                out.println("UNKNOWN: the agent has not written for " + age + " ms: dead, stopped, or no room in "
                        + settings.runDirectory());
            }
            return HaCommand.CANNOT_TELL;
        }
        StringBuilder text = new StringBuilder();
        boolean bad = false;
        for (JsonNode address : status.get().path("addresses")) {
            Optional<String> trouble = trouble(address);
            bad |= trouble.isPresent();
            text.append("%s %s (%s of %s): %s%n"
                    .formatted(
                            address.path("name").asText(),
                            address.path("address").asText(),
                            address.path("node").asText(),
                            address.path("group").asText(),
                            trouble.orElseGet(() -> address.path("answering").asBoolean()
                                    ? "answers here, " + address.path("reason").asText()
                                    : "not here: " + address.path("reason").asText())));
        }
        if (!json) {
            out.print((bad ? "WARNING: " : "OK: ") + text);
        }
        return bad ? HaCommand.NO : HaCommand.OK;
    }

    /** Why a person should look at this address on this node; empty when all is as it should be. */
    static Optional<String> trouble(JsonNode address) {
        if (!address.path("failure").isNull()) {
            return Optional.of(
                    "the agent cannot act: " + address.path("failure").asText());
        }
        if (address.hasNonNull("keepalived")) {
            return Optional.of(address.path("keepalived").asText());
        }
        boolean mine = address.path("role").asText().equals("active")
                && address.path("lock_holder")
                        .asText()
                        .equals(address.path("node").asText());
        if (mine
                && !address.path("answering").asBoolean()
                && address.path("hold").isNull()
                && address.path("since_ms").asLong() > OLD.toMillis()) {
            return Optional.of("the active is here, the address is not: "
                    + (address.path("eligible").asBoolean()
                            ? "keepalived has not set it"
                            : address.path("reason").asText()));
        }
        if (address.path("lock").asText().equals("unreadable")) {
            return Optional.of(
                    "the lock cannot be read: " + address.path("zookeeper").asText());
        }
        if (!address.path("zookeeper").isNull() && address.path("lock_age_ms").asLong() > OLD.toMillis()) {
            return Optional.of(
                    "ZooKeeper is silent: " + address.path("zookeeper").asText());
        }
        return Optional.empty();
    }

    private static Optional<ObjectNode> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (JSON.readTree(in.readNBytes(LARGEST)) instanceof ObjectNode status) {
                return Optional.of(status);
            }
            throw InvalidInputException.of(file.toString(), "", "the JSON object of an agent");
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
