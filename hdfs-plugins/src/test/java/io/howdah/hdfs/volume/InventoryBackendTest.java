// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryBackendTest {
    @TempDir
    Path directory;

    private final Configuration conf = new Configuration(false);
    private Path inventory;

    @BeforeEach
    void inventory() throws Exception {
        inventory = Files.writeString(directory.resolve("inventory.yaml"), """
                schemaVersion: 1
                nodes:
                  - {host: dn1, rack: /r1, physicalHost: hv1, storageBackend: san-a}
                  - {host: dn2, rack: /r1, physicalHost: hv2}
                """);
        conf.set("howdah.placement.inventory.file", inventory.toString());
    }

    @Test
    void backend_isThatOfTheDataNodesName() {
        conf.set(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY, "DN1");
        assertThat(InventoryBackend.of(conf)).contains("san-a");
        conf.set(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY, "dn2");
        assertThat(InventoryBackend.of(conf)).isEmpty();
    }

    @Test
    void dataNode_startsWithoutIt_whenTheFileIsBrokenOrNotHere() throws Exception {
        conf.set(DFSConfigKeys.DFS_DATANODE_HOST_NAME_KEY, "dn1");
        Files.writeString(inventory, "nodes: [");
        assertThat(InventoryBackend.of(conf)).isEmpty();
        Files.delete(inventory);
        assertThat(InventoryBackend.of(conf)).isEmpty();
    }
}
