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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.AdminStates;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.blockmanagement.CombinedHostFileManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * DataNodes that share hosts are decommissioned and put into maintenance as an operator does it, by the hosts file: it
 * ends, and among the replicas that are left none share a host, as long as there are enough hosts. In order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdminStatesIT {
    private static final int FILES = 60;
    private static final Path DIRECTORY = Path.of("target", "admin-states-it").toAbsolutePath();
    private static final Path HOSTS = DIRECTORY.resolve("hosts.json");
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv1"),
            new Machine("dn3", "/rack2", "hv2"),
            new Machine("dn4", "/rack3", "hv2"),
            new Machine("dn5", "/rack3", "hv3"),
            new Machine("dn6", "/rack1", "hv4"));

    private static final Map<String, String> STATES = new TreeMap<>();
    private static EmbeddedStack stack;
    private static HdfsHandle hdfs;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        MACHINES.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost())));
        Path inventory = Files.writeString(DIRECTORY.resolve("inventory.yaml"), yaml);
        Files.writeString(HOSTS, "[]");
        stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set("dfs.namenode.replication.work.multiplier.per.iteration", "50")
                            .set("dfs.namenode.replication.max-streams", "50")
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set(DFSConfigKeys.DFS_NAMENODE_DECOMMISSION_INTERVAL_KEY, "1")
                            .set(
                                    DFSConfigKeys.DFS_NAMENODE_HOSTS_PROVIDER_CLASSNAME_KEY,
                                    CombinedHostFileManager.class.getName())
                            .set(DFSConfigKeys.DFS_HOSTS, HOSTS.toString())
                            .set(PlacementSettings.INVENTORY_FILE.name(), inventory.toString());
                })
                .start();
        hdfs = stack.hdfs();
        Blocks blocks = new Blocks(hdfs);
        blocks.write("/three", FILES, 3);
        blocks.write("/four", 10, 4);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void maintenance_begins_andEndsWithoutASharedHost() throws Exception {
        setState("dn3", "IN_MAINTENANCE", AdminStates.IN_MAINTENANCE);
        assertThat(liveReplicasSharingAHost("/three")).isZero();
        setState("dn3", "NORMAL", AdminStates.NORMAL);
        Await.until("three live replicas, none sharing a host", () -> settled("/three", 3));
        Await.until("four live replicas, none sharing a host", () -> settled("/four", 4));
    }

    @Test
    @Order(2)
    void decommission_ends_withNoSharedHost_whileThereAreEnoughHosts() throws Exception {
        setState("dn4", "DECOMMISSIONED", AdminStates.DECOMMISSIONED);
        Await.until("three live replicas, none sharing a host", () -> settled("/three", 3));
        Await.until("four live replicas, none sharing a host", () -> settled("/four", 4));
    }

    @Test
    @Order(3)
    void decommission_ends_evenWhenTooFewHostsAreLeft_andSharesAsLittleAsPossible() throws Exception {
        setState("dn5", "DECOMMISSIONED", AdminStates.DECOMMISSIONED); // hv1, hv2 and hv4 are left, hv1 with two
        Await.until("three live replicas, none sharing a host", () -> settled("/three", 3));
        // For HDFS a node is decommissioned when dfs.replication live replicas are left, 3 of these 4.
        Await.until(
                "four live replicas",
                () -> located("/four").stream().allMatch(block -> live(block).size() == 4));
        // Four replicas on three hosts: the four DataNodes that are left, one host shared.
        for (LocatedBlock block : located("/four")) {
            assertThat(hosts(live(block))).hasSize(3);
        }
    }

    /** As an operator: edits the hosts file and has it read. */
    private static void setState(String host, String wanted, AdminStates reached) throws Exception {
        STATES.put(host, wanted);
        StringBuilder json = new StringBuilder("[");
        for (DatanodeInfo node : hdfs.fileSystem().getDataNodeStats(DatanodeReportType.ALL)) {
            json.append(json.length() > 1 ? "," : "")
                    .append(String.format(
                            "{\"hostName\":\"%s\",\"port\":%d,\"adminState\":\"%s\"}",
                            node.getIpAddr(), node.getXferPort(), STATES.getOrDefault(node.getHostName(), "NORMAL")));
        }
        Files.writeString(HOSTS, json.append("]"));
        // dfsadmin -refreshNodes calls the same, with the hdfs-site.xml on the NameNode's classpath.
        hdfs.activeNameNode()
                .getNamesystem()
                .getBlockManager()
                .getDatanodeManager()
                .refreshNodes(hdfs.miniCluster().getConfiguration(0));
        Await.until(
                host + " is " + reached,
                () -> Arrays.stream(hdfs.fileSystem().getDataNodeStats(DatanodeReportType.ALL))
                        .anyMatch(node -> node.getHostName().equals(host) && node.getAdminState() == reached));
    }

    private static boolean settled(String directory, int replication) throws Exception {
        return liveReplicasSharingAHost(directory) == 0
                && located(directory).stream().allMatch(block -> live(block).size() == replication);
    }

    private static int liveReplicasSharingAHost(String directory) throws Exception {
        int sharing = 0;
        for (LocatedBlock block : located(directory)) {
            sharing += hosts(live(block)).size() < live(block).size() ? 1 : 0;
        }
        return sharing;
    }

    private static List<LocatedBlock> located(String directory) throws Exception {
        return Arrays.stream(hdfs.fileSystem().listStatus(new org.apache.hadoop.fs.Path(directory)))
                .flatMap(file -> {
                    try {
                        return hdfs
                                .fileSystem()
                                .getClient()
                                .getLocatedBlocks(file.getPath().toUri().getPath(), 0, file.getLen())
                                .getLocatedBlocks()
                                .stream();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static List<DatanodeInfo> live(LocatedBlock block) {
        return Arrays.stream(block.getLocations())
                .map(DatanodeInfo.class::cast)
                .filter(node -> node.getAdminState() == AdminStates.NORMAL)
                .toList();
    }

    private static Set<String> hosts(List<DatanodeInfo> nodes) {
        Map<String, String> hostOf = new HashMap<>();
        MACHINES.forEach(machine -> hostOf.put(machine.hostName(), machine.physicalHost()));
        Set<String> hosts = new HashSet<>();
        nodes.forEach(node -> hosts.add(hostOf.get(node.getHostName())));
        return hosts;
    }
}
