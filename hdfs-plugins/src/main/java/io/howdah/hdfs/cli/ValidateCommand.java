// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.InventoryYaml;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.inventory.core.Inventory;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah topology validate}: says of a file what the NameNode would say of it. */
@Command(
        name = "validate",
        description = "Reads an inventory file as the NameNode would, and sums it up.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Example: howdah topology validate /etc/howdah/inventory.yaml"})
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "inventory, YAML or JSON")
    private Path file;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = "-v", description = "print stack traces")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        Inventory inventory;
        try {
            inventory = InventoryYaml.read(file, Long.parseLong(PlacementSettings.MAX_BYTES.defaultValue()));
        } catch (InventoryException e) {
            if (verbose) {
                e.printStackTrace(spec.commandLine().getErr());
            }
            spec.commandLine().getErr().println(e.getMessage());
            return Runner.BAD_INPUT;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonGenerator generator =
                    new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.writeStartObject();
            generator.writeStringField("file", file.toString());
            generator.writeNumberField("nodes", inventory.size());
            generator.writeNumberField("racks", inventory.racks().size());
            for (FailureDomain domain : FailureDomain.values()) {
                generator.writeNumberField(domain.id(), inventory.values(domain).size());
            }
            generator.writeEndObject();
            generator.close();
            out.println();
        } else {
            out.printf("%s: ok%n", file);
            out.printf("%-16s %d%n", "nodes", inventory.size());
            out.printf("%-16s %d%n", "racks", inventory.racks().size());
            for (FailureDomain domain : FailureDomain.values()) {
                out.printf("%-16s %d%n", domain.id(), inventory.values(domain).size());
            }
        }
        return Runner.OK;
    }
}
