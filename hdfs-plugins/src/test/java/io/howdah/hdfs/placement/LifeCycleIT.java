// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.PlanSource;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.plan.core.CopysetPlanner;
import io.howdah.hdfs.plan.core.PlanSpec;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.Machine;
import io.howdah.minicluster.NameNodeHandle;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicyDefault;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.hdfs.tools.DFSAdmin;
import org.apache.hadoop.hdfs.tools.DFSck;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two NameNodes, and writers that never stop: the active is killed while the plan's generations 1 and 2 are loaded; one
 * NameNode goes back to the stock policy and takes over; the class is switched on and off by {@code dfsadmin -reconfig}.
 * No acknowledged write is lost, and what our class places is legal at every moment.
 */
class LifeCycleIT {
    private static final int FILES = 40;
    private static final Path DIRECTORY = Path.of("target", "life-cycle-it").toAbsolutePath();
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv1"),
            new Machine("dn2", "/rack2", "hv1"),
            new Machine("dn3", "/rack2", "hv2"),
            new Machine("dn4", "/rack3", "hv2"),
            new Machine("dn5", "/rack3", "hv3"),
            new Machine("dn6", "/rack1", "hv4"));

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path site = DIRECTORY.resolve("conf").resolve("hdfs-site.xml");
    private HdfsHandle hdfs;
    private Blocks blocks;

    /** A configuration directory on the NameNodes' classpath: what {@code -reconfig} reads. */
    @BeforeEach
    void configurationDirectory() throws Exception {
        Files.createDirectories(site.getParent());
        Files.deleteIfExists(site);
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {site.getParent().toUri().toURL()}, before));
    }

    @AfterEach
    void restore() throws Exception {
        Files.deleteIfExists(site);
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void nothingIsLost_andEveryPlacementOfOursIsLegal_throughFailoverDowngradeAndRemovalUnderLoad() throws Exception {
        Path inventoryFile = Files.writeString(DIRECTORY.resolve("inventory.yaml"), yaml(MACHINES));
        CopysetPlan first = plan(MACHINES.subList(0, 5), null);
        CopysetPlan second = plan(MACHINES, first); // dn6 joined
        Path firstFile = DIRECTORY.resolve("plan-1.json");
        Path secondFile = DIRECTORY.resolve("plan-2.json");
        PlanFile.write(first, firstFile);
        PlanFile.write(second, secondFile);

        try (EmbeddedStack stack = EmbeddedStack.builder()
                .directory(DIRECTORY.resolve("stack"))
                .hdfs(h -> {
                    MACHINES.forEach(m -> h.machine(m.hostName(), m.rack(), m.physicalHost()));
                    h.highAvailability()
                            .set(
                                    DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                                    FailureDomainPlacementPolicy.class.getName())
                            .set(PlacementSettings.INVENTORY_FILE.name(), inventoryFile.toString())
                            .set(PlacementSettings.PLAN_FILE.name(), firstFile.toString())
                            .set(PlacementSettings.POLL.name(), "1s");
                })
                .start()) {
            hdfs = stack.hdfs();
            blocks = new Blocks(hdfs);
            assertThat(activeId()).isEqualTo("nn1");
            try (LoadWriters writers = new LoadWriters(hdfs.fileSystem(), 3, 3)) {
                writers.phase("/generation-1", FILES);
                assertLegal("/generation-1");

                configure(1, PlacementSettings.PLAN_FILE.name(), secondFile.toString());
                hdfs.restartNameNode("nn2");
                assertThat(generation(firstFile)).isEqualTo(1);
                assertThat(generation(secondFile)).isEqualTo(2);
                Await.until(
                        "the gauge shows the NameNode that started last",
                        () -> Jmx.read(hdfs.nameNodes().get(1).httpAddress()).get("PlanGeneration") == 2);
                writers.phase("/two-generations", FILES);
                assertLegal("/two-generations");

                failover("nn1", "nn2");
                writers.phase("/generation-2", FILES);
                assertThat(policy()).isInstanceOf(FailureDomainPlacementPolicy.class);
                assertLegal("/generation-2");
                assertThat(inCopysets("/generation-2", second)).isGreaterThan(0.8);

                // Downgrade, or an upgrade half-way: the standby has none of our keys.
                configure(0, DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY, null);
                configure(0, PlacementSettings.INVENTORY_FILE.name(), null);
                configure(0, PlacementSettings.PLAN_FILE.name(), null);
                hdfs.restartNameNode("nn1");
                writers.phase("/standby-without", FILES);
                assertLegal("/standby-without");

                failover("nn2", "nn1");
                writers.phase("/active-without", FILES);
                assertThat(policy().getClass()).isEqualTo(BlockPlacementPolicyDefault.class);

                hdfs.restartNameNode("nn2");
                reconfigure(
                        FailureDomainPlacementPolicy.class,
                        DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                        FailureDomainPlacementPolicy.class.getName(),
                        PlacementSettings.INVENTORY_FILE.name(),
                        inventoryFile.toString());
                writers.phase("/switched-on", FILES);
                assertLegal("/switched-on");

                reconfigure(BlockPlacementPolicyDefault.class);
                writers.phase("/switched-off", FILES);

                int files = writers.stopAndReadAll();
                System.out.printf("%d files acknowledged, all of them read back%n", files);
            }
            assertThat(fsck())
                    .contains("Status: HEALTHY")
                    .containsPattern("Missing blocks:\\s+0")
                    .containsPattern("Corrupt blocks:\\s+0");
        }
    }

    private void assertLegal(String directory) throws Exception {
        assertThat(blocks.locations(directory)).hasSizeGreaterThanOrEqualTo(FILES);
        assertThat(blocks.sharingAHost(directory)).as(directory).isZero();
    }

    /** Share of the blocks whose replicas are one copyset of the plan. */
    private double inCopysets(String directory, CopysetPlan plan) throws Exception {
        Set<Set<String>> sets = new HashSet<>();
        plan.group(3, false, "DISK").orElseThrow().sets().forEach(set -> sets.add(Set.copyOf(set)));
        List<List<Machine>> written = blocks.locations(directory);
        long inside = written.stream()
                .filter(block -> sets.contains(
                        Set.copyOf(block.stream().map(Machine::hostName).toList())))
                .count();
        return inside / (double) written.size();
    }

    private void failover(String from, String to) throws Exception {
        assertThat(hdfs.killActiveNameNode().id()).isEqualTo(from);
        Await.until(to + " is active", () -> to.equals(activeId()));
    }

    private String activeId() {
        return hdfs.nameNodes().stream()
                .filter(NameNodeHandle::isActive)
                .map(NameNodeHandle::id)
                .findFirst()
                .orElse(null);
    }

    private BlockPlacementPolicy policy() {
        return hdfs.activeNameNode().getNamesystem().getBlockManager().getBlockPlacementPolicy();
    }

    /** Changes one NameNode's configuration; it takes effect when that NameNode is started again. */
    private void configure(int nameNode, String key, String value) {
        Configuration conf = hdfs.miniCluster().getConfiguration(nameNode);
        if (value == null) {
            conf.unset(key);
        } else {
            conf.set(key, value);
        }
    }

    /** As an operator: edits hdfs-site.xml and runs dfsadmin -reconfig on the active NameNode. */
    private void reconfigure(Class<?> expected, String... keysAndValues) throws Exception {
        NameNode active = hdfs.activeNameNode();
        Configuration conf = new Configuration(active.getConf());
        for (String key : List.of(
                DFSConfigKeys.DFS_BLOCK_REPLICATOR_CLASSNAME_KEY,
                PlacementSettings.INVENTORY_FILE.name(),
                PlacementSettings.PLAN_FILE.name())) {
            conf.unset(key);
        }
        for (int i = 0; i < keysAndValues.length; i += 2) {
            conf.set(keysAndValues[i], keysAndValues[i + 1]);
        }
        try (OutputStream out = Files.newOutputStream(site)) {
            conf.writeXml(out);
        }
        String address = active.getNameNodeAddress().getHostString() + ":"
                + active.getNameNodeAddress().getPort();
        assertThat(ToolRunner.run(
                        new DFSAdmin(hdfs.configuration()), new String[] {"-reconfig", "namenode", address, "start"}))
                .isZero();
        Await.until(
                "the policy is " + expected.getSimpleName(),
                () -> active.getNamesystem()
                        .getBlockManager()
                        .getBlockPlacementPolicy()
                        .getClass()
                        .equals(expected));
        Await.until(
                "the reconfiguration has ended",
                () -> active.getReconfigurationTaskStatus().stopped());
        Files.delete(site);
    }

    private String fsck() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ToolRunner.run(new DFSck(hdfs.configuration(), out), new String[] {"/"});
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static long generation(Path plan) throws Exception {
        return PlanSource.shared(
                        plan, Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()), Duration.ofSeconds(1))
                .state()
                .plan()
                .generation();
    }

    private static CopysetPlan plan(List<Machine> machines, CopysetPlan previous) throws Exception {
        Inventory inventory = InventoryYaml.parse("machines", yaml(machines));
        return CopysetPlanner.plan(inventory, PlanSpec.replicated(3, 2), previous, new Random(5))
                .plan();
    }

    private static String yaml(List<Machine> machines) {
        StringBuilder yaml = new StringBuilder("schemaVersion: 1\nnodes:\n");
        machines.forEach(m -> yaml.append(String.format(
                "  - {host: %s, rack: %s, physicalHost: %s}%n", m.hostName(), m.rack(), m.physicalHost())));
        return yaml.toString();
    }
}
