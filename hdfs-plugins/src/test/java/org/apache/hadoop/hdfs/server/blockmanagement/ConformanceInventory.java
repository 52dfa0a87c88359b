// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Inventories of the DataNodes the platform's policy tests make, which differ by IP address only. */
enum ConformanceInventory {
    /** Every DataNode on a physical host of its own: must change nothing. */
    OWN_HOSTS(1),
    /** Two DataNodes on each physical host: neighbours in the tests' lists, which mostly are on one rack. */
    SHARED_HOSTS(2);

    private final int nodesPerHost;

    ConformanceInventory(int nodesPerHost) {
        this.nodesPerHost = nodesPerHost;
    }

    /** Writes the file and puts its path into the configuration. Returns the nodes. */
    DatanodeDescriptor[] of(DatanodeDescriptor[] nodes, Configuration conf) {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        for (int n = 0; n < nodes.length; n++) {
            yaml.append("  - {host: ").append(nodes[n].getIpAddr());
            yaml.append(", rack: ").append(nodes[n].getNetworkLocation());
            yaml.append(", physicalHost: hv").append(n / nodesPerHost).append("}\n");
        }
        try {
            Path file = Files.createTempFile("conformance", ".yaml").toAbsolutePath();
            file.toFile().deleteOnExit();
            Files.writeString(file, yaml);
            conf.set(PlacementSettings.INVENTORY_FILE.name(), file.toString());
            conf.set(PlacementSettings.POLL.name(), "1h");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nodes;
    }
}
