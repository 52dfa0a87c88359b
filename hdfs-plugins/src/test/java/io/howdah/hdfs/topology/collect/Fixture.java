// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Answers of real software, written down. */
final class Fixture {
    private Fixture() {}

    static String text(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/collect", name));
    }

    static Object json(String name) throws IOException {
        return JsonDocument.parse(name, text(name));
    }

    /** Each fact on a line: who, what, how surely. */
    static List<String> lines(List<MachineFact> facts) {
        return facts.stream()
                .map(fact -> fact.identity().name() + " " + fact.identity().uuids() + " "
                        + fact.identity().macs() + " " + fact.identity().ips() + " " + new TreeMap<>(fact.values())
                        + " " + fact.liveness())
                .toList();
    }
}
