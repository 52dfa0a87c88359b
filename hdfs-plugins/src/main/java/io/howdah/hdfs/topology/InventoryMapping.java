// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology;

import io.howdah.hdfs.inventory.InventorySource;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.net.AbstractDNSToSwitchMapping;

/**
 * A topology mapping answered from the inventory. The file is loaded when the daemon starts (a broken or missing one
 * refuses the start) and looked at again while it runs; a file that breaks later leaves the last good one in use.
 * Thread-safe.
 */
abstract class InventoryMapping extends AbstractDNSToSwitchMapping {
    private volatile InventorySource source;

    abstract String locate(InventoryNode node);

    abstract String unknown(String name, int rackDepth);

    @Override
    public void setConf(Configuration conf) {
        super.setConf(conf);
        if (conf == null) {
            return;
        }
        PlacementSettings settings = PlacementSettings.parse(conf::get);
        try {
            source = InventorySource.shared(
                    settings.inventoryFile()
                            .orElseThrow(() -> new IllegalArgumentException(PlacementSettings.INVENTORY_FILE.name()
                                    + " is not set, and " + getClass().getSimpleName() + " needs it; allowed: "
                                    + PlacementSettings.INVENTORY_FILE.allowed())),
                    settings.maxBytes(),
                    settings.poll());
        } catch (InventoryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public List<String> resolve(List<String> names) {
        Inventory inventory = source.state().inventory();
        return names.stream()
                .map(name -> {
                    InventoryNode node = inventory.find(name);
                    return node == null ? unknown(name, inventory.rackDepth()) : locate(node);
                })
                .collect(Collectors.toList());
    }

    @Override
    public void reloadCachedMappings() {
        source.refresh();
    }

    @Override
    public void reloadCachedMappings(List<String> names) {
        source.refresh();
    }

    @Override
    public Map<String, String> getSwitchMap() {
        return source.state().inventory().nodes().stream().collect(Collectors.toMap(InventoryNode::host, this::locate));
    }
}
