// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSTestUtil;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.qjournal.MiniQJMHACluster;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.hdfs.server.namenode.ha.HATestUtil;
import org.apache.hadoop.hdfs.server.namenode.ha.ObserverReadProxyProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An observer NameNode has our classes loaded like a standby; reads through it see what the active has placed. */
class ObserverNameNodeIT {
    @TempDir
    Path directory;

    @Test
    void observer_loadsThePolicies_andServesReads() throws Exception {
        Path inventory = Files.writeString(
                directory.resolve("inventory.yaml"),
                "schemaVersion: 1\nnodes:\n  - {host: "
                        + InetAddress.getLoopbackAddress().getHostAddress()
                        + ", rack: /default-rack, physicalHost: here}\n");
        Configuration conf = new HdfsConfiguration();
        conf.set(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY, FailureDomainPlacementPolicy.class.getName());
        conf.set(DFSConfigKeys.DFS_BLOCK_PLACEMENT_EC_CLASSNAME_KEY, FailureDomainErasureCodedPolicy.class.getName());
        conf.set("howdah.placement.inventory.file", inventory.toString());
        conf.setBoolean(DFSConfigKeys.DFS_NAMENODE_STATE_CONTEXT_ENABLED_KEY, true);
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("dfs").toString());
        MiniQJMHACluster qjm = HATestUtil.setUpObserverCluster(conf, 1, 3, true);
        try {
            MiniDFSCluster cluster = qjm.getDfsCluster();
            NameNode observer = cluster.getNameNode(2);
            assertThat(observer.isObserverState()).isTrue();
            assertThat(observer.getNamesystem().getBlockManager().getBlockPlacementPolicy())
                    .isInstanceOf(FailureDomainPlacementPolicy.class);
            assertThat(observer.getNamesystem().getBlockManager().getStriptedBlockPlacementPolicy())
                    .isInstanceOf(FailureDomainErasureCodedPolicy.class);

            DistributedFileSystem client =
                    HATestUtil.configureObserverReadFs(cluster, conf, ObserverReadProxyProvider.class, true);
            org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("/file");
            long placements = PlacementMetrics.registered().placements();
            DFSTestUtil.createFile(client, file, 100_000, (short) 3, 1);
            assertThat(PlacementMetrics.registered().placements()).isGreaterThan(placements);
            DFSTestUtil.waitReplication(client, file, (short) 3);
            assertThat(DFSTestUtil.readFileAsBytes(client, file)).hasSize(100_000);
            assertThat(HATestUtil.isSentToAnyOfNameNodes(client, cluster, 2))
                    .as("the read went to the observer")
                    .isTrue();
        } finally {
            qjm.shutdown();
        }
    }
}
