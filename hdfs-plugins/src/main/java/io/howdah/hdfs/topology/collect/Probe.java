// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One thing to ask: a hypervisor, a database, a pool, a file. A source is one or more of them.
 *
 * @param source the source's name
 * @param unit what is asked, for people: a URI without a secret, or a path
 * @param timeout deadline
 * @param question asks; is run on a thread of its own, once
 */
record Probe(String source, String unit, Duration timeout, Question question) {
    /** Asks one thing. */
    interface Question {
        /**
         * Asks.
         *
         * @return what it says of machines
         * @throws IOException when there is no answer, or one that cannot be understood: the last known part stays
         * @throws InventoryException when the operator's own file is wrong: nothing is written
         */
        List<MachineFact> ask() throws IOException, InventoryException, InterruptedException;
    }
}
