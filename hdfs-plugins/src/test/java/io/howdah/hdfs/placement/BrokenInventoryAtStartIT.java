// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.howdah.minicluster.EmbeddedStack;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.util.StringUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenInventoryAtStartIT {
    @TempDir
    Path directory;

    @Test
    void nameNode_refusesToStart_withFileAndLine_whenTheInventoryIsBroken() throws Exception {
        Path file = Files.writeString(
                directory.resolve("inventory.yaml"),
                "schemaVersion: 1\nnodes:\n  - {host: dn1, rack: /r1, physicalHost: hv1}\n  - {host: dn2, rack: /r1}\n");
        assertThat(refusal("howdah.placement.inventory.file", file.toString()))
                .contains(file + ":4: node without physicalHost; allowed: host, rack and physicalHost in every node");
    }

    @Test
    void nameNode_refusesToStart_whenTheInventoryIsMissing() throws Exception {
        Path file = directory.resolve("nowhere.yaml");
        assertThat(refusal("howdah.placement.inventory.file", file.toString()))
                .contains(file + ": no such file; allowed: a readable inventory file");
    }

    @Test
    void nameNode_refusesToStart_whenASettingIsWrong() throws Exception {
        assertThat(refusal("howdah.placement.hard-domains", "host,rack"))
                .contains(
                        "howdah.placement.hard-domains=host,rack: not allowed; allowed: comma-separated list of host,");
    }

    private String refusal(String key, String value) {
        Throwable refused = catchThrowable(() -> EmbeddedStack.builder()
                .directory(directory.resolve("stack"))
                .hdfs(h -> h.dataNodes(1)
                        .set(
                                DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                FailureDomainPlacementPolicy.class.getName())
                        .set(key, value))
                .start()
                .close());
        assertThat(refused).isNotNull();
        return StringUtils.stringifyException(refused);
    }
}
