// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.simulation.PlacementSimulation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {
    @TempDir
    Path directory;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Test
    void apply_collectsAndPlans() throws Exception {
        sources();
        assertThat(apply("--sources", directory.resolve("sources.yaml").toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).containsPattern("plan.json: generation 1, 6 nodes, copysets: [0-9]+ added");
        assertThat(PlanFile.read(directory.resolve("plan.json"), 1 << 26).nodes())
                .hasSize(6);
    }

    @Test
    void apply_keepsTheFiles_whenCollectFails() throws Exception {
        sources();
        apply("--sources", directory.resolve("sources.yaml").toString());
        byte[] inventory = Files.readAllBytes(directory.resolve("inventory.yaml"));
        byte[] plan = Files.readAllBytes(directory.resolve("plan.json"));
        Files.writeString(directory.resolve("datanodes.txt"), "name\ndn1\n");
        assertThat(apply("--sources", directory.resolve("sources.yaml").toString()))
                .isEqualTo(3);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .contains(" collect: " + directory.resolve("datanodes.txt") + ":1: ")
                .contains("; keeping " + directory.resolve("inventory.yaml") + " as written at 20");
        assertThat(directory.resolve("inventory.yaml")).hasBinaryContent(inventory);
        assertThat(directory.resolve("plan.json")).hasBinaryContent(plan);
    }

    @Test
    void apply_keepsThePlan_whenTheInventoryBreaks() throws Exception {
        InventoryWriter.write(PlacementSimulation.cluster(12, 3, 6), directory.resolve("inventory.yaml"));
        assertThat(apply()).isZero();
        byte[] plan = Files.readAllBytes(directory.resolve("plan.json"));
        Files.writeString(directory.resolve("inventory.yaml"), "schemaVersion: 1\nnodes:\n  - {host: dn1");
        assertThat(apply()).isEqualTo(3);
        assertThat(err.toString())
                .contains(" plan: " + directory.resolve("inventory.yaml") + ":")
                .contains("; keeping " + directory.resolve("plan.json") + " as it is");
        assertThat(directory.resolve("plan.json")).hasBinaryContent(plan);
    }

    @Test
    void badOptions_areRefusedBeforeAnythingIsDone() {
        assertThat(apply("--interval", "often")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("howdah topology: --interval=often: not allowed; allowed: 1s to 24h");
        assertThat(apply("--watch", "--replication", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--replication=1: not allowed; allowed: 2 to 64");
    }

    private void sources() throws Exception {
        StringBuilder table = new StringBuilder("host\n");
        StringBuilder racks = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            table.append("dn").append(i).append('\n');
            racks.append("dn").append(i).append(" /rack").append(i % 3).append('\n');
        }
        Files.writeString(
                directory.resolve("datanodes.txt"),
                table.toString().replace("host", "host kind").replaceAll("(dn[0-9])", "$1 metal"));
        Files.writeString(directory.resolve("racks.txt"), racks);
        Files.writeString(directory.resolve("sources.yaml"), """
                schemaVersion: 1
                datanodes: datanodes.txt
                sources:
                  - {name: racks, type: racks, file: racks.txt}
                """);
    }

    private int apply(String... more) {
        String[] args = new String[5 + more.length];
        args[0] = "apply";
        args[1] = "--inventory";
        args[2] = directory.resolve("inventory.yaml").toString();
        args[3] = "--plan";
        args[4] = directory.resolve("plan.json").toString();
        System.arraycopy(more, 0, args, 5, more.length);
        out = new StringWriter();
        err = new StringWriter();
        return TopologyCommand.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
