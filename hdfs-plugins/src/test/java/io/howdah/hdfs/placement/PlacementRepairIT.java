// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.audit.FileWalk;
import io.howdah.hdfs.audit.JsonTree;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Six virtual machines on six physical hosts; then the sixth migrates to the fifth's host. What was legal is not any
 * more: audit sees it, the gauge shows it, repair has it mended, even when it is killed on the way.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlacementRepairIT {
    private static final int FILES = 150;
    private static final Path DIRECTORY =
            Path.of("target", "placement-repair-it").toAbsolutePath();
    private static final Path INVENTORY = DIRECTORY.resolve("inventory.yaml");
    private static final Path REPORT = DIRECTORY.resolve("audit.json");
    private static final Path STATE = DIRECTORY.resolve("repair.state");
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv2"),
            new Machine("dn3", "/rack2", "hv3"),
            new Machine("dn4", "/rack3", "hv4"),
            new Machine("dn5", "/rack3", "hv5"),
            new Machine("dn6", "/rack1", "hv6"));

    private static EmbeddedStack stack;
    private static HdfsHandle hdfs;
    private static DistributedFileSystem files;
    private static Blocks blocks;
    private static Path conf;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        for (Path old : List.of(REPORT, STATE)) {
            Files.deleteIfExists(old);
        }
        writeInventory("hv6");
        stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set(
                                    DFSConfigKeys.DFS_BLOCK_PLACEMENT_EC_CLASSNAME_KEY,
                                    FailureDomainErasureCodedPolicy.class.getName())
                            .set(DFSConfigKeys.DFS_LIST_LIMIT, "20") // several pages a directory
                            .set("dfs.namenode.replication.work.multiplier.per.iteration", "50")
                            .set("dfs.namenode.replication.max-streams", "50")
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set("howdah.placement.inventory.file", INVENTORY.toString())
                            .set("howdah.placement.audit.file", REPORT.toString())
                            .set("howdah.placement.poll", "1s");
                })
                .start();
        hdfs = stack.hdfs();
        files = hdfs.fileSystem();
        blocks = new Blocks(hdfs);
        conf = CommandRun.siteFiles(hdfs.miniCluster().getConfiguration(0), DIRECTORY.resolve("conf"));
        blocks.write("/data/flat", FILES, 3);
        files.mkdirs(path("/ec"));
        files.enableErasureCodingPolicy("XOR-2-1-1024k");
        files.setErasureCodingPolicy(path("/ec"), "XOR-2-1-1024k");
        for (int i = 0; i < 45; i++) { // one in four is on both dn5 and dn6
            try (FSDataOutputStream out = files.create(path("/ec/f" + i))) {
                out.write(new byte[(1 << 20) + 1]); // two data units, one of parity
            }
        }
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void audit_findsNothing_afterLegalWrites() throws Exception {
        assertThat(run("audit", "/ec").code()).isZero();
        CommandRun audit = run("audit", "/data", "--report", REPORT.toString());
        assertThat(audit.code()).as(audit.err()).isZero();
        assertThat(audit.out())
                .contains("/data: " + FILES + " files, " + FILES + " blocks")
                .contains("violations      0");
        Await.until("the gauge is 0", () -> jmx("AuditViolations") == 0);
    }

    @Test
    @Order(2)
    void walk_goesOnAfterAnyFile_andSkipsWhatIsDeletedUnderIt() throws Exception {
        for (String file : List.of("/walk/a", "/walk/b/c", "/walk/b/d/e", "/walk/b.txt", "/walk/z/y")) {
            files.create(path(file)).close();
        }
        List<String> all = walk("/walk", null);
        assertThat(all).containsExactly("/walk/a", "/walk/b/c", "/walk/b/d/e", "/walk/b.txt", "/walk/z/y");
        for (int i = 0; i < all.size(); i++) {
            assertThat(walk("/walk", all.get(i))).isEqualTo(all.subList(i + 1, all.size()));
        }
        assertThat(walk("/walk/a", null)).containsExactly("/walk/a");
        assertThat(walk("/walk", "/walk/b/gone/x"))
                .as("the directory it stopped in is gone")
                .containsExactly("/walk/b.txt", "/walk/z/y");
        assertThat(walk("/data/flat", null)).hasSize(FILES);

        FileWalk walk = new FileWalk(files.getClient(), "/walk", null, false);
        assertThat(walk.next().path()).isEqualTo("/walk/a");
        files.delete(path("/walk/b"), true);
        assertThat(walk.next().path()).isEqualTo("/walk/b.txt");
        files.delete(path("/walk"), true);
        assertThat(walk.next()).isNull();
    }

    @Test
    @Order(3)
    void audit_countsBySeveralRules_whenAMachineMigrates() throws Exception {
        files.mkdirs(path("/data/shot"));
        blocks.write("/data/shot", 30, 3);
        files.allowSnapshot(path("/data/shot"));
        files.createSnapshot(path("/data/shot"), "s1");
        for (int i = 10; i < 30; i++) {
            files.delete(path("/data/shot/f" + i), false);
        }
        FSDataOutputStream open = files.create(path("/data/open/f"), true, 4096, (short) 3, 1 << 20);
        open.write(new byte[(1 << 20) + 1]);
        open.hflush();

        writeInventory("hv5"); // the machine dn6 migrates to the host of dn5
        Await.until("the NameNode has the new inventory", () -> jmx("InventoryGeneration") == 2);
        int sharing = sharing("/data/flat")
                + sharing("/data/shot")
                // The block being written is not judged, wherever it is.
                + sharing(blocks.locations("/data/open").subList(0, 1));
        assertThat(sharing("/data/flat")).isGreaterThan(5);

        CommandRun audit = run("audit", "/data", "--json", "--report", REPORT.toString());
        assertThat(audit.code()).as(audit.err()).isEqualTo(1);
        assertThat(audit.out())
                .contains("\"violations\":" + sharing + ",")
                .contains("\"rules\":{\"host\":" + sharing + "}")
                .contains("\"beingWritten\":1,")
                .contains("\"files\":" + (FILES + 10 + 1) + ",")
                .contains("{\"path\":\"/data/flat\",\"violations\":" + sharing("/data/flat") + ",");
        assertThat(JsonTree.read(REPORT)).containsEntry("violations", (long) sharing);
        Await.until("the gauge shows them", () -> jmx("AuditViolations") == sharing);

        CommandRun withSnapshots = run("audit", "/data", "--json", "--snapshots");
        assertThat(withSnapshots.out()).contains("\"files\":" + (FILES + 30 + 1) + ",");
        open.close();

        CommandRun coded = run("audit", "/ec", "--json");
        assertThat(coded.out())
                .as("two of three units on one host are more than the code can lose")
                .contains("\"rules\":{\"host\":" + sharing("/ec") + "}");
    }

    @Test
    @Order(4)
    void repair_goesOnWhereItWasKilled_andLeavesNoViolation() throws Exception {
        Path output = DIRECTORY.resolve("killed-repair.log");
        Process killed = CommandRun.apart(
                conf,
                output,
                List.of(),
                Map.of(),
                "repair",
                "/data",
                "--snapshots",
                "--in-flight",
                "3",
                "--state",
                STATE.toString());
        Await.until("the state names a file", () -> {
            assertThat(killed.isAlive()).as(Files.readString(output)).isTrue();
            return Files.exists(STATE) && JsonTree.read(STATE).get("lastPath") != null;
        });
        killed.destroyForcibly();
        assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String last = (String) JsonTree.read(STATE).get("lastPath");
        assertThat(sharing("/data/flat")).as("killed in the middle").isPositive();

        assertThat(run("audit", "/data", "--state", STATE.toString()).code())
                .as("another command's state is not overwritten")
                .isEqualTo(2);

        CommandRun repair =
                run("repair", "/data", "--snapshots", "--state", STATE.toString(), "--report", REPORT.toString());
        assertThat(repair.err()).contains("going on after " + last);
        assertThat(repair.code()).as(repair.out() + repair.err()).isZero();
        assertThat(repair.out()).contains(" 0 left");
        assertThat(STATE).doesNotExist();

        assertThat(sharing("/data/flat") + sharing("/data/shot") + sharing("/data/open"))
                .isZero();
        assertThat(blocks.all("/data/flat", 3)).isTrue();
        CommandRun audit = run("audit", "/data", "--snapshots");
        assertThat(audit.code()).as(audit.out()).isZero();
        Await.until("the gauge is 0 again", () -> jmx("AuditViolations") == 0);
    }

    @Test
    @Order(5)
    void repair_saysWhy_whenTheNameNodeJudgesOtherwise_orNothingIsBetter() throws Exception {
        // The operator's copy of the inventory says what the NameNode's does not.
        // Two machines that share a block are on one host there; on the NameNode's never, after the repair.
        Map<String, String> moved = new HashMap<>(Map.of("dn6", "hv5"));
        blocks.locations("/data/shot").get(0).subList(0, 2).forEach(m -> moved.put(m.hostName(), "hv9"));
        Path other = Files.writeString(DIRECTORY.resolve("other.yaml"), inventory(moved));
        CommandRun repair = run("repair", "/data/shot", "--inventory", other.toString());
        assertThat(repair.code()).isEqualTo(1);
        assertThat(repair.out()).contains("NOT_SEEN_BY_NAMENODE").contains("the NameNode finds nothing to repair");

        Path single = Files.writeString(
                DIRECTORY.resolve("single.yaml"),
                Files.readString(INVENTORY).replaceAll("physicalHost: hv[1-6]", "physicalHost: hv1"));
        repair = run("repair", "/data/shot", "--inventory", single.toString(), "--json");
        assertThat(repair.code()).isEqualTo(1);
        assertThat(repair.out()).contains("\"NO_LEGAL_CHOICE\":10").contains("\"repaired\":0");
    }

    @Test
    @Order(6)
    void commands_giveExit2AndOneLine_whenTheInputIsBad() {
        assertThat(run("audit", "/nowhere")).satisfies(PlacementRepairIT::badInput);
        assertThat(run("audit", "/data", "--rate", "-1")).satisfies(PlacementRepairIT::badInput);
        assertThat(run("repair", "/data", "--in-flight", "0")).satisfies(PlacementRepairIT::badInput);
        assertThat(run("repair", "/data", "--state", "/nowhere/state")).satisfies(PlacementRepairIT::badInput);
        assertThat(run("audit", "/data", "--principal", "hdfs@X")).satisfies(PlacementRepairIT::badInput);
    }

    private static void badInput(CommandRun run) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines())
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("allowed: "));
    }

    private static CommandRun run(String... args) {
        return CommandRun.here(conf, args);
    }

    private static List<String> walk(String root, String after) throws IOException {
        FileWalk walk = new FileWalk(files.getClient(), root, after, false);
        List<String> found = new ArrayList<>();
        for (FileWalk.FoundFile file = walk.next(); file != null; file = walk.next()) {
            found.add(file.path());
        }
        return found;
    }

    /** Blocks on both dn5 and dn6, complete ones and others. */
    private static int sharing(String directory) throws IOException {
        return sharing(blocks.locations(directory));
    }

    private static int sharing(List<List<Machine>> located) {
        int sharing = 0;
        for (List<Machine> block : located) {
            List<String> hosts = block.stream().map(Machine::hostName).toList();
            sharing += hosts.containsAll(List.of("dn5", "dn6")) ? 1 : 0;
        }
        return sharing;
    }

    private static long jmx(String metric) throws Exception {
        return Jmx.read(hdfs.nameNodes().get(0).httpAddress()).getOrDefault(metric, -2L);
    }

    private static org.apache.hadoop.fs.Path path(String path) {
        return new org.apache.hadoop.fs.Path(path);
    }

    private static void writeInventory(String hostOfDn6) throws Exception {
        Path temporary = Files.writeString(DIRECTORY.resolve("inventory.tmp"), inventory(Map.of("dn6", hostOfDn6)));
        Files.move(temporary, INVENTORY, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @param moved virtual machines that are not where they began, and their physical hosts */
    private static String inventory(Map<String, String> moved) {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        MACHINES.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n",
                m.hostName(), m.rack(), moved.getOrDefault(m.hostName(), m.physicalHost()))));
        return yaml.toString();
    }
}
