// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.placement.core.PlacementSettings;
import io.howdah.hdfs.plan.PlanFile;
import io.howdah.hdfs.plan.core.CopysetPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The files a policy reads, in a temporary directory, and a configuration that names them: the shipped class is run as it
 * is, reading what an operator would give it. Close it to remove the directory.
 */
public final class SimulationFiles implements AutoCloseable {
    private final Path directory;
    private final Configuration conf = new Configuration(false);

    /**
     * Writes the files.
     *
     * @param plan the copysets, or null for none
     * @throws IOException when a file cannot be written
     */
    public SimulationFiles(Inventory inventory, CopysetPlan plan) throws IOException {
        this.directory = Files.createTempDirectory("howdah-simulation");
        Path file = directory.resolve("inventory.yaml");
        InventoryWriter.write(inventory, file);
        conf.set(PlacementSettings.INVENTORY_FILE.name(), file.toString());
        if (plan != null) {
            Path planFile = directory.resolve("plan.json");
            PlanFile.write(plan, planFile);
            conf.set(PlacementSettings.PLAN_FILE.name(), planFile.toString());
        }
    }

    /** {@return a configuration with the files' paths; may be added to} */
    public Configuration conf() {
        return conf;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
