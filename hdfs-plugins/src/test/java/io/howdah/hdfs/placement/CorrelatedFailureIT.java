// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.cli.PlacementCommand;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedStripedBlock;
import org.apache.hadoop.hdfs.tools.DFSck;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * RS(6,3) and R=3 files on fifteen DataNodes, five racks and ten physical hosts, through the loss of a host, of a rack and
 * of DataNodes while files are written: everything can be read at once, and everything is well placed again afterwards.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CorrelatedFailureIT {
    private static final Path DIRECTORY =
            Path.of("target", "correlated-failure-it").toAbsolutePath();
    private static final long BLOCK = 1 << 20;
    private static final int EC_FILE = 7 << 20; // a full group and one of a single data unit
    private static final int FILE = 3 << 19;
    private static final int EC_FILES = 8;
    private static final int FILES = 24;

    private static final Map<String, Machine> MACHINES = new HashMap<>();
    private static EmbeddedStack stack;
    private static HdfsHandle hdfs;
    private static Path inventory;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        List<Machine> machines = new ArrayList<>();
        for (int rack = 1; rack <= 5; rack++) {
            for (int n = 1; n <= 3; n++) {
                Machine machine = new Machine("dn" + rack + n, "/rack" + rack, "hv" + rack + (n < 3 ? "a" : "b"));
                machines.add(machine);
                MACHINES.put(machine.hostName(), machine);
                yaml.append("  - {host: ")
                        .append(machine.hostName())
                        .append(", rack: ")
                        .append(machine.rack());
                yaml.append(", physicalHost: ").append(machine.physicalHost()).append("}\n");
            }
        }
        inventory = Files.writeString(DIRECTORY.resolve("inventory.yaml"), yaml);
        stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    machines.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set(
                                    DFSConfigKeys.DFS_BLOCK_PLACEMENT_EC_CLASSNAME_KEY,
                                    FailureDomainErasureCodedPolicy.class.getName())
                            .set("dfs.blocksize", Long.toString(BLOCK))
                            .set("dfs.namenode.ec.system.default.policy", "RS-6-3-1024k")
                            // Repair and deletion as fast as a test would like them.
                            .set("dfs.namenode.replication.work.multiplier.per.iteration", "50")
                            .set("dfs.namenode.replication.max-streams", "50")
                            .set("dfs.namenode.replication.max-streams-hard-limit", "100")
                            .set("dfs.namenode.reconstruction.pending.timeout-sec", "20")
                            .set("dfs.namenode.invalidate.work.pct.per.iteration", "1.0f")
                            .set("howdah.placement.inventory.file", inventory.toString())
                            .set("howdah.placement.poll", "1s");
                })
                .start();
        hdfs = stack.hdfs();
        hdfs.fileSystem().mkdirs(new org.apache.hadoop.fs.Path("/ec"));
        hdfs.fileSystem().setErasureCodingPolicy(new org.apache.hadoop.fs.Path("/ec"), "RS-6-3-1024k");
        for (int i = 0; i < EC_FILES; i++) {
            write("/ec/f" + i, EC_FILE);
        }
        for (int i = 0; i < FILES; i++) {
            write("/rep/f" + i, FILE);
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
    void groups_haveOneUnitAHost_andTwoARack() throws Exception {
        assertThat(hdfs.activeNameNode().getNamesystem().getBlockManager().getStriptedBlockPlacementPolicy())
                .isInstanceOf(FailureDomainErasureCodedPolicy.class);
        List<List<Machine>> groups = locations("/ec", EC_FILES);
        assertThat(groups).hasSize(2 * EC_FILES);
        assertThat(groups).allSatisfy(group -> {
            assertThat(group.size()).isIn(9, 4);
            assertThat(most(group, Machine::physicalHost)).isEqualTo(1);
            assertThat(most(group, Machine::rack)).isLessThanOrEqualTo(2);
        });
        assertThat(locations("/rep", FILES))
                .allSatisfy(
                        block -> assertThat(most(block, Machine::physicalHost)).isEqualTo(1));
        StringWriter out = new StringWriter();
        int exit = PlacementCommand.run(
                new String[] {
                    "explain",
                    "/",
                    "-D",
                    "fs.defaultFS=" + hdfs.fileSystem().getUri(),
                    "--inventory",
                    inventory.toString()
                },
                new PrintWriter(out, true),
                new PrintWriter(out, true));
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString()).contains("0 break a rule").doesNotContain("not judged");
    }

    @Test
    @Order(2)
    void hostDown_losesNothing_andEveryGroupIsCompleteAgain() throws Exception {
        long fallbacks = PlacementMetrics.registered().fallbacks();
        down("dn11", "dn12"); // the two virtual machines of hv1a
        readEverything();
        awaitComplete(Set.of("dn11", "dn12"));
        assertThat(locations("/ec", EC_FILES))
                .as("nine hosts are left, one for each unit")
                .allSatisfy(group -> {
                    assertThat(most(group, Machine::physicalHost)).isEqualTo(1);
                    assertThat(most(group, Machine::rack)).isLessThanOrEqualTo(3);
                });
        assertThat(PlacementMetrics.registered().fallbacks()).isEqualTo(fallbacks);
        up("dn11", "dn12");
        awaitClean();
        readEverything();
    }

    @Test
    @Order(3)
    void rackDown_losesNothing_andNoRackOrHostThenHoldsMoreThanTheParity() throws Exception {
        String[] rack = {"dn21", "dn22", "dn23"};
        down(rack);
        readEverything();
        awaitComplete(Set.of(rack));
        assertThat(locations("/ec", EC_FILES)).allSatisfy(group -> {
            assertThat(most(group, Machine::physicalHost))
                    .as("eight hosts are left")
                    .isLessThanOrEqualTo(2);
            assertThat(most(group, Machine::rack)).isLessThanOrEqualTo(3);
        });
        up(rack);
        awaitClean();
        readEverything();
    }

    @Test
    @Order(4)
    void dataNodesKilledDuringWrites_loseNothing_andEverythingIsCompleteAgain() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String directory = thread % 2 == 0 ? "/ec/" : "/rep/";
            int size = thread % 2 == 0 ? EC_FILE : FILE;
            int of = thread;
            writers.add(pool.submit(() -> {
                for (int i = 0; i < 6; i++) {
                    write(directory + "while" + of + "-" + i, size);
                }
                return null;
            }));
        }
        hdfs.stopDataNode("dn31");
        hdfs.stopDataNode("dn43");
        for (Future<?> writer : writers) {
            writer.get();
        }
        pool.shutdown();
        readWhile();
        awaitComplete(Set.of("dn31", "dn43"));
        up("dn31", "dn43");
        awaitClean();
        readEverything();
        readWhile();
    }

    private static void readWhile() throws IOException {
        for (int thread = 0; thread < 4; thread++) {
            for (int i = 0; i < 6; i++) {
                read(
                        (thread % 2 == 0 ? "/ec/" : "/rep/") + "while" + thread + "-" + i,
                        thread % 2 == 0 ? EC_FILE : FILE);
            }
        }
    }

    private static void readEverything() throws IOException {
        for (int i = 0; i < EC_FILES; i++) {
            read("/ec/f" + i, EC_FILE);
        }
        for (int i = 0; i < FILES; i++) {
            read("/rep/f" + i, FILE);
        }
    }

    private static byte[] content(String path, int size) {
        byte[] bytes = new byte[size];
        new Random(path.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static void write(String path, int size) throws IOException {
        try (OutputStream out =
                hdfs.fileSystem().create(new org.apache.hadoop.fs.Path(path), true, 4096, (short) 3, BLOCK)) {
            out.write(content(path, size));
        }
    }

    private static void read(String path, int size) throws IOException {
        try (InputStream in = hdfs.fileSystem().open(new org.apache.hadoop.fs.Path(path))) {
            assertThat(in.readAllBytes()).as(path).isEqualTo(content(path, size));
        }
    }

    private static void down(String... names) {
        int before = MACHINES.size();
        for (String name : names) {
            hdfs.stopDataNode(name);
        }
        hdfs.awaitDataNodes(before - names.length);
    }

    private static void up(String... names) throws IOException {
        for (String name : names) {
            hdfs.startDataNode(name);
        }
        hdfs.awaitDataNodes(MACHINES.size());
    }

    /** The different units of each group, or the replicas of each block, as the NameNode locates them. */
    private static List<List<Machine>> locations(String directory, int files) throws IOException {
        List<List<Machine>> blocks = new ArrayList<>();
        for (int f = 0; f < files; f++) {
            for (LocatedBlock block : located(directory + "/f" + f)) {
                blocks.add(machines(block));
            }
        }
        return blocks;
    }

    private static List<LocatedBlock> located(String path) throws IOException {
        return hdfs.fileSystem()
                .getClient()
                .getLocatedBlocks(path, 0, Long.MAX_VALUE)
                .getLocatedBlocks();
    }

    private static List<Machine> machines(LocatedBlock block) {
        List<Machine> machines = new ArrayList<>();
        Set<Byte> units = new HashSet<>();
        for (int i = 0; i < block.getLocations().length; i++) {
            if (!(block instanceof LocatedStripedBlock striped) || units.add(striped.getBlockIndices()[i])) {
                machines.add(MACHINES.get(block.getLocations()[i].getHostName()));
            }
        }
        return machines;
    }

    /** Waits until every block has all its units or replicas on machines that are not down, and the queue is empty. */
    private static void awaitComplete(Set<String> down) throws Exception {
        Await.until("all blocks complete without " + down, () -> {
            for (String directory : List.of("/ec", "/rep")) {
                for (var file : hdfs.fileSystem().listStatus(new org.apache.hadoop.fs.Path(directory))) {
                    for (LocatedBlock block : located(file.getPath().toUri().getPath())) {
                        List<Machine> machines = machines(block);
                        int wanted = !block.isStriped() ? 3 : block.getBlockSize() > BLOCK ? 9 : 4;
                        if (machines.size() != wanted
                                || machines.stream().anyMatch(machine -> down.contains(machine.hostName()))) {
                            return false;
                        }
                    }
                }
            }
            return hdfs.activeNameNode().getNamesystem().getBlockManager().getLowRedundancyBlocksCount() == 0;
        });
    }

    private static void awaitClean() throws Exception {
        awaitComplete(Set.of());
        String[] last = new String[1];
        try {
            Await.until("fsck is clean", () -> {
                last[0] = fsck();
                return clean(last[0]);
            });
        } catch (AssertionError e) {
            throw new AssertionError(last[0], e);
        }
    }

    private static boolean clean(String fsck) {
        return fsck.contains("is HEALTHY")
                && fsck.matches("(?s).*Under-erasure-coded block groups:\\s+0 .*")
                && fsck.matches("(?s).*Unsatisfactory placement block groups:\\s+0 .*")
                && fsck.matches("(?s).*Under-replicated blocks:\\s+0 .*")
                && fsck.matches("(?s).*Mis-replicated blocks:\\s+0 .*");
    }

    private static String fsck() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ToolRunner.run(new DFSck(hdfs.configuration(), out), new String[] {"/"});
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int most(List<Machine> machines, Function<Machine, String> key) {
        Map<String, Integer> counts = new HashMap<>();
        machines.forEach(machine -> counts.merge(key.apply(machine), 1, Integer::sum));
        return Collections.max(counts.values());
    }
}
