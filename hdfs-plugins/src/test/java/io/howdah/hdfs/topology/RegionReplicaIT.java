// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.hbase.HBaseTestingUtility;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HBase's own balancer, told physical hosts for racks: no two replicas of a region on one physical host. */
class RegionReplicaIT {
    private static final TableName TABLE = TableName.valueOf("replicated");

    /** Region servers by the addresses of one machine, two on each physical host. */
    private static final Map<String, String> PHYSICAL = Map.of(
            "127.0.0.1", "hv1",
            "127.0.0.2", "hv1",
            "127.0.0.3", "hv2",
            "127.0.0.4", "hv2");

    @TempDir
    static Path directory;

    @Test
    void replicasOfARegion_areSpreadOverPhysicalHosts_whenTheyWereOnOne() throws Exception {
        Path inventory = directory.resolve("inventory.yaml");
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        // One rack: what HBase would see without the mapping, and then not spread at all.
        PHYSICAL.forEach((host, physical) -> yaml.append("  - {host: ")
                .append(host)
                .append(", rack: /r1, physicalHost: ")
                .append(physical)
                .append("}\n"));
        Files.writeString(inventory, yaml);
        try (EmbeddedStack stack = EmbeddedStack.builder()
                .hbase(b -> b.set("hbase.util.ip.to.rack.determiner", HostTopologyMapping.class.getName())
                        .set("howdah.placement.inventory.file", inventory.toString())
                        .set("hbase.unsafe.regionserver.hostname", "127.0.0.1")
                        .set("hbase.regionserver.ipc.address", "0.0.0.0"))
                .start()) {
            HBaseTestingUtility utility = stack.hbase().utility();
            for (String host : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
                utility.getMiniHBaseCluster().getConf().set("hbase.unsafe.regionserver.hostname", host);
                utility.getMiniHBaseCluster().startRegionServerAndWait(300_000);
            }
            try (Admin admin = stack.hbase().connection().getAdmin();
                    RegionLocator locator = stack.hbase().connection().getRegionLocator(TABLE)) {
                assertThat(admin.getRegionServers())
                        .extracting(ServerName::getHostname)
                        .containsExactlyInAnyOrderElementsOf(PHYSICAL.keySet());
                admin.balancerSwitch(false, true);
                admin.createTable(
                        TableDescriptorBuilder.newBuilder(TABLE)
                                .setColumnFamily(ColumnFamilyDescriptorBuilder.of("d"))
                                .setRegionReplication(2)
                                .build(),
                        Bytes.toBytes("b"),
                        Bytes.toBytes("y"),
                        8);
                putAllOnOne(admin, locator);
                assertThat(sharing(locator))
                        .as("regions whose replicas share a physical host, before")
                        .isEqualTo(8);

                admin.balancerSwitch(true, true);
                Await.value(
                        () -> {
                            admin.balance();
                            return sharing(locator);
                        },
                        left -> left == 0);
            }
        }
    }

    /** Both replicas of each region on hv1, on its two servers: HBase's spread over hosts is content with that. */
    private static void putAllOnOne(Admin admin, RegionLocator locator) throws Exception {
        Map<String, ServerName> servers = new HashMap<>();
        for (ServerName server : admin.getRegionServers()) {
            servers.put(server.getHostname(), server);
        }
        for (HRegionLocation location : locator.getAllRegionLocations()) {
            admin.move(
                    location.getRegion().getEncodedNameAsBytes(),
                    servers.get(location.getRegion().getReplicaId() == 0 ? "127.0.0.1" : "127.0.0.2"));
        }
        Await.until("all regions are on that host", () -> sharing(locator) == 8);
    }

    private static int sharing(RegionLocator locator) throws Exception {
        Map<String, Set<String>> hosts = new HashMap<>();
        Map<String, Integer> replicas = new HashMap<>();
        locator.clearRegionLocationCache();
        for (HRegionLocation location : locator.getAllRegionLocations()) {
            String region = Bytes.toStringBinary(location.getRegion().getStartKey());
            hosts.computeIfAbsent(region, r -> new HashSet<>())
                    .add(PHYSICAL.get(location.getServerName().getHostname()));
            replicas.merge(region, 1, Integer::sum);
        }
        assertThat(hosts).hasSize(8);
        return (int) hosts.entrySet().stream()
                .filter(e -> replicas.get(e.getKey()) < 2 || e.getValue().size() < 2)
                .count();
    }
}
