// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology;

import io.howdah.hdfs.inventory.core.InventoryNode;

/**
 * Rack of a host from the inventory, for {@code net.topology.node.switch.mapping.impl}.
 *
 * <p>A host that is not in the inventory is put on {@code /default-rack}, repeated to the depth of the other racks: the
 * platform's topology refuses racks of mixed depth. Racks are asked for when a DataNode registers: a changed rack takes
 * effect with the DataNode's next registration. YARN caches the answers.
 */
public final class FileTopologyMapping extends InventoryMapping {
    @Override
    String locate(InventoryNode node) {
        return node.rack();
    }

    @Override
    String unknown(String name, int rackDepth) {
        return org.apache.hadoop.net.NetworkTopology.DEFAULT_RACK.repeat(rackDepth);
    }
}
