// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the machines hear from their switches: one {@code NAME.json} a machine, as {@code lldpctl -f json} (or
 * {@code json0}) prints it. The switch says the rack.
 */
final class LldpSource {
    private static final int MAX_FILES = 100_000;

    private LldpSource() {}

    /** @throws InventoryException when a field of the source is wrong */
    static List<Probe> probes(SourcesFile.Source source, Clock clock) throws InventoryException {
        Values values = source.values();
        Map<String, String> racks = new TreeMap<>();
        for (Map.Entry<String, String> entry : values.map("racks").entrySet()) {
            if (!SourcesFile.RACK.matcher(entry.getValue()).matches()) {
                throw values.bad("racks", values.line("racks"), "'" + entry.getValue() + "'");
            }
            racks.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
        }
        Duration maxAge = values.duration("maxAge", Duration.ofSeconds(1), Duration.ofDays(365));
        Path directory = values.path("directory").orElseThrow();
        if (!Files.isDirectory(directory)) {
            return List.of(new Probe(source.name(), directory.toString(), source.timeout(), () -> {
                throw new SourceFailure(directory + ": no such directory");
            }));
        }
        List<Probe> probes = new ArrayList<>();
        for (Path file : files(values, directory)) {
            String machine = file.getFileName().toString().replaceFirst("\\.json$", "");
            probes.add(new Probe(
                    source.name(),
                    file.toString(),
                    source.timeout(),
                    () -> read(file.toString(), machine, DumpFile.read(file, maxAge, clock), racks)));
        }
        return probes;
    }

    private static Iterable<Path> files(Values values, Path directory) throws InventoryException {
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : found) {
                if (files.size() == MAX_FILES) {
                    throw values.bad("directory", values.line("directory"), "has more than " + MAX_FILES + " files");
                }
                files.add(file);
            }
        } catch (IOException e) {
            throw values.bad("directory", values.line("directory"), "cannot be read (" + e + ")");
        }
        return files;
    }

    /** @throws SourceFailure when it is not what lldpctl prints, or names no switch that has a rack */
    static List<MachineFact> read(String name, String machine, Object document, Map<String, String> racks)
            throws SourceFailure {
        if (!JsonDocument.object(document).containsKey("lldp")) {
            throw new SourceFailure(name + ": no lldp in it; allowed: what lldpctl -f json prints");
        }
        TreeSet<String> heard = new TreeSet<>();
        List<MachineFact> facts = new ArrayList<>();
        for (Object lldp : JsonDocument.list(JsonDocument.object(document).get("lldp"))) {
            for (Object item : JsonDocument.list(JsonDocument.object(lldp).get("interface"))) {
                Map<String, Object> ports = JsonDocument.object(item);
                // json0: {"name": "eth0", "chassis": [..]}; json: {"eth0": {"chassis": {..}}}, in a list or not.
                for (Object port : ports.containsKey("chassis") ? List.of(ports) : List.copyOf(ports.values())) {
                    for (String chassis : chassis(JsonDocument.object(port).get("chassis"))) {
                        heard.add(chassis);
                        String rack = racks.get(chassis.toLowerCase(Locale.ROOT));
                        if (rack != null) {
                            facts.add(new MachineFact(
                                    Identity.named(machine),
                                    Map.of(Attribute.RACK, rack),
                                    Liveness.RUNNING,
                                    machine + " hears switch " + chassis));
                        }
                    }
                }
            }
        }
        if (facts.isEmpty()) {
            throw new SourceFailure(name + ": "
                    + (heard.isEmpty()
                            ? "hears no switch"
                            : "none of the switches it hears has a rack: " + String.join(", ", heard)));
        }
        return facts;
    }

    /** The switch's names: its system name and its chassis ID. */
    private static List<String> chassis(Object value) {
        List<String> names = new ArrayList<>();
        for (Object item : JsonDocument.list(value)) {
            Map<String, Object> chassis = JsonDocument.object(item);
            if (chassis.containsKey("id")) {
                values(chassis.get("name"), names);
                values(chassis.get("id"), names);
            } else {
                chassis.forEach((name, details) -> {
                    names.add(name);
                    values(JsonDocument.object(details).get("id"), names);
                });
            }
        }
        return names;
    }

    private static void values(Object field, List<String> names) {
        for (Object item : JsonDocument.list(field)) {
            String text = item instanceof String plain
                    ? plain
                    : JsonDocument.text(JsonDocument.object(item).get("value"));
            if (!text.isEmpty()) {
                names.add(text);
            }
        }
    }
}
