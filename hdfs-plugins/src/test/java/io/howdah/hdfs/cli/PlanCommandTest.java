// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlan;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
    @TempDir
    Path directory;

    private Path inventory;
    private Path plan;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws Exception {
        inventory = directory.resolve("inventory.yaml");
        plan = directory.resolve("plan.json");
        InventoryWriter.write(PlacementSimulation.cluster(60, 5, 30), inventory);
    }

    @Test
    void plan_beginsExtendsAndLeavesAlone() throws Exception {
        assertThat(plan()).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("generation 1, 60 nodes, copysets: 100 added, 0 altered, 0 dropped; written");
        byte[] first = Files.readAllBytes(plan);

        assertThat(plan()).isZero();
        assertThat(out.toString()).contains("unchanged, generation 1, 60 nodes");
        assertThat(plan).hasBinaryContent(first);

        nodes(lines -> lines.remove(lines.size() - 1));
        assertThat(plan("--used", "10t")).isZero();
        assertThat(out.toString())
                .contains("generation 1 -> 2, 59 nodes (+0 -1), copysets: ")
                .contains("left: ")
                .containsPattern("R=3 DISK +[0-9]+ ")
                .contains("to move, estimated at 10 TiB a node, spread evenly: 10 TiB because nodes left");
        assertThat(directory.resolve("plan.json.bak")).hasBinaryContent(first);
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("inventory.yaml", "plan.json", "plan.json.bak", "plan.json.lock");
    }

    @Test
    void plan_isTheSame_whoeverMakesIt() throws Exception {
        plan();
        byte[] first = Files.readAllBytes(plan);
        Files.delete(plan);
        plan();
        assertThat(plan).hasBinaryContent(first);
    }

    @Test
    void domainChanges_alterSets_andAreTold() throws Exception {
        plan();
        String other = Files.readString(inventory).lines().skip(3).findFirst().orElseThrow();
        String host = other.replaceFirst(".*physicalHost: \"([^\"]*)\".*", "$1");
        nodes(lines -> {
            for (int i = 2; i < 12; i++) {
                lines.set(i, lines.get(i).replaceFirst("physicalHost: \"[^\"]*\"", "physicalHost: \"" + host + "\""));
            }
        });
        assertThat(plan("--json", "--used", "1000")).as(err.toString()).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("generation").asInt()).isEqualTo(2);
        assertThat(report.path("groups").get(0).path("ruleBroken").asInt()
                        + report.path("groups").get(0).path("dropped").asInt())
                .isPositive();
        assertThat(report.path("groups").get(0).path("memberLeft").asInt()).isZero();
        assertThat(report.path("moveBytesRules").asLong()).isPositive();
        assertThat(report.path("moveBytesLeaves").asLong()).isZero();
        assertThat(report.path("written").asBoolean()).isTrue();
    }

    @Test
    void dryRun_writesNothing() {
        assertThat(plan("--dry-run")).isZero();
        assertThat(out.toString()).contains("not written (--dry-run)");
        assertThat(plan).doesNotExist();
        assertThat(directory.resolve("plan.json.lock")).doesNotExist();
    }

    @Test
    void kinds_stay_unlessToldOtherwise() throws Exception {
        assertThat(plan(
                        "--replication",
                        "3,2",
                        "--ec",
                        "RS-6-3-1024k",
                        "--storage-types",
                        "disk,ssd",
                        "--scatter-width",
                        "20"))
                .as(err.toString())
                .isZero();
        assertThat(kinds())
                .containsExactly("R=3 DISK 20", "R=2 DISK 20", "EC9 DISK 20", "R=3 SSD 20", "R=2 SSD 20", "EC9 SSD 20");
        assertThat(plan("--replication", "4")).isZero();
        assertThat(kinds()).hasSize(7).contains("R=4 DISK 10", "EC9 SSD 20");
        assertThat(plan("--only", "--replication", "3", "--ec", "RS-6-3")).isZero();
        assertThat(kinds()).containsExactly("R=3 DISK 20", "EC9 DISK 20");
    }

    @Test
    void secondWriter_isRefused_withWhoHoldsTheLock() throws Exception {
        Path lock = directory.resolve("plan.json.lock");
        Files.writeString(lock, "pid 17 of hdfs on nn1 since 2026-01-01T00:00:00Z");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThat(plan()).isEqualTo(2);
        }
        assertThat(err.toString().lines())
                .containsExactly(plan
                        + ": being written by pid 17 of hdfs on nn1 since 2026-01-01T00:00:00Z; allowed: one writer at a time ("
                        + lock + ")");
        assertThat(plan()).as("the holder is gone: nothing to clean up").isZero();
        assertThat(lock).isEmptyFile();
    }

    @Test
    void anotherClustersInventory_isRefused_unlessForced() throws Exception {
        plan();
        byte[] before = Files.readAllBytes(plan);
        nodes(lines -> lines.replaceAll(line -> line.replace("host: \"", "host: \"x")));
        assertThat(plan()).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(plan + ": plan for another inventory: 0 of its 60 nodes are in " + inventory
                        + "; allowed: the inventory the plan was made for, --new to begin a plan, or --force");
        assertThat(plan).hasBinaryContent(before);
        assertThat(plan("--new", "--dry-run")).isZero();
        assertThat(plan("--force")).isZero();
        assertThat(out.toString()).contains("generation 1 -> 2, 60 nodes (+60 -60)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schemaVersion":2}                          | :1: schemaVersion 2 is newer than this build reads; allowed: up to 1 (upgrade Howdah on this machine first)
            {"schemaVersion":1,"generation":3,"inventory | :1: not valid JSON: .*; allowed: a whole plan file
            {"schemaVersion":1,"generation":3}           | :1: incomplete; allowed: generation, inventorySha256, hardDomains, nodes and groups
            []                                           | :1: not a plan; allowed: an object that begins with schemaVersion
            """)
    void brokenPlan_isRefusedInOneLine_andStays(String text, String message) throws Exception {
        Files.writeString(plan, text);
        assertThat(plan()).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString().trim())
                .matches("\\Q" + plan + "\\E" + message.replace("(", "\\(").replace(")", "\\)"));
        assertThat(plan).hasContent(text);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodes: [                                                | not valid YAML
            schemaVersion: 1                                        | no nodes
            schemaVersion: 9                                        | schemaVersion 9
            {schemaVersion: 1, nodes: [{host: a, rack: /r, physicalHost: h}, {host: a, rack: /r, physicalHost: h}]} | duplicate host
            {schemaVersion: 1, nodes: [{host: a, rack: /r, physicalHost: h, colour: red}]} | unknown field 'colour'
            {schemaVersion: 1, nodes: [{host: a, physicalHost: h}]} | node without rack
            """)
    void brokenInventory_isRefusedInOneLine_andThePlanStays(String text, String message) throws Exception {
        plan();
        byte[] before = Files.readAllBytes(plan);
        Files.writeString(inventory, text);
        assertThat(plan()).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith(inventory + ":").contains(message).contains("; allowed: ");
        assertThat(plan).hasBinaryContent(before);
    }

    @Test
    void settings_giveWhatIsNotSaid() throws Exception {
        assertThat(topology(
                        "plan",
                        "-D",
                        "howdah.placement.inventory.file=" + inventory,
                        "-D",
                        "howdah.placement.plan.file=" + plan,
                        "-D",
                        "howdah.placement.hard-domains=host",
                        "-D",
                        "howdah.placement.min-racks=3",
                        "-D",
                        "howdah.placement.scatter-width=20"))
                .as(err.toString())
                .isZero();
        CopysetPlan written = PlanFile.read(plan, 1 << 26);
        assertThat(kinds()).containsExactly("R=3 DISK 20");
        assertThat(written.hardDomains()).containsExactly(FailureDomain.HOST);
        assertThat(written.minRacks()).isEqualTo(3);

        assertThat(plan()).as("no settings: as in the plan").isZero();
        assertThat(out.toString()).contains("unchanged, generation 1");
        assertThat(plan("-D", "howdah.placement.hard-domains=rack")).isEqualTo(2);
        assertThat(err.toString()).contains("howdah.placement.hard-domains=rack: not allowed; allowed: ");
        assertThat(topology("plan", "--plan", plan.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "--inventory is missing; allowed: --inventory FILE, or howdah.placement.inventory.file in hdfs-site.xml");
    }

    @Test
    void planTooLargeForTheNameNode_isNotWritten() throws Exception {
        plan();
        byte[] before = Files.readAllBytes(plan);
        String limit = "howdah.placement.inventory.max-bytes=" + (Files.size(inventory) + 100);
        assertThat(plan("--scatter-width", "40", "-D", limit)).isEqualTo(2);
        assertThat(err.toString()).contains(" bytes, which the NameNode refuses; allowed: up to ");
        assertThat(plan).hasBinaryContent(before);
        assertThat(directory.toFile().list()).hasSize(3);
    }

    @Test
    void missingFiles_areNamed() {
        assertThat(topology("plan", "--inventory", directory + "/none.yaml", "--plan", plan.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml: no such file; allowed: a readable inventory file");
        assertThat(topology("plan", "--inventory", inventory.toString(), "--plan", directory + "/no/plan.json"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("no directory " + directory + "/no; allowed: a file in an existing directory");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --replication   | 1        | 2 to 64
            --ec            | RS63     | RS-k-m, XOR-k-m or RS-LEGACY-k-m, such as RS-6-3
            --ec            | RS-60-30 | 2 to 64
            --storage-types | FLOPPY   | DISK, SSD, ARCHIVE, NVDIMM
            --scatter-width | 0        | 1 to 200000
            --hard-domains  | rack     | host, backend, power, upgrade-domain
            --min-racks     | 65       | 1 to 64
            --used          | lots     | a number of bytes, with k, m, g, t or p
            """)
    void options_areRefused_withWhatIsAllowed(String option, String value, String allowed) {
        String[] more = option.equals("--storage-types") ? new String[] {"--replication", "3"} : new String[0];
        String[] args = Stream.concat(Stream.of(option, value), Stream.of(more)).toArray(String[]::new);
        assertThat(plan(args)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(option + "=").contains(": not allowed; allowed: " + allowed);
        assertThat(plan).doesNotExist();
    }

    @Test
    void fewerDomainsThanReplicas_isAWarning_andNoSets() throws Exception {
        InventoryWriter.write(PlacementSimulation.cluster(12, 1, 2), inventory);
        assertThat(plan()).isZero();
        assertThat(out.toString())
                .contains(
                        "warning: R=3 on DISK: no copysets: 2 different values of host for 3 members; such blocks follow the hard rules only");
    }

    /** Prints seconds and memory; no bound on time, the machine may be busy. */
    @Test
    @Tag("full")
    void hundredThousandNodes_arePlanned() throws Exception {
        InventoryWriter.write(PlacementSimulation.cluster(100_000, 2_500, 25_000), inventory);
        long start = System.nanoTime();
        assertThat(plan()).as(err.toString()).isZero();
        long planned = System.nanoTime();
        nodes(lines -> lines.subList(lines.size() - 100, lines.size()).clear());
        assertThat(plan()).as(err.toString()).isZero();
        long extended = System.nanoTime();
        CopysetPlan written = PlanFile.read(plan, 1 << 26);
        System.gc();
        System.out.printf(
                "100,000 nodes: planned in %.1f s, extended in %.1f s, %d copysets, inventory %.1f MB, plan %.1f MB%n",
                (planned - start) / 1e9,
                (extended - planned) / 1e9,
                written.groups().get(0).setCount(),
                Files.size(inventory) / 1e6,
                Files.size(plan) / 1e6);
        assertThat(written.generation()).isEqualTo(2);
        assertThat(written.nodes()).hasSize(99_900);
    }

    private List<String> kinds() throws Exception {
        return PlanFile.read(plan, 1 << 26).groups().stream()
                .map(group -> (group.erasureCoded() ? "EC" : "R=") + group.size() + " " + group.storageType() + " "
                        + group.scatterWidth())
                .toList();
    }

    /** Edits the inventory's lines: line 2 is the first node. */
    private void nodes(java.util.function.Consumer<List<String>> edit) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(inventory));
        edit.accept(lines);
        Files.write(inventory, lines);
    }

    private int plan(String... more) {
        List<String> args =
                new ArrayList<>(List.of("plan", "--inventory", inventory.toString(), "--plan", plan.toString()));
        args.addAll(List.of(more));
        return topology(args.toArray(String[]::new));
    }

    private int topology(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return TopologyCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
