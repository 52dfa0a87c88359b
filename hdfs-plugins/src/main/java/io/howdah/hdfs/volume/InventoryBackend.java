// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage backend the inventory states for this DataNode. The inventory is the NameNode's file: that it is not on this
 * machine, or broken, is no reason for a DataNode not to start.
 */
final class InventoryBackend {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryBackend.class);

    private InventoryBackend() {}

    static Optional<String> of(Configuration conf) {
        PlacementSettings settings = PlacementSettings.parse(conf::get);
        Optional<Path> file = settings.inventoryFile().filter(Files::isReadable);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            InventoryNode node =
                    InventoryYaml.read(file.get(), settings.maxBytes()).find(names(conf));
            return Optional.ofNullable(node).map(InventoryNode::storageBackend);
        } catch (InventoryException e) {
            LOG.warn("{}. Going on with the mount table alone.", e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> names(Configuration conf) {
        List<String> names = new ArrayList<>();
        names.add(conf.get(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY));
        try {
            InetAddress local = InetAddress.getLocalHost();
            names.add(local.getCanonicalHostName());
            names.add(local.getHostName());
            names.add(local.getHostAddress());
        } catch (UnknownHostException e) {
            LOG.debug("No local host name", e);
        }
        return names;
    }
}
