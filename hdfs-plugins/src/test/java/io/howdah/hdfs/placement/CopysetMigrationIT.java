// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.migrate.BalancerLock;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.server.balancer.Balancer;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockManager;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Data the stock policy wrote is moved into the copysets of a plan that was made later. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CopysetMigrationIT {
    private static final int FILES = 120;
    private static final Path DIRECTORY =
            Path.of("target", "copyset-migration-it").toAbsolutePath();
    private static final Path INVENTORY = DIRECTORY.resolve("inventory.yaml");
    private static final Path PLAN = DIRECTORY.resolve("plan.json");
    private static final Path STATE = DIRECTORY.resolve("migrate.state");
    // Nine virtual machines on three racks; the first two of each rack share a physical host.
    private static final List<Machine> MACHINES = IntStream.range(0, 9)
            .mapToObj(i -> new Machine("dn" + (i + 1), "/rack" + (i / 3 + 1), "hv" + (i % 3 == 1 ? i : i + 1)))
            .toList();

    private static EmbeddedStack stack;
    private static HdfsHandle hdfs;
    private static Blocks blocks;
    private static Path conf;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        Files.deleteIfExists(STATE);
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        MACHINES.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost())));
        Files.writeString(INVENTORY, yaml);
        PlanFile.write(
                CopysetPlanner.plan(
                                InventoryYaml.read(INVENTORY, 1 << 20), PlanSpec.replicated(3, 4), null, new Random(7))
                        .plan(),
                PLAN);
        stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set("dfs.heartbeat.interval", "1")
                            .set("howdah.placement.inventory.file", INVENTORY.toString())
                            .set("howdah.placement.plan.file", PLAN.toString());
                })
                .start();
        hdfs = stack.hdfs();
        blocks = new Blocks(hdfs);
        Configuration ours = new Configuration(hdfs.miniCluster().getConfiguration(0));
        conf = CommandRun.siteFiles(ours, DIRECTORY.resolve("conf"));
        BlockManager blockManager = hdfs.activeNameNode().getNamesystem().getBlockManager();
        Configuration stock = new Configuration(ours);
        stock.unset(DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY);
        blockManager.refreshBlockPlacementPolicy(stock);
        blocks.write("/data", FILES, 3);
        blocks.write("/two", 5, 2);
        blockManager.refreshBlockPlacementPolicy(ours);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void migrate_keepsTheBalancerOut_andStopsCleanly() throws Exception {
        long before = outside();
        assertThat(before).as("stock placement knows no copysets").isGreaterThan(FILES / 2);
        Path output = DIRECTORY.resolve("stopped-migrate.log");
        // A move a second, a hundred and more: it is still at it when the Balancer takes its two minutes to start.
        Process migrate = CommandRun.apart(
                conf, output, List.of(), Map.of(), "migrate", "/data", "--bandwidth", "1", "--state", STATE.toString());
        Await.until("it moves", () -> {
            assertThat(migrate.isAlive()).as(Files.readString(output)).isTrue();
            return outside() < before;
        });

        Path balancerLog = DIRECTORY.resolve("balancer.log");
        Process balancer = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-cp",
                        conf + File.pathSeparator + System.getProperty("java.class.path"),
                        Balancer.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(balancerLog.toFile())
                .start();
        assertThat(balancer.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(balancer.exitValue()).isNotZero();
        assertThat(Files.readString(balancerLog)).contains("Another Balancer is running");
        assertThat(CommandRun.here(conf, "migrate", "/data"))
                .satisfies(second -> assertThat(second.code()).isEqualTo(3))
                .satisfies(second -> assertThat(second.err().lines().toList()).hasSize(1))
                .satisfies(second -> assertThat(second.err()).contains("a Balancer or another migrate is running"));

        migrate.destroy(); // as Ctrl-C
        assertThat(migrate.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output)).contains("stopped; the same command goes on");
        assertThat(hdfs.fileSystem().exists(BalancerLock.FILE))
                .as("the lock is free")
                .isFalse();
        assertThat(outside()).isPositive();
    }

    @Test
    @Order(2)
    void migrate_bringsBlocksIntoCopysets_andLosesNothing() throws Exception {
        int sharing = blocks.sharingAHost("/data");
        CommandRun migrate = CommandRun.here(conf, "migrate", "/data", "/two", "--state", STATE.toString() + "2");
        assertThat(migrate.out()).contains("not in the plan");
        assertThat(migrate.code()).as(migrate.err()).isLessThan(2);
        Await.until("three replicas each", () -> blocks.all("/data", 3));
        long left = outside();
        System.out.printf("blocks outside every copyset after migrate: %d of %d%n", left, FILES);
        assertThat(left).isLessThanOrEqualTo(FILES / 20);
        assertThat(blocks.sharingAHost("/data")).isLessThanOrEqualTo(Math.min(sharing, FILES / 20));
        for (FileStatus file : hdfs.fileSystem().listStatus(new org.apache.hadoop.fs.Path("/data"))) {
            try (InputStream in = hdfs.fileSystem().open(file.getPath())) {
                assertThat(in.readAllBytes()).hasSize(1);
            }
        }
        assertThat(hdfs.fileSystem().exists(BalancerLock.FILE)).isFalse();
        assertThat(CommandRun.here(conf, "migrate", "/data").out())
                .as("nothing more to do")
                .contains(" by 0 moves");
    }

    @Test
    @Order(3)
    void migrate_givesExit2AndOneLine_whenTheInputIsBad() {
        for (CommandRun run : List.of(
                CommandRun.here(conf, "migrate", "/nowhere"),
                CommandRun.here(conf, "migrate", "/data", "--plan", "/nowhere/plan.json"),
                CommandRun.here(conf, "migrate", "/data", "-D", "howdah.placement.plan.file="),
                CommandRun.here(conf, "migrate", "/data", "--concurrent", "0"))) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err().lines().toList()).hasSize(1);
            assertThat(run.err()).contains("allowed: ");
        }
    }

    @Test
    @Order(4)
    void migrateLevel_bringsReplicasToADataNodeThatJoined_andLeavesBlocksInCopysets() throws Exception {
        List<List<String>> sets = PlanFile.read(PLAN, 1 << 20)
                .group(3, false, "DISK")
                .orElseThrow()
                .sets();
        for (int i = 0; i < 60; i++) {
            // As many for each: of fills that are drawn one in twenty leaves no node full enough to be relieved.
            try (OutputStream out = create("/big/f" + i, sets.get(i % sets.size()))) {
                out.write(new byte[256 << 10]);
            }
        }
        Files.writeString(
                INVENTORY,
                Files.readString(INVENTORY) + "  - {host: dn10, rack: /rack2, physicalHost: hv10}"
                        + System.lineSeparator());
        PlanFile.write(
                CopysetPlanner.plan(
                                InventoryYaml.read(INVENTORY, 1 << 20),
                                PlanSpec.replicated(3, 4),
                                PlanFile.read(PLAN, 1 << 20),
                                new Random(8))
                        .plan(),
                PLAN);
        hdfs.miniCluster()
                .startDataNodes(
                        hdfs.miniCluster().getConfiguration(0),
                        1,
                        true,
                        null,
                        new String[] {"/rack2"},
                        new String[] {"dn10"},
                        null);
        hdfs.miniCluster().waitActive();
        // Space comes with heartbeats: a levelling before the last of them sees nodes that are even, and moves nothing.
        Await.until(
                "the DataNodes report what was written",
                () -> Arrays.stream(report())
                                .mapToLong(DatanodeInfo::getDfsUsed)
                                .sum()
                        >= 60L * 3 * (256 << 10));
        double before = usedOfTheNewest();
        double mean = Arrays.stream(report())
                .mapToDouble(DatanodeInfo::getDfsUsedPercent)
                .average()
                .orElseThrow();
        String threshold = new BigDecimal(mean * 0.05).toPlainString();
        CommandRun level = CommandRun.here(conf, "migrate", "/big", "--level", "--threshold", threshold);
        System.out.print(level.out());
        assertThat(level.code()).as(level.err()).isLessThan(2);
        assertThat(level.out()).doesNotContain(" 0 into another");
        Await.until("the DataNode that joined gets replicas", () -> usedOfTheNewest() > before);
        System.out.printf(
                "used%% of the newest over the mean: %.2f, then %.2f%n", before / mean, usedOfTheNewest() / mean);
        assertThat(outside("/big")).isLessThanOrEqualTo(3);
    }

    private static OutputStream create(String file, List<String> dataNodes) throws IOException {
        InetSocketAddress[] favored = hdfs.miniCluster().getDataNodes().stream()
                .filter(node -> dataNodes.contains(node.getDatanodeId().getHostName()))
                .map(DataNode::getXferAddress)
                .toArray(InetSocketAddress[]::new);
        return hdfs.fileSystem()
                .create(
                        new org.apache.hadoop.fs.Path(file),
                        FsPermission.getFileDefault(),
                        true,
                        4096,
                        (short) 3,
                        1 << 20,
                        null,
                        favored);
    }

    private static DatanodeInfo[] report() throws IOException {
        return hdfs.fileSystem().getClient().datanodeReport(HdfsConstants.DatanodeReportType.LIVE);
    }

    private static double usedOfTheNewest() throws IOException {
        return Arrays.stream(report())
                .filter(node -> node.getHostName().equals("dn10"))
                .mapToDouble(DatanodeInfo::getDfsUsedPercent)
                .sum();
    }

    private static long outside() {
        return outside("/data");
    }

    private static long outside(String path) {
        CommandRun audit = CommandRun.here(conf, "audit", path, "--json");
        Matcher matcher =
                Pattern.compile("\"outsideCopysets\":([0-9]+),\"rules\"").matcher(audit.out());
        assertThat(matcher.find()).as(audit.out() + audit.err()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
