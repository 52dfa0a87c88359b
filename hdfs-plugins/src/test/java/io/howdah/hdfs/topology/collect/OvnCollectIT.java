// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.topology.collect.servers.CollectRun;
import io.howdah.hdfs.topology.collect.servers.SouthboundDatabase;
import io.howdah.minicluster.RequiresServers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real ovsdb-server with OVN's southbound schema, asked through the real ovn-sbctl. */
@RequiresServers({"root", "ovsdb-server", "ovsdb-tool", "ovn-sbctl", "ovn-northd"})
class OvnCollectIT {
    private static final Path DIRECTORY = Path.of("target", "ovn").toAbsolutePath();
    private static SouthboundDatabase database;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(DIRECTORY);
        database = SouthboundDatabase.start(DIRECTORY);
        database.chassis("ch-a", "hv-a.example.com", "10.0.0.1");
        database.chassis("ch-b", "hv-b.example.com", "10.0.0.2");
        database.port("port1", "52:54:00:aa:bb:01 10.1.0.1 fd00::1");
        database.port("port2", "52:54:00:aa:bb:02 10.1.0.2");
        database.port("port3", "unknown");
        database.bind("port1", "ch-a");
        database.bind("port2", "ch-b");
        database.bind("port3", "ch-b");
        Files.writeString(DIRECTORY.resolve("datanodes.txt"), "host mac ip\ndn1 52:54:00:aa:bb:01 -\ndn2 - 10.1.0.2\n");
        Files.writeString(DIRECTORY.resolve("topology.data"), "hv-a /rack1\nhv-b /rack2\n");
    }

    @AfterAll
    static void stop() throws Exception {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void physicalHost_isTheChassisOfThePort_andFollowsIt() throws Exception {
        Path sources = sources(database.address(), "1m");
        Path output = DIRECTORY.resolve("inventory.yaml");
        Files.deleteIfExists(output);
        Files.deleteIfExists(DIRECTORY.resolve("inventory.yaml.state.json"));
        CollectRun run = CollectRun.of(sources, output);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(host(output, "dn1")).isEqualTo("hv-a.example.com /rack1");
        assertThat(host(output, "dn2")).isEqualTo("hv-b.example.com /rack2");

        database.bind("port1", "ch-b");
        assertThat(CollectRun.of(sources, output, "--diff").out().lines())
                .containsExactly("~ dn1 physicalHost: hv-a.example.com -> hv-b.example.com, rack: /rack1 -> /rack2");
        assertThat(CollectRun.of(sources, output).code()).isZero();
        assertThat(host(output, "dn1")).isEqualTo("hv-b.example.com /rack2");

        CollectRun down = CollectRun.of(sources("unix:" + DIRECTORY.resolve("nobody.sock"), "2s"), output);
        assertThat(down.code()).isEqualTo(3);
        assertThat(down.err())
                .contains("no answer: sdn: ovn-sbctl: ", "kept: dn1 physicalHost: hv-b.example.com, last said by sdn");
        assertThat(host(output, "dn1")).isEqualTo("hv-b.example.com /rack2");
    }

    private static Path sources(String db, String timeout) throws Exception {
        return Files.writeString(DIRECTORY.resolve("sources.yaml"), """
                schemaVersion: 1
                datanodes: datanodes.txt
                sources:
                  - {name: sdn, type: ovn, timeout: %s, db: "%s"}
                  - {name: racks, type: racks, file: topology.data}
                """.formatted(timeout, db));
    }

    private static String host(Path inventory, String dataNode) throws Exception {
        var node = InventoryYaml.read(inventory, 1 << 20).find(dataNode);
        return node.physicalHost() + " " + node.rack();
    }
}
