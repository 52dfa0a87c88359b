// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.cli.PlacementCommand;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.BlockType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManager;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicies;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.tools.DFSck;
import org.apache.hadoop.net.NetworkTopology;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A real NameNode and six DataNodes on three racks and four physical hosts, two of which span racks. The same cluster
 * first places by the stock policy, then by ours. In order: the last tests take machines and the inventory away.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BlockPlacementIT {
    private static final int FILES = 200;
    private static final Path DIRECTORY =
            Path.of("target", "block-placement-it").toAbsolutePath();
    private static final Path INVENTORY = DIRECTORY.resolve("inventory.yaml");
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv1"),
            new Machine("dn3", "/rack2", "hv2"),
            new Machine("dn4", "/rack3", "hv2"),
            new Machine("dn5", "/rack3", "hv3"),
            new Machine("dn6", "/rack1", "hv4"));

    private static EmbeddedStack stack;
    private static HdfsHandle hdfs;
    private static Blocks blocks;
    private static Configuration ours;
    private static BlockManager blockManager;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        writeInventory(yaml());
        stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            // Repair and deletion as fast as a test would like them.
                            .set("dfs.namenode.replication.work.multiplier.per.iteration", "50")
                            .set("dfs.namenode.replication.max-streams", "50")
                            // A copy may be on its way to the DataNode that was stopped and is not known to be dead.
                            .set("dfs.namenode.reconstruction.pending.timeout-sec", "20")
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set("howdah.placement.inventory.file", INVENTORY.toString())
                            .set("howdah.placement.poll", "1s");
                })
                .start();
        hdfs = stack.hdfs();
        blocks = new Blocks(hdfs);
        blockManager = hdfs.activeNameNode().getNamesystem().getBlockManager();
        ours = new Configuration(hdfs.miniCluster().getConfiguration(0));
        Configuration stock = new Configuration(ours);
        stock.unset(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY);

        // What "dfsadmin -reconfig" calls: the class is changed while the NameNode runs.
        blockManager.refreshBlockPlacementPolicy(stock);
        assertThat(blockManager.getBlockPlacementPolicy().getClass()).isEqualTo(BlockPlacementPolicyDefault.class);
        blocks.write("/stock", FILES, 3);
        blockManager.refreshBlockPlacementPolicy(ours);
        blocks.write("/ours", FILES, 3);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void replicas_shareAPhysicalHostUnderTheStockPolicy_andNeverUnderOurs() throws Exception {
        assertThat(blockManager.getBlockPlacementPolicy()).isInstanceOf(FailureDomainPlacementPolicy.class);
        assertThat(blocks.locations("/ours"))
                .hasSize(FILES)
                .allSatisfy(block -> assertThat(block).hasSize(3));
        int stock = blocks.sharingAHost("/stock");
        int own = blocks.sharingAHost("/ours");
        System.out.printf(
                "blocks with two replicas on one physical host: stock %d of %d, ours %d%n", stock, FILES, own);
        assertThat(stock).isGreaterThan(FILES / 10);
        assertThat(own).isZero();
    }

    @Test
    @Order(2)
    void replicas_stayOnTwoRacksOrMore() throws Exception {
        assertThat(blocks.locations("/ours"))
                .allSatisfy(block -> assertThat(
                                block.stream().map(Machine::rack).distinct().count())
                        .isGreaterThanOrEqualTo(2));
    }

    @Test
    @Order(3)
    void explain_saysOkForOurs_andNamesTheSharedHostForStock() throws Exception {
        StringWriter out = new StringWriter();
        assertThat(explain("/ours", out)).as(out.toString()).isZero();
        assertThat(out.toString()).contains(FILES + " block(s), 0 break a rule").contains(" OK");

        out = new StringWriter();
        assertThat(explain("/stock", out)).isEqualTo(1);
        assertThat(out.toString())
                .contains(blocks.sharingAHost("/stock") + " break a rule")
                .containsPattern("VIOLATION: 2 replicas on host hv[12]");

        out = new StringWriter();
        assertThat(explain("/stock", out, "--violations", "--json")).isEqualTo(1);
        assertThat(out.toString().split("\"verdict\":\"VIOLATION\"", -1)).hasSize(blocks.sharingAHost("/stock") + 1);
        assertThat(out.toString()).doesNotContain("\"verdict\":\"OK\"");
    }

    @Test
    @Order(4)
    void fsck_reportsNoPlacementViolationForOurs_andReportsStocks() throws Exception {
        assertThat(fsck("/ours")).contains("HEALTHY").doesNotContain("Replica placement policy is violated");
        long before = jmx("HostViolations");
        assertThat(fsck("/stock"))
                .contains("Replica placement policy is violated")
                .contains("should be on another host");
        int sharing = blocks.sharingAHost("/stock");
        Await.until("violations are counted", () -> jmx("HostViolations") >= before + sharing);
    }

    @Test
    @Order(5)
    void jmx_showsTheMetricsOfTheReadme() throws Exception {
        // The metrics system answers from a cache for up to ten seconds.
        Await.until("placements are counted", () -> jmx("Placements") >= FILES);
        assertThat(Jmx.read(hdfs.nameNodes().get(0).httpAddress()))
                .containsKeys(Arrays.stream(PlacementMetrics.Metric.values())
                        .map(Enum::name)
                        .toArray(String[]::new))
                .containsEntry("Fallbacks", 0L)
                .containsEntry("UnknownNodes", 0L)
                .containsEntry("RackMismatches", 0L)
                .containsEntry("InventoryGeneration", 1L)
                .containsEntry("InventoryNodes", 6L)
                .containsEntry("InventoryStale", 0L)
                .hasEntrySatisfying(
                        "Placements", placements -> assertThat(placements).isGreaterThanOrEqualTo(FILES));
    }

    @Test
    @Order(6)
    void balancersPolicy_allowsNoMoveOntoAHostThatHasAReplica() throws Exception {
        // As the Balancer and the Mover build it, in their own JVM: no statistics, no host map, plain DatanodeInfo.
        BlockPlacementPolicy policy = new BlockPlacementPolicies(ours, null, NetworkTopology.getInstance(ours), null)
                .getPolicy(BlockType.CONTIGUOUS);
        DatanodeInfo[] nodes = hdfs.fileSystem().getDataNodeStats(DatanodeReportType.LIVE);
        int refused = 0;
        int allowed = 0;
        for (List<Machine> block : blocks.locations("/ours")) {
            List<DatanodeInfo> replicas = new ArrayList<>();
            block.forEach(machine -> replicas.add(node(nodes, machine.hostName())));
            for (DatanodeInfo source : replicas) {
                for (DatanodeInfo target : nodes) {
                    if (replicas.contains(target)) {
                        continue;
                    }
                    List<DatanodeInfo> candidates = new ArrayList<>(replicas);
                    candidates.add(target);
                    Set<String> hosts = new HashSet<>();
                    replicas.stream()
                            .filter(replica -> !replica.equals(source))
                            .forEach(replica -> hosts.add(host(replica)));
                    boolean movable = policy.isMovable(candidates, source, target);
                    assertThat(movable && hosts.contains(host(target)))
                            .as("%s: %s to %s", block, source, target)
                            .isFalse();
                    refused += movable ? 0 : 1;
                    allowed += movable ? 1 : 0;
                }
            }
        }
        assertThat(refused).isPositive();
        assertThat(allowed).isPositive();
    }

    @Test
    @Order(7)
    void setrep_down_removesTheReplicaThatSharesAHost() throws Exception {
        int sharing = blocks.sharingAHost("/stock");
        assertThat(sharing).isPositive();
        setReplication("/stock", 4);
        setReplication("/stock", 3);
        Await.until("no block of /stock shares a host", () -> blocks.sharingAHost("/stock") == 0);

        setReplication("/ours", 2);
        assertThat(blocks.sharingAHost("/ours")).isZero();
        assertThat(blocks.locations("/ours"))
                .allSatisfy(block -> assertThat(
                                block.stream().map(Machine::rack).distinct().count())
                        .isEqualTo(2));
        setReplication("/ours", 3);
        assertThat(blocks.sharingAHost("/ours")).isZero();
    }

    @Test
    @Order(8)
    void reReplication_keepsTheRule_whenADataNodeDies() throws Exception {
        long fallbacks = PlacementMetrics.registered().fallbacks();
        hdfs.stopDataNode("dn5");
        hdfs.awaitDataNodes(5);
        Await.until(
                "three replicas again, none on dn5",
                () -> blocks.all("/ours", 3)
                        && blocks.locations("/ours").stream()
                                .flatMap(List::stream)
                                .noneMatch(machine -> machine.hostName().equals("dn5")));
        assertThat(blocks.sharingAHost("/ours")).isZero();
        assertThat(PlacementMetrics.registered().fallbacks()).isEqualTo(fallbacks);
        hdfs.startDataNode("dn5");
        hdfs.awaitDataNodes(6);
    }

    @Test
    @Order(9)
    void inventory_brokenWhileRunning_keepsTheLastGoodOne_andTheGaugeSaysSo() throws Exception {
        writeInventory("schemaVersion: 1\nnodes:\n  - {host: dn1, rac");
        Await.until("InventoryStale is 1", () -> jmx("InventoryStale") == 1);
        assertThat(jmx("InventoryGeneration")).isEqualTo(1);
        blocks.write("/while-broken", 60, 3);
        assertThat(blocks.sharingAHost("/while-broken")).isZero();
        assertThat(fsck("/while-broken")).as("fsck builds its own policy").contains("HEALTHY");

        writeInventory(yaml().replace("hv4", "hv3"));
        Await.until("generation 2 is loaded", () -> jmx("InventoryGeneration") == 2);
        Await.until("InventoryStale is 0", () -> jmx("InventoryStale") == 0);
        assertThat(blocks.locations("/while-broken"))
                .as("some blocks are on both machines that share hv3 now")
                .anySatisfy(
                        block -> assertThat(block).extracting(Machine::hostName).contains("dn5", "dn6"));
        assertThat(fsck("/while-broken")).contains("Replica placement policy is violated");
    }

    @Test
    @Order(10)
    void placement_fallsBackAndCounts_whenThereAreFewerHostsThanReplicas() throws Exception {
        long fallbacks = jmx("Fallbacks");
        blocks.write("/four", 5, 4); // three hosts are left
        assertThat(blocks.locations("/four"))
                .allSatisfy(block -> assertThat(block).hasSize(4));
        Await.until("fallbacks are counted", () -> jmx("Fallbacks") >= fallbacks + 5);
        assertThat(fsck("/four"))
                .as("nothing better is achievable now")
                .contains("HEALTHY")
                .doesNotContain("violated");
    }

    @Test
    @Order(11)
    void nodes_missingFromTheInventory_areCounted_andStandForThemselves() throws Exception {
        writeInventory(yaml().replaceAll("(?m)^.*host: dn6,.*\\R", ""));
        Await.until("one unknown node", () -> jmx("UnknownNodes") == 1);
        blocks.write("/unknown", 60, 3);
        assertThat(blocks.sharingAHost("/unknown")).isZero();
    }

    private static long jmx(String metric) throws Exception {
        return Jmx.read(hdfs.nameNodes().get(0).httpAddress()).get(metric);
    }

    private static void setReplication(String directory, int replication) throws Exception {
        for (int i = 0; i < FILES; i++) {
            hdfs.fileSystem().setReplication(new org.apache.hadoop.fs.Path(directory, "f" + i), (short) replication);
        }
        Await.until(directory + " has " + replication + " replicas", () -> blocks.all(directory, replication));
    }

    private static int explain(String path, StringWriter out, String... options) {
        List<String> args = new ArrayList<>(List.of("explain", path));
        args.addAll(List.of("-D", "fs.defaultFS=" + hdfs.fileSystem().getUri(), "--inventory", INVENTORY.toString()));
        args.addAll(List.of(options));
        return PlacementCommand.run(
                args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(out, true));
    }

    private static String fsck(String path) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ToolRunner.run(new DFSck(hdfs.configuration(), out), new String[] {path, "-files", "-blocks"});
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static DatanodeInfo node(DatanodeInfo[] nodes, String host) {
        return Arrays.stream(nodes)
                .filter(node -> node.getHostName().equals(host))
                .findFirst()
                .orElseThrow();
    }

    private static String host(DatanodeInfo node) {
        return MACHINES.stream()
                .filter(machine -> machine.hostName().equals(node.getHostName()))
                .findFirst()
                .orElseThrow()
                .physicalHost();
    }

    private static String yaml() {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        MACHINES.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost())));
        return yaml.toString();
    }

    private static void writeInventory(String text) throws Exception {
        Path temporary = Files.writeString(DIRECTORY.resolve("inventory.tmp"), text);
        Files.move(temporary, INVENTORY, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
