// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.inventory.core.InventoryNode;
import io.howdah.hdfs.topology.collect.LibvirtSourceTest.FakeHypervisor;
import io.howdah.hdfs.topology.collect.core.Attribute;
import io.howdah.hdfs.topology.collect.core.Liveness;
import io.howdah.hdfs.topology.collect.servers.CollectRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a sources file to an inventory and back again, with hypervisors that are not there. */
class TopologyCollectionTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path directory;

    private final Map<String, FakeHypervisor> hypervisors = new HashMap<>();
    private Instant now = START;

    @BeforeEach
    void files() throws IOException {
        write("dn.txt", "host uuid kind\ndn1 " + uuid(1) + " vm\ndn2 " + uuid(2) + " vm\ndn3 - metal\n");
        write("topology.data", "hv1 /r1\nhv2 /r2\ndn3 /r3\n");
        write(
                "sources.yaml",
                "schemaVersion: 1\ndatanodes: dn.txt\nsources:\n"
                        + "- {name: kvm, type: libvirt, uris: ['test:///1', 'test:///2']}\n"
                        + "- {name: racks, type: racks, file: topology.data}\n");
        hypervisors.put("test:///1", new FakeHypervisor("hv1").with(domain(1), Liveness.RUNNING));
        hypervisors.put("test:///2", new FakeHypervisor("hv2").with(domain(2), Liveness.RUNNING));
    }

    @Test
    void firstRun_writesInventoryAndState_readableByAll_andLeavesNothingElse() throws Exception {
        TopologyCollection.Outcome outcome = collect();
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.changes()).hasSize(3).allMatch(line -> line.startsWith("+ dn"));
        assertThat(node("dn1")).isEqualTo("hv1 /r1");
        assertThat(node("dn2")).isEqualTo("hv2 /r2");
        assertThat(node("dn3")).isEqualTo("dn3 /r3");
        assertThat(Files.getPosixFilePermissions(output()).toString()).contains("OTHERS_READ");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "dn.txt", "topology.data", "sources.yaml", "inventory.yaml", "inventory.yaml.state.json");
        }
    }

    @Test
    void silentHypervisor_keepsItsPart_andItsAgeGrows_whileTheFileIsNotTouched() throws Exception {
        collect();
        FileTime written = FileTime.from(START);
        Files.setLastModifiedTime(output(), written);
        hypervisors.remove("test:///2");
        now = START.plus(Duration.ofHours(3));
        TopologyCollection.Outcome outcome = collect();
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.merge().kept()).singleElement().satisfies(kept -> {
            assertThat(kept.host()).isEqualTo("dn2");
            assertThat(kept.attribute()).isEqualTo(Attribute.PHYSICAL_HOST);
            assertThat(kept.known().seen()).isEqualTo(START);
        });
        assertThat(Files.getLastModifiedTime(output())).isEqualTo(written);

        now = START.plus(Duration.ofHours(5));
        assertThat(collect().merge().kept().get(0).known().seen())
                .as("the age counts from the last answer, not from the last run")
                .isEqualTo(START);
        assertThat(node("dn2")).isEqualTo("hv2 /r2");

        hypervisors.put("test:///2", new FakeHypervisor("hv2").with(domain(2), Liveness.RUNNING));
        assertThat(collect().complete()).isTrue();
        assertThat(Files.getLastModifiedTime(output())).as("confirmed").isGreaterThan(written);
    }

    @Test
    void withoutState_theInventoryIsWhatIsKnown_asOldAsItsFile() throws Exception {
        collect();
        Files.delete(directory.resolve("inventory.yaml.state.json"));
        Instant written = START.minus(Duration.ofDays(2));
        Files.setLastModifiedTime(output(), FileTime.from(written));
        hypervisors.clear();
        TopologyCollection.Outcome outcome = collect();
        assertThat(outcome.merge().kept())
                .extracting(kept -> kept.host() + " " + kept.known().source() + " "
                        + kept.known().seen())
                .containsExactly("dn1 inventory.yaml " + written, "dn2 inventory.yaml " + written);
        assertThat(outcome.inventory().size()).isEqualTo(3);
    }

    @Test
    void brokenState_orBrokenInventory_isReported_andDoesNotStopTheRun() throws Exception {
        collect();
        for (String bad :
                new String[] {"{", "{\"schemaVersion\":2}", "{\"schemaVersion\":1,\"nodes\":{\"dn1\":{\"rack\":{}}}}"
                }) {
            write("inventory.yaml.state.json", bad);
            assertThat(collect().problems())
                    .singleElement()
                    .asString()
                    .contains("inventory.yaml.state.json")
                    .contains("(using the last inventory instead)");
        }
        write("inventory.yaml", "schemaVersion: 9\n");
        assertThat(collect().problems()).singleElement().asString().contains("schemaVersion 9 is newer");
        assertThat(node("dn1")).isEqualTo("hv1 /r1");
    }

    @Test
    void wrongFileOfTheOperator_writesNothing() throws Exception {
        collect();
        String before = Files.readString(output());
        write("topology.data", "hv1 /r1\nhv2 r2\n");
        assertThatThrownBy(this::collect)
                .isInstanceOf(InventoryException.class)
                .hasMessage(directory.resolve("topology.data")
                        + ":2: rack 'r2'; allowed: a path such as /rack1 or /dc1/rack1");
        write("topology.data", "hv1 /r1\nhv2 /dc/r2\ndn3 /r3\n");
        assertThatThrownBy(this::collect).hasMessageContaining("another depth");
        assertThat(output()).hasContent(before);
    }

    @Test
    void nobodyKnown_writesNothing() throws Exception {
        hypervisors.clear();
        write("dn.txt", "host uuid\ndn1 " + uuid(1) + "\n");
        TopologyCollection.Outcome outcome = collect();
        assertThat(outcome.inventory().size()).isZero();
        assertThat(outcome.merge().missing()).hasSize(1);
        assertThat(output()).doesNotExist();
    }

    @Test
    void dataNodeTakenOutOfTheTable_leaves() throws Exception {
        collect();
        write("dn.txt", "host uuid\ndn1 " + uuid(1) + "\n");
        assertThat(collect().changes())
                .containsExactly("- dn2 physicalHost=hv2 rack=/r2", "- dn3 physicalHost=dn3 rack=/r3");
    }

    @Test
    void command_printsTheInventory_orTheDifference_orJson() throws Exception {
        write("dn.txt", "host kind\ndn3 metal\n");
        write(
                "sources.yaml",
                "schemaVersion: 1\ndatanodes: dn.txt\nsources:\n- {name: racks, type: racks, file: topology.data}\n");
        Path sources = directory.resolve("sources.yaml");
        CollectRun printed = CollectRun.of(sources, null);
        assertThat(printed.code()).isZero();
        assertThat(InventoryYaml.parse("out", printed.out()).size()).isEqualTo(1);

        CollectRun diff = CollectRun.of(sources, output(), "--diff");
        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out().lines()).containsExactly("+ dn3 physicalHost=dn3 rack=/r3");
        assertThat(output()).doesNotExist();

        CollectRun written = CollectRun.of(sources, output(), "--json");
        assertThat(written.code()).isZero();
        assertThat(JsonDocument.object(JsonDocument.parse("out", written.out())))
                .containsEntry("written", "true")
                .containsEntry("complete", "true")
                .containsEntry("nodes", "1");
        assertThat(CollectRun.of(sources, output(), "--diff").code()).isZero();

        write("dn.txt", "host kind\ndn3 metal\ndn4 vm\n");
        CollectRun incomplete = CollectRun.of(sources, output());
        assertThat(incomplete.code()).isEqualTo(3);
        assertThat(incomplete.err().lines()).containsExactly("left out: dn4: nobody knows its physicalHost and rack");
    }

    @Test
    void command_givesExit2AndOneLine_whenAFileIsWrong() throws Exception {
        write("sources.yaml", "schemaVersion: 1\ndatanodes: dn.txt\nsorces: []\n");
        CollectRun run = CollectRun.of(directory.resolve("sources.yaml"), output());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(directory.resolve("sources.yaml") + ":3: unknown field 'sorces'; allowed: "
                        + "schemaVersion, datanodes, sources, parallel, defaultRack, backends");
        assertThat(CollectRun.of(directory.resolve("sources.yaml"), null, "--diff")
                        .code())
                .isEqualTo(2);
        assertThat(CollectRun.of(directory.resolve("gone.yaml"), null).code()).isEqualTo(2);
    }

    private TopologyCollection.Outcome collect() throws Exception {
        TopologyCollection collection = new TopologyCollection(
                directory.resolve("sources.yaml"), output(), null, Clock.fixed(now, ZoneOffset.UTC), uri -> {
                    if (!hypervisors.containsKey(uri)) {
                        throw new SourceFailure(uri + ": gone");
                    }
                    return hypervisors.get(uri);
                });
        TopologyCollection.Outcome outcome = collection.collect((done, of) -> {});
        collection.write(outcome);
        return outcome;
    }

    private Path output() {
        return directory.resolve("inventory.yaml");
    }

    private String node(String host) throws Exception {
        InventoryNode node = InventoryYaml.read(output(), 1 << 20).find(host);
        return node.physicalHost() + " " + node.rack();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String domain(int number) {
        return "<domain><name>vm" + number + "</name><uuid>" + uuid(number) + "</uuid></domain>";
    }

    private static String uuid(int number) {
        return "0b5c7e40-51c1-4d5e-9b57-00000000000" + number;
    }
}
