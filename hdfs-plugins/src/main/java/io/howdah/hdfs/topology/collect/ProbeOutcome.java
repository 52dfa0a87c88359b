// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.util.List;

/**
 * How a probe ended.
 *
 * @param source the source's name
 * @param unit what was asked
 * @param machines what it said; empty when it failed
 * @param problem why there is no answer, or null
 * @param millis how long it took
 */
public record ProbeOutcome(String source, String unit, List<MachineFact> machines, String problem, long millis) {
    /** {@return whether it answered} */
    public boolean answered() {
        return problem == null;
    }
}
