// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.util.List;

/**
 * Everything one source says. Sources stand in the operator's order: the first that states a value wins.
 *
 * @param source its name in the sources file
 * @param machines what it says, in a stable order
 */
public record SourceFacts(String source, List<MachineFact> machines) {
    public SourceFacts {
        machines = List.copyOf(machines);
    }
}
