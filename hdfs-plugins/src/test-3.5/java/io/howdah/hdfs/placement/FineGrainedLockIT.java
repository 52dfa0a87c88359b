// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.namenode.fgl.FineGrainedFSNamesystemLock;
import org.junit.jupiter.api.Test;

/** Our class in a NameNode with fine-grained locks (new in 3.5): writes, over-replication and repair keep the rule. */
class FineGrainedLockIT {
    private static final int FILES = 60;
    private static final Path DIRECTORY =
            Path.of("target", "fine-grained-lock-it").toAbsolutePath();
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv1"),
            new Machine("dn3", "/rack2", "hv2"),
            new Machine("dn4", "/rack3", "hv2"),
            new Machine("dn5", "/rack3", "hv3"),
            new Machine("dn6", "/rack1", "hv4"));

    @Test
    void replicas_neverShareAHost_throughWritesRemovalAndRepair() throws Exception {
        Files.createDirectories(DIRECTORY);
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        MACHINES.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost())));
        Path inventory = Files.writeString(DIRECTORY.resolve("inventory.yaml"), yaml);
        try (EmbeddedStack stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set(
                                    DFSConfigKeys.DFS_NAMENODE_LOCK_MODEL_PROVIDER_KEY,
                                    FineGrainedFSNamesystemLock.class.getName())
                            .set("dfs.namenode.replication.work.multiplier.per.iteration", "50")
                            .set("dfs.namenode.replication.max-streams", "50")
                            // A copy may be on its way to the DataNode that was stopped and is not known to be dead.
                            .set("dfs.namenode.reconstruction.pending.timeout-sec", "20")
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set(PlacementSettings.INVENTORY_FILE.name(), inventory.toString());
                })
                .start()) {
            HdfsHandle hdfs = stack.hdfs();
            Blocks blocks = new Blocks(hdfs);
            try (LoadWriters writers = new LoadWriters(hdfs.fileSystem(), 3, 3)) {
                writers.phase("/written", FILES);
                hdfs.stopDataNode("dn5");
                hdfs.awaitDataNodes(5);
                writers.phase("/one-less", FILES);
                assertThat(writers.stopAndReadAll()).isGreaterThanOrEqualTo(2 * FILES);
            }
            for (String directory : List.of("/written", "/one-less")) {
                Await.until(
                        "three replicas, none sharing a host, in " + directory,
                        () -> blocks.all(directory, 3) && blocks.sharingAHost(directory) == 0);
            }
            hdfs.startDataNode("dn5");
            hdfs.awaitDataNodes(6);
            blocks.write("/four", 10, 4);
            assertThat(blocks.sharingAHost("/four")).isZero();
            for (int i = 0; i < 10; i++) {
                hdfs.fileSystem().setReplication(new org.apache.hadoop.fs.Path("/four/f" + i), (short) 3);
            }
            Await.until("one replica less", () -> blocks.all("/four", 3));
            assertThat(blocks.sharingAHost("/four")).isZero();
        }
    }
}
