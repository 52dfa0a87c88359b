// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.test.GenericTestUtils;
import org.apache.hadoop.yarn.api.records.NodeAttribute;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.nodelabels.ScriptBasedNodeAttributesProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAttributesCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path inventory;

    @BeforeEach
    void inventory() throws Exception {
        inventory = Files.writeString(directory.resolve("inventory.yaml"), """
                schemaVersion: 1
                nodes:
                  - {host: nm1, rack: /r1, physicalHost: "hv 1/a", storageBackend: "iqn.2026-01.com.example:a", power: pdu-1}
                  - {host: nm2, rack: /r1, physicalHost: hv2}
                """);
    }

    @Test
    void yarnsOwnProvider_readsWhatItPrints() throws Exception {
        assertThat(run("nm1", "--inventory", inventory.toString())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "NODE_ATTRIBUTE:physical-host,STRING,hv_1_a",
                        "NODE_ATTRIBUTE:storage-backend,STRING,iqn.2026-01.com.example_a",
                        "NODE_ATTRIBUTE:power,STRING,pdu-1");
        Path printed = Files.writeString(directory.resolve("printed"), out.toString());
        Path script = Files.writeString(directory.resolve("script.sh"), "#!/bin/sh\ncat '" + printed + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Configuration conf = new Configuration(false);
        conf.set(YarnConfiguration.NM_SCRIPT_BASED_NODE_ATTRIBUTES_PROVIDER_PATH, script.toString());
        ScriptBasedNodeAttributesProvider provider = new ScriptBasedNodeAttributesProvider();
        try {
            provider.init(conf);
            provider.start();
            GenericTestUtils.waitFor(() -> !provider.getDescriptors().isEmpty(), 50, 120_000);
            Map<String, String> read = attributes(provider.getDescriptors());
            assertThat(read)
                    .containsOnly(
                            Map.entry("nm.yarn.io/physical-host", "hv_1_a"),
                            Map.entry("nm.yarn.io/storage-backend", "iqn.2026-01.com.example_a"),
                            Map.entry("nm.yarn.io/power", "pdu-1"));
        } finally {
            provider.stop();
        }
    }

    @Test
    void hostAlone_isEnough() {
        assertThat(run("NM2", "--inventory", inventory.toString())).isZero();
        assertThat(out.toString()).isEqualTo("NODE_ATTRIBUTE:physical-host,STRING,hv2" + System.lineSeparator());
    }

    @Test
    void thisMachine_isTheDefault() throws Exception {
        Files.writeString(
                inventory,
                "schemaVersion: 1\nnodes:\n  - {host: \""
                        + InetAddress.getLocalHost().getHostName() + "\", rack: /r1, physicalHost: here}\n");
        assertThat(run("--inventory", inventory.toString())).as(err.toString()).isZero();
        assertThat(out.toString()).contains(",here");
    }

    @Test
    void unknownHost_isExit1_brokenInventory2_withNothingPrinted() throws Exception {
        assertThat(run("nm9", "--inventory", inventory.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(inventory + ": no host nm9; allowed: a host of the inventory");
        Files.writeString(inventory, "nodes: [");
        assertThat(run("nm1", "--inventory", inventory.toString())).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private static Map<String, String> attributes(Set<NodeAttribute> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        attribute -> attribute.getAttributeKey().getAttributePrefix() + "/"
                                + attribute.getAttributeKey().getAttributeName(),
                        NodeAttribute::getAttributeValue));
    }

    private int run(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "node-attributes";
        System.arraycopy(args, 0, all, 1, args.length);
        return TopologyCommand.run(all, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
