// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.topology.collect.servers.CollectRun;
import io.howdah.hdfs.topology.collect.servers.SouthboundDatabase;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.LibvirtServer;
import io.howdah.minicluster.Machine;
import io.howdah.minicluster.RequiresServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole way: hypervisors and an SDN's database, collect, inventory, NameNode. Four DataNodes are domains of two real
 * libvirtds, two are known from OVN's database only. No block is twice on one hypervisor; a domain migrates live; collect
 * sees it; audit counts what the move broke, repair has it mended.
 */
@RequiresServers({
    "root",
    "libvirtd",
    "virt-qemu-run",
    "virsh",
    "qemu-system-x86_64",
    "unshare",
    "ovsdb-server",
    "ovsdb-tool",
    "ovn-sbctl",
    "ovn-northd"
})
class CollectedInventoryIT {
    private static final int FILES = 100;
    private static final Path DIRECTORY = Path.of("target", "ci").toAbsolutePath();
    private static final Path SOURCES = DIRECTORY.resolve("sources.yaml");
    private static final Path INVENTORY = DIRECTORY.resolve("inventory.yaml");
    private static final Path REPORT = DIRECTORY.resolve("audit.json");
    private static final List<Machine> MACHINES = List.of(
            new Machine("dn1", "/rack1", "hv-a"),
            new Machine("dn2", "/rack1", "hv-a"),
            new Machine("dn3", "/rack2", "hv-b"),
            new Machine("dn4", "/rack2", "hv-b"),
            new Machine("dn5", "/rack3", "hv-c"),
            new Machine("dn6", "/rack3", "hv-d"));

    private static LibvirtServer first;
    private static LibvirtServer second;
    private static SouthboundDatabase database;
    private static EmbeddedStack stack;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        for (String old : List.of("inventory.yaml", "inventory.yaml.state.json", "audit.json")) {
            Files.deleteIfExists(DIRECTORY.resolve(old));
        }
        first = LibvirtServer.prepare("hv-a", DIRECTORY).start();
        second = LibvirtServer.prepare("hv-b", DIRECTORY).start();
        first.define("vm1", uuid(1), mac(1), "");
        first.define("vm2", uuid(2), mac(2), "");
        second.define("vm3", uuid(3), mac(3), "");
        second.define("vm4", uuid(4), mac(4), "");
        first.virsh("start", "vm2");
        database = SouthboundDatabase.start(DIRECTORY);
        database.chassis("ch-c", "hv-c", "10.0.0.3");
        database.chassis("ch-d", "hv-d", "10.0.0.4");
        database.port("port5", mac(5) + " 10.1.0.5");
        database.port("port6", mac(6) + " 10.1.0.6");
        database.bind("port5", "ch-c");
        database.bind("port6", "ch-d");

        StringBuilder table = new StringBuilder("host uuid mac ip\n");
        table.append("dn1 ").append(uuid(1)).append(" - -\n");
        table.append("dn2 ").append(uuid(2)).append(" - -\n");
        table.append("dn3 - ").append(mac(3)).append(" -\n");
        table.append("dn4 - ").append(mac(4)).append(" -\n");
        table.append("dn5 - ").append(mac(5)).append(" -\n");
        table.append("dn6 - - 10.1.0.6\n");
        Files.writeString(DIRECTORY.resolve("datanodes.txt"), table);
        Files.writeString(DIRECTORY.resolve("topology.data"), "hv-a /rack1\nhv-b /rack2\nhv-c /rack3\nhv-d /rack3\n");
        Files.writeString(SOURCES, """
                schemaVersion: 1
                datanodes: datanodes.txt
                sources:
                  - {name: kvm, type: libvirt, uris: ["%s", "%s"]}
                  - {name: sdn, type: ovn, db: "%s"}
                  - {name: racks, type: racks, file: topology.data}
                """.formatted(first.uri(), second.uri(), database.address()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
        if (database != null) {
            database.close();
        }
        for (LibvirtServer daemon : new LibvirtServer[] {first, second}) {
            if (daemon != null) {
                daemon.close();
            }
        }
    }

    @Test
    void placement_followsTheHypervisors_fromCollectToRepair() throws Exception {
        CollectRun collect = CollectRun.of(SOURCES, INVENTORY);
        assertThat(collect.code()).as(collect.err()).isZero();
        Inventory inventory = InventoryYaml.read(INVENTORY, 1 << 20);
        assertThat(MACHINES).allSatisfy(machine -> {
            assertThat(inventory.find(machine.hostName()).physicalHost()).isEqualTo(machine.physicalHost());
            assertThat(inventory.find(machine.hostName()).rack()).isEqualTo(machine.rack());
        });

        HdfsHandle hdfs = hdfs();
        Path conf = CommandRun.siteFiles(hdfs.miniCluster().getConfiguration(0), DIRECTORY.resolve("conf"));
        Blocks blocks = new Blocks(hdfs);
        blocks.write("/data", FILES, 3);
        assertThat(blocks.sharingAHost("/data")).isZero();
        assertThat(CommandRun.here(conf, "explain", "/data").code()).isZero();
        assertThat(CommandRun.here(conf, "audit", "/data", "--report", REPORT.toString())
                        .code())
                .isZero();
        Await.until("no violation", () -> jmx(hdfs, "AuditViolations") == 0);

        first.migrate("vm2", second);
        assertThat(CollectRun.of(SOURCES, INVENTORY).out())
                .contains("~ dn2 physicalHost: hv-a -> hv-b, rack: /rack1 -> /rack2");
        Await.until("the NameNode has the new inventory", () -> jmx(hdfs, "InventoryGeneration") == 2);

        int broken = sharing(blocks);
        System.out.printf("blocks with two replicas on hv-b after the migration: %d of %d%n", broken, FILES);
        assertThat(broken).isPositive();
        CommandRun explain = CommandRun.here(conf, "explain", "/data", "--violations");
        assertThat(explain.code()).isEqualTo(1);
        assertThat(explain.out()).contains(broken + " break a rule", "replicas on host hv-b");
        assertThat(CommandRun.here(conf, "audit", "/data", "--report", REPORT.toString())
                        .code())
                .isEqualTo(1);
        Await.until("the gauge shows them", () -> jmx(hdfs, "AuditViolations") == broken);

        CommandRun repair = CommandRun.here(conf, "repair", "/data", "--report", REPORT.toString());
        assertThat(repair.code()).as(repair.out() + repair.err()).isZero();
        assertThat(sharing(blocks)).isZero();
        Await.until("no violation again", () -> jmx(hdfs, "AuditViolations") == 0);
        assertThat(CommandRun.here(conf, "explain", "/data").code()).isZero();
    }

    private static HdfsHandle hdfs() throws Exception {
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
                            .set("howdah.placement.inventory.file", INVENTORY.toString())
                            .set("howdah.placement.audit.file", REPORT.toString())
                            .set("howdah.placement.poll", "1s");
                })
                .start();
        return stack.hdfs();
    }

    /** Blocks with two replicas on one physical host, by the inventory as it is now. */
    private static int sharing(Blocks blocks) throws Exception {
        Inventory inventory = InventoryYaml.read(INVENTORY, 1 << 20);
        int sharing = 0;
        for (List<Machine> block : blocks.locations("/data")) {
            Set<String> hosts = new HashSet<>();
            sharing += block.stream()
                            .allMatch(machine ->
                                    hosts.add(inventory.find(machine.hostName()).physicalHost()))
                    ? 0
                    : 1;
        }
        return sharing;
    }

    private static long jmx(HdfsHandle hdfs, String metric) throws Exception {
        return Jmx.read(hdfs.nameNodes().get(0).httpAddress()).getOrDefault(metric, -2L);
    }

    private static String uuid(int number) {
        return "0b5c7e40-51c1-4d5e-9b57-00000000001" + number;
    }

    private static String mac(int number) {
        return "52:54:00:aa:cc:0" + number;
    }
}
