// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Identity;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A rack table: {@code HOST RACK} a line, as Hadoop's {@code net.topology.table.file.name} has it, or with a comma. */
final class RackTableSource {
    private RackTableSource() {}

    /** @throws InventoryException when the table is missing or not valid, with its line */
    static List<MachineFact> read(Path file) throws InventoryException {
        List<MachineFact> facts = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (TextTable.Row row : TextTable.read(file)) {
            if (row.cells().size() != 2 || row.cells().get(0).isEmpty()) {
                throw new InventoryException(
                        file.toString(), row.line(), row.cells().size() + " columns", "HOST RACK, or HOST,RACK");
            }
            String host = row.cells().get(0);
            String rack = row.cells().get(1);
            if (!SourcesFile.RACK.matcher(rack).matches()) {
                throw new InventoryException(
                        file.toString(), row.line(), "rack '" + rack + "'", "a path such as /rack1 or /dc1/rack1");
            }
            Integer before = lines.put(host.toLowerCase(Locale.ROOT), row.line());
            if (before != null) {
                throw new InventoryException(
                        file.toString(), row.line(), "host " + host + " again, first on line " + before, "each once");
            }
            facts.add(new MachineFact(
                    Identity.named(host), Map.of(Attribute.RACK, rack), Liveness.RUNNING, "line " + row.line()));
        }
        return facts;
    }
}
