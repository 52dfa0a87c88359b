// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.topology.collect.servers.CollectRun;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.LibvirtServer;
import io.howdah.minicluster.RequiresServers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two real libvirtds with QEMU domains; in order: the domains move and the hypervisors hang and die. */
@RequiresServers({"root", "libvirtd", "virt-qemu-run", "virsh", "qemu-system-x86_64", "unshare"})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibvirtCollectIT {
    private static final Path DIRECTORY = Path.of("target", "lv").toAbsolutePath();
    private static final Path SOURCES = DIRECTORY.resolve("sources.yaml");
    private static final Path OUTPUT = DIRECTORY.resolve("inventory.yaml");
    private static LibvirtServer first;
    private static LibvirtServer second;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        Files.deleteIfExists(OUTPUT);
        Files.deleteIfExists(DIRECTORY.resolve("inventory.yaml.state.json"));
        first = LibvirtServer.prepare("hv-a", DIRECTORY).start();
        second = LibvirtServer.prepare("hv-b", DIRECTORY).start();
        first.define("vm1", uuid(1), mac(1), "");
        first.define("vm2", uuid(2), mac(2), """
                <disk type='network' device='disk'><driver name='qemu' type='raw'/>
                  <source protocol='iscsi' name='iqn.2026-01.com.example:dn2/1'><host name='san1' port='3260'/></source>
                  <target dev='vda' bus='virtio'/></disk>""");
        Path image = Files.createDirectories(DIRECTORY.resolve("images"));
        second.define(
                "vm3",
                uuid(3),
                mac(3),
                "<disk type='file' device='disk'><source file='" + image.resolve("vm3.raw")
                        + "'/><target dev='vda' bus='virtio'/></disk>");
        second.define("other", uuid(9), mac(9), "");
        first.virsh("start", "vm1");
        Files.writeString(
                DIRECTORY.resolve("datanodes.txt"),
                "host uuid mac\n" + "dn1 " + uuid(1).toUpperCase(java.util.Locale.ROOT) + " -\n" + "dn2 - "
                        + mac(2).replace(':', '-') + "\n" + "dn3 " + uuid(3) + " " + mac(3) + "\n");
        Files.writeString(DIRECTORY.resolve("topology.data"), "hv-a /rack1\nhv-b /rack2\n");
        Files.writeString(SOURCES, """
                schemaVersion: 1
                datanodes: datanodes.txt
                backends: {"iscsi:san1": array-1}
                sources:
                  - name: kvm
                    type: libvirt
                    timeout: 1m
                    uris: ["%s", "%s"]
                    mounts: {"%s": filer-1}
                  - {name: racks, type: racks, file: topology.data}
                """.formatted(first.uri(), second.uri(), image));
    }

    @AfterAll
    static void stop() throws Exception {
        for (LibvirtServer daemon : new LibvirtServer[] {first, second}) {
            if (daemon != null) {
                daemon.close();
            }
        }
    }

    @Test
    @Order(1)
    void inventory_hasHostRackAndBackendOfEachDataNode() throws Exception {
        CollectRun run = CollectRun.of(SOURCES, OUTPUT);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(node("dn1")).isEqualTo("hv-a /rack1 null");
        assertThat(node("dn2")).isEqualTo("hv-a /rack1 array-1");
        assertThat(node("dn3")).isEqualTo("hv-b /rack2 filer-1");
        assertThat(CollectRun.of(SOURCES, OUTPUT, "--diff").code()).isZero();
    }

    @Test
    @Order(2)
    void physicalHost_followsALiveMigration() throws Exception {
        first.migrate("vm1", second);
        CollectRun diff = CollectRun.of(SOURCES, OUTPUT, "--diff");
        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out().lines()).containsExactly("~ dn1 physicalHost: hv-a -> hv-b, rack: /rack1 -> /rack2");
        assertThat(node("dn1")).as("--diff writes nothing").isEqualTo("hv-a /rack1 null");
        assertThat(CollectRun.of(SOURCES, OUTPUT).code()).isZero();
        assertThat(node("dn1")).isEqualTo("hv-b /rack2 null");
    }

    @Test
    @Order(3)
    void runningDomain_wins_whenItIsStillDefinedElsewhere() throws Exception {
        first.define("vm1", uuid(1), mac(1), "");
        CollectRun run = CollectRun.of(SOURCES, OUTPUT, "--json");
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("conflict: dn1 physicalHost: hv-b (kvm, domain vm1 on " + second.uri()
                        + ") wins over hv-a (kvm, domain vm1 on " + first.uri() + "): running before defined");
        assertThat(run.out()).contains("\"rule\":\"running before defined\"", "\"complete\":true");
        assertThat(node("dn1")).isEqualTo("hv-b /rack2 null");
        first.virsh("undefine", "vm1");
    }

    @Test
    @Order(4)
    void hypervisorThatHangs_holdsNobodyUp_andItsPartIsKept() throws Exception {
        second.freeze();
        first.virsh("undefine", "vm2");
        first.define("vm2", uuid(2), mac(2), "");
        Path impatient = Files.writeString(
                DIRECTORY.resolve("impatient.yaml"), Files.readString(SOURCES).replace("timeout: 1m", "timeout: 8s"));
        CollectRun run = CollectRun.of(impatient, OUTPUT);
        second.thaw();
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("no answer: kvm: " + second.uri() + ": no answer within 8 s")
                .containsPattern("kept: dn1 physicalHost: hv-b, last said by kvm [0-9]+ (s|min.*) ago")
                .containsPattern("kept: dn3 physicalHost: hv-b, last said by kvm [0-9]+ (s|min.*) ago")
                .containsPattern("kept: dn3 storageBackend: filer-1, last said by kvm");
        assertThat(node("dn1")).isEqualTo("hv-b /rack2 null");
        assertThat(node("dn3")).isEqualTo("hv-b /rack2 filer-1");
        assertThat(node("dn2")).as("kept while a source is silent").isEqualTo("hv-a /rack1 array-1");

        // The attempt that hung comes back some time after the hypervisor does; until then it is not asked again.
        Await.until("it is asked again", () -> CollectRun.of(SOURCES, OUTPUT).code() == 0);
        assertThat(node("dn2")).as("its disk is gone").isEqualTo("hv-a /rack1 null");
    }

    @Test
    @Order(5)
    void hypervisorThatDied_isNamed_andItsPartIsKept_untilTheMachineTurnsUpElsewhere() throws Exception {
        second.stop();
        CollectRun run = CollectRun.of(SOURCES, OUTPUT);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("no answer: kvm: " + second.uri() + ": ", "kept: dn1 physicalHost: hv-b");
        assertThat(run.out()).contains("left as it is");
        first.define("vm3", uuid(3), mac(3), "");
        run = CollectRun.of(SOURCES, OUTPUT);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("~ dn3 physicalHost: hv-b -> hv-a, rack: /rack2 -> /rack1");
        assertThat(node("dn3")).startsWith("hv-a /rack1");
        assertThat(node("dn1")).isEqualTo("hv-b /rack2 null");
    }

    private static String node(String host) throws Exception {
        InventoryNode node = InventoryYaml.read(OUTPUT, 1 << 20).find(host);
        return node.physicalHost() + " " + node.rack() + " " + node.storageBackend();
    }

    private static String uuid(int number) {
        return "0b5c7e40-51c1-4d5e-9b57-00000000000" + number;
    }

    private static String mac(int number) {
        return "52:54:00:aa:bb:0" + number;
    }
}
