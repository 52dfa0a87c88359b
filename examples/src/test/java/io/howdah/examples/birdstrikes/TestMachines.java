// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.minicluster.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The DataNodes of the integration test, and their inventory file. */
final class TestMachines {
    /** Two virtual machines of one physical host stand in different racks: the trap for a policy that knows racks only. */
    static final List<Machine> ALL = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv1"),
            new Machine("dn3", "/rack1", "hv2"),
            new Machine("dn4", "/rack2", "hv3"));

    private TestMachines() {}

    /** A fresh directory below the module's target. */
    static Path directory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "birdstrikes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the inventory file. */
    static Path inventory(Path directory) {
        String nodes = ALL.stream()
                .map(m -> String.format(
                        "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost()))
                .collect(Collectors.joining("", "schemaVersion: 1\nnodes:\n", ""));
        try {
            return Files.writeString(directory.resolve("inventory.yaml"), nodes).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
