// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.simulation.PlacementSimulation;
import io.howdah.minicluster.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watching command as its own process: it plans when the inventory changes and ends on SIGTERM. */
class ApplyWatchIT {
    private static final int PATIENCE_MILLIS = 180_000;

    @TempDir
    Path directory;

    @Test
    void watch_plansOnEachChange_keepsThePlanWhenTheInventoryBreaks_andStopsOnSigterm() throws Exception {
        Path inventory = directory.resolve("inventory.yaml");
        Path plan = directory.resolve("plan.json");
        Path printed = directory.resolve("printed");
        InventoryWriter.write(PlacementSimulation.cluster(12, 3, 6), inventory);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TopologyCommand.class.getName(),
                        "apply",
                        "--watch",
                        "--interval",
                        "1s",
                        "--inventory",
                        inventory.toString(),
                        "--plan",
                        plan.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            await(printed, "plan.json: generation 1, 12 nodes");
            InventoryWriter.write(PlacementSimulation.cluster(14, 3, 7), inventory);
            await(printed, "plan.json: generation 1 -> 2, 14 nodes");
            Files.writeString(inventory, "schemaVersion: 1\nnodes:\n  - {host: dn1, ra");
            await(printed, "; keeping " + plan + " as it is");
            process.destroy();
            assertThat(process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            assertThat(process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
            assertThat(Files.readString(printed)).contains("Z watching, every 1s", "Z stopped");
            assertThat(PlanFile.read(plan, 1 << 26).generation()).isEqualTo(2);
            assertThat(directory.toFile().list())
                    .containsExactlyInAnyOrder(
                            "inventory.yaml", "plan.json", "plan.json.bak", "plan.json.lock", "printed");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void secondProcess_isRefused_whileAnotherWritesThePlan() throws Exception {
        Path inventory = directory.resolve("inventory.yaml");
        Path plan = directory.resolve("plan.json");
        Path lock = Files.writeString(directory.resolve("plan.json.lock"), "pid 17 of hdfs on nn1");
        InventoryWriter.write(PlacementSimulation.cluster(12, 3, 6), inventory);
        Path source = Files.writeString(directory.resolve("Holder.java"), """
                import java.nio.channels.FileChannel;
                import java.nio.file.Path;
                import java.nio.file.StandardOpenOption;

                class Holder {
                    public static void main(String[] args) throws Exception {
                        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                            file.lock();
                            System.out.println("locked");
                            System.in.read();
                        }
                    }
                }
                """);
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        source.toString(),
                        lock.toString())
                .redirectOutput(directory.resolve("holder").toFile())
                .start();
        try {
            await(directory.resolve("holder"), "locked");
            StringWriter err = new StringWriter();
            String[] args = {"plan", "--inventory", inventory.toString(), "--plan", plan.toString()};
            assertThat(TopologyCommand.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err)))
                    .isEqualTo(2);
            assertThat(err.toString())
                    .contains("plan.json: being written by pid 17 of hdfs on nn1; allowed: one writer at a time");
            holder.destroyForcibly().waitFor();
            assertThat(TopologyCommand.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err)))
                    .as("the holder was killed: the lock is free")
                    .isZero();
        } finally {
            holder.destroyForcibly();
        }
    }

    private static void await(Path file, String text) {
        Await.until(file + " has " + text, () -> Files.readString(file).contains(text));
    }
}
