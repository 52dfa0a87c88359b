// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void validate_sumsUpAGoodFile() throws Exception {
        Path file = directory.resolve("inventory.yaml");
        InventoryWriter.write(PlacementSimulation.cluster(12, 3, 6), file);
        assertThat(topology("validate", file.toString())).isZero();
        assertThat(out.toString()).contains(": ok").containsPattern("nodes +12").containsPattern("host +6");
    }

    @Test
    void validate_givesOneLineAndExit2_whenTheFileIsBroken() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "schemaVersion: 1\nnodes:\n  - {host: dn1}\n");
        assertThat(topology("validate", file.toString())).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(file
                        + ":3: node without rack, physicalHost; allowed: host, rack and physicalHost in every node");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void simulate_printsStockBesideOurs() throws Exception {
        assertThat(placement("simulate", "--nodes", "24", "--racks", "3", "--hosts", "9", "--blocks", "300"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("24 DataNodes, 3 racks, 9 physical hosts, 300 blocks, replication 3")
                .contains("BlockPlacementPolicyDefault", "FailureDomainPlacementPolicy")
                .containsPattern("blocks sharing a physical host +[1-9][0-9]* +0\\R");
    }

    @Test
    void simulate_printsJson_ofAnInventory() throws Exception {
        Path file = directory.resolve("inventory.yaml");
        InventoryWriter.write(PlacementSimulation.cluster(12, 3, 6), file);
        assertThat(placement("simulate", "--inventory", file.toString(), "--blocks", "50", "--json"))
                .isZero();
        int outcomes = 0;
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            while (json.nextToken() != null) {
                outcomes += "policy".equals(json.getText()) ? 1 : 0;
            }
        }
        assertThat(outcomes).isEqualTo(2);
    }

    @Test
    void simulate_placesInCopysets_andWritesThePlot() throws Exception {
        Path plot = directory.resolve("plot.svg");
        assertThat(placement(
                        "simulate",
                        "--nodes",
                        "60",
                        "--racks",
                        "3",
                        "--hosts",
                        "30",
                        "--blocks",
                        "2000",
                        "--plot",
                        plot.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("plan: 100 copysets")
                .containsPattern("distinct replica sets +[0-9]+ +100\\R");
        assertThat(Files.readString(plot)).startsWith("<svg").contains("copysets, every set in use");
    }

    @Test
    void simulate_replaysALog_andPrintsWhatStandsForWhat() throws Exception {
        Path log = Files.writeString(
                directory.resolve("log.csv"),
                "Timestamp,Rack id,Enclosure,Slot\n2021-05-04T17:03:13,1,1,1\n2021-05-04T17:03:14,2,1,1\n");
        assertThat(placement(
                        "simulate",
                        "--nodes",
                        "24",
                        "--racks",
                        "3",
                        "--hosts",
                        "9",
                        "--blocks",
                        "300",
                        "--failures",
                        log.toString(),
                        "--window",
                        "2"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(
                        "mapping: rack i of the log", "within 2 h", "lost disk:", "lost DataNode:", "lost enclosure:");
    }

    @Test
    void simulate_takesErasureCodedGroups() {
        assertThat(placement(
                        "simulate", "--nodes", "60", "--racks", "6", "--hosts", "30", "--blocks", "300", "--ec", "6,3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("RS(6,3)", "BlockPlacementPolicyRackFaultTolerant", "FailureDomainErasureCodedPolicy");
    }

    @Test
    void simulate_givesOneLineAndExit2_onBadInput() throws Exception {
        Path log = Files.writeString(directory.resolve("log.csv"), "Timestamp,Rack id,Enclosure,Slot\nnow,1,1,1\n");
        assertThat(placement("simulate", "--ec", "6-3")).isEqualTo(2);
        assertThat(placement("simulate", "--failed", "1.5")).isEqualTo(2);
        assertThat(placement(
                        "simulate", "--failures", directory.resolve("none.csv").toString()))
                .isEqualTo(2);
        assertThat(placement("simulate", "--failures", log.toString())).isEqualTo(2);
        assertThat(placement(
                        "simulate", "--plan", directory.resolve("none.json").toString()))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(5)
                .anyMatch(line -> line.endsWith("--ec=6-3: not allowed; allowed: k,m such as 6,3"))
                .anyMatch(line -> line.endsWith("--failed=1.5: not allowed; allowed: 0 to 1"))
                .anyMatch(line -> line.contains("log.csv:2: Timestamp 'now'"));
    }

    @Test
    void simulate_refusesImpossibleClusters_withWhatIsAllowed() {
        assertThat(placement("simulate", "--nodes", "3", "--hosts", "9", "--racks", "2"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "howdah placement: nodes=3 racks=2 hosts=9: not allowed; allowed: 1 <= racks <= hosts <= nodes");
    }

    @Test
    void explain_saysWhichKeyIsMissing_withoutAnInventory() {
        assertThat(placement("explain", "/x", "-D", "fs.defaultFS=hdfs://127.0.0.1:1/"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "howdah placement: howdah.placement.inventory.file is not set; allowed: set it, or pass --inventory FILE");
    }

    @Test
    void unknownOptions_giveExit2AndOneLine() {
        assertThat(placement("simulate", "--frobnicate")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(placement()).isEqualTo(2);
    }

    @Test
    void help_hasAnExample() {
        assertThat(placement("--help")).isZero();
        assertThat(placement("audit", "--help")).isZero();
        assertThat(placement("explain", "--help")).isZero();
        assertThat(placement("migrate", "--help")).isZero();
        assertThat(placement("repair", "--help")).isZero();
        assertThat(placement("simulate", "--help")).isZero();
        assertThat(topology("--help")).isZero();
        assertThat(topology("validate", "--help")).isZero();
        assertThat(topology("collect", "--help")).isZero();
        assertThat(topology("plan", "--help")).isZero();
        assertThat(topology("apply", "--help")).isZero();
        assertThat(topology("node-attributes", "--help")).isZero();
        assertThat(out.toString().split("Example: howdah ", -1)).hasSize(13);
    }

    private int placement(String... args) {
        return PlacementCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int topology(String... args) {
        return TopologyCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
