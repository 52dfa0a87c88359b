// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryYamlTest {
    private static final String HEAD = "schemaVersion: 1\nnodes:\n";
    private static final String NODE = "  - host: dn1\n    rack: /r1\n    physicalHost: hv1\n";

    @TempDir
    Path directory;

    @Test
    void parse_readsEveryField_whenYamlIsComplete() throws InventoryException {
        Inventory inventory = InventoryYaml.parse(
                "inv.yaml",
                HEAD + "  - host: DN1.example.com\n    rack: /dc1/rack1\n    physicalHost: hv1\n"
                        + "    storageBackend: san-a\n    power: ups1\n    upgradeDomain: ud3\n    weight: 2.5\n"
                        + "  - {host: 10.0.0.7, rack: /dc1/rack2, physicalHost: hv 2}\n");
        assertThat(inventory.size()).isEqualTo(2);
        assertThat(inventory.rackDepth()).isEqualTo(2);
        assertThat(inventory.find("dn1.EXAMPLE.com"))
                .isEqualTo(new InventoryNode(
                        "dn1.example.com", "/dc1/rack1", "hv1", "san-a", "ups1", "ud3", 2.5, java.util.List.of()));
        assertThat(inventory.find("10.0.0.7").value(FailureDomain.BACKEND)).isNull();
        assertThat(inventory.find("10.0.0.7").weight()).isEqualTo(1);
        assertThat(inventory.values(FailureDomain.HOST)).containsExactly("hv 2", "hv1");
    }

    @Test
    void parse_readsJson_becauseYamlIncludesIt() throws InventoryException {
        Inventory inventory = InventoryYaml.parse(
                "inv.json",
                "{\"schemaVersion\": 1, \"nodes\": [{\"host\": \"dn1\", \"rack\": \"/r1\", \"physicalHost\": \"hv1\"}]}");
        assertThat(inventory.find("dn1").physicalHost()).isEqualTo("hv1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            duplicate host      | schemaVersion: 1~nodes:~  - {host: dn1, rack: /r1, physicalHost: a}~  - {host: DN1, rack: /r1, physicalHost: b} | inv:4: duplicate host 'DN1', first on line 3; allowed: each host once
            unknown field       | schemaVersion: 1~nodes:~  - host: dn1~    rak: /r1~    physicalHost: a | inv:4: unknown field 'rak'; allowed: host, rack, physicalHost
            unknown top field   | schemaVersion: 1~hosts: [] | inv:2: unknown field 'hosts'; allowed: schemaVersion and nodes
            field given twice   | schemaVersion: 1~nodes:~  - {host: dn1, rack: /r1, host: dn2, physicalHost: a} | inv:3: 'host' again, first on line 3; allowed: each field once
            missing field       | schemaVersion: 1~nodes:~  - host: dn1~    rack: /r1 | inv:3: node without physicalHost; allowed: host, rack and physicalHost
            null field          | schemaVersion: 1~nodes:~  - {host: dn1, rack: null, physicalHost: a} | inv:3: node without rack
            bad rack            | schemaVersion: 1~nodes:~  - {host: dn1, rack: r1, physicalHost: a} | inv:3: rack 'r1'; allowed: a path such as /rack1
            mixed rack depth    | schemaVersion: 1~nodes:~  - {host: dn1, rack: /a, physicalHost: a}~  - {host: dn2, rack: /a/b, physicalHost: b} | inv:4: rack '/a/b' has another depth than '/a' on line 3
            bad weight          | schemaVersion: 1~nodes:~  - {host: dn1, rack: /a, physicalHost: a, weight: 0} | inv:3: weight '0'; allowed: a number greater than 0
            newer schema        | schemaVersion: 2~nodes: [] | inv:1: schemaVersion 2 is newer than this build reads; allowed: up to 1
            schema not a number | schemaVersion: one~nodes: [] | inv:1: schemaVersion 'one' is not a number; allowed: 1
            no schema           | nodes:~  - {host: dn1, rack: /a, physicalHost: a} | inv:1: schemaVersion is missing; allowed: schemaVersion: 1
            no nodes            | schemaVersion: 1~nodes: [] | inv:1: no nodes
            nodes not a list    | schemaVersion: 1~nodes: many | inv:2: found the value 'many'; allowed: a list of nodes
            nested value        | schemaVersion: 1~nodes:~  - {host: {a: b}, rack: /a, physicalHost: a} | inv:3: found a mapping; allowed: a single value for host
            half-written        | schemaVersion: 1~nodes:~  - {host: dn1, rack: /a, phys | inv:3: not valid YAML
            not YAML            | schemaVersion: 1~nodes: "abc | inv:2: not valid YAML
            tab indentation     | schemaVersion: 1~nodes:~\t- host: dn1 | inv:3: not valid YAML
            alias               | schemaVersion: 1~nodes:~  - &a {host: dn1, rack: /a, physicalHost: a}~  - *a | inv:3: anchors and aliases are not supported; allowed: plain values
            deep nesting        | [[[[[[[[[[[[[[[[ | inv:1: found a list; allowed: a mapping with schemaVersion and nodes
            two documents       | schemaVersion: 1~nodes:~  - {host: dn1, rack: /a, physicalHost: a}~---~a: b | inv:4: found a second document; allowed: one document per file
            """)
    void parse_refusesWithLineAndRemedy_when(String what, String text, String message) {
        assertThatThrownBy(() -> InventoryYaml.parse("inv", text.replace('~', '\n')))
                .as(what)
                .isInstanceOf(InventoryException.class)
                .hasMessageStartingWith(message.trim())
                .message()
                .contains("; allowed: ")
                .doesNotContain("\n");
    }

    @Test
    void read_refusesAnEmptyFile() throws Exception {
        Path file = Files.createFile(directory.resolve("empty.yaml"));
        assertThatThrownBy(() -> InventoryYaml.read(file, 1024))
                .hasMessage(file + ":1: empty file; allowed: schemaVersion and nodes");
    }

    @Test
    void read_refusesAMissingFile() {
        Path file = directory.resolve("gone.yaml");
        assertThatThrownBy(() -> InventoryYaml.read(file, 1024))
                .hasMessage(file + ": no such file; allowed: a readable inventory file");
    }

    @Test
    void read_refusesAFileOverTheLimit_withoutReadingItWhole() throws Exception {
        Path file = Files.writeString(directory.resolve("big.yaml"), HEAD + NODE + "#".repeat(2000));
        assertThatThrownBy(() -> InventoryYaml.read(file, 1024))
                .hasMessage(file + ": larger than 1024 bytes; allowed: a smaller file");
    }

    @Test
    void read_refusesOtherEncodings() throws Exception {
        Path file = Files.write(
                directory.resolve("latin.yaml"), (HEAD + NODE + "# \u00e9").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> InventoryYaml.read(file, 1024)).hasMessage(file + ": not UTF-8 text; allowed: UTF-8");
    }

    @Test
    void read_takesAHundredThousandNodes() throws Exception {
        StringBuilder text = new StringBuilder(HEAD);
        for (int n = 0; n < 100_000; n++) {
            text.append("  - {host: dn")
                    .append(n)
                    .append(", rack: /r")
                    .append(n / 40)
                    .append(", physicalHost: hv");
            text.append(n / 4).append("}\n");
        }
        Path file = Files.writeString(directory.resolve("large.yaml"), text);
        assertThat(InventoryYaml.read(file, 64 << 20).size()).isEqualTo(100_000);
    }

    @Test
    void writer_givesBackWhatTheReaderRead() throws Exception {
        Path file = directory.resolve("round.yaml");
        Inventory inventory = InventoryYaml.parse(
                "x",
                HEAD + NODE
                        + "  - {host: dn2, rack: /r2, physicalHost: 'a \"b\" \\ c: d', storageBackend: 'null', weight: 3}\n");
        InventoryWriter.write(inventory, file);
        assertThat(InventoryYaml.read(file, 1 << 20).nodes()).containsExactlyElementsOf(inventory.nodes());
        assertThat(directory.toFile().list()).containsExactly("round.yaml");
    }
}
