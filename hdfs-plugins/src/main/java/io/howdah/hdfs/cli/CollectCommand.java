// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.InventoryWriter;
import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.TopologyCollection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah topology collect}: makes the inventory from hypervisors, databases and tables. */
@Command(
        name = "collect",
        description = "Asks hypervisors, databases and tables where each DataNode is, and writes the inventory.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah topology collect --sources /etc/howdah/sources.yaml --output /etc/howdah/inventory.yaml",
            "Exit: 0 ok, 1 --diff and something changes, 2 bad usage or a file of yours is wrong (nothing written),",
            "3 a source did not answer or a DataNode was not found: what was known of it is kept, see standard error."
        })
final class CollectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--sources", required = true, paramLabel = "FILE", description = "who is asked: docs/topology.md")
    private Path sources;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "the inventory, replaced in one step; without it the inventory is printed")
    private Path output;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "what earlier runs knew, and when (default: the output's name and .state.json)")
    private Path state;

    @Option(
            names = "--diff",
            description = "write nothing; print what would change in --output, exit 1 when anything does")
    private boolean diff;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Option(names = "-v", description = "print a line for each hypervisor, database and file; stack traces")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (diff && output == null) {
            throw new IllegalArgumentException(
                    "--diff without --output: nothing to compare with; allowed: --output FILE");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        TopologyCollection collection = new TopologyCollection(sources, output, state, Clock.systemUTC());
        TopologyCollection.Outcome outcome;
        try {
            outcome = collection.collect(
                    (done, of) -> err.printf("%d of %d hypervisors, databases and files asked%n", done, of));
        } catch (InventoryException e) {
            if (verbose) {
                e.printStackTrace(err);
            }
            err.println(e.getMessage());
            return Runner.BAD_INPUT;
        }
        boolean written = !diff && collection.write(outcome);
        CollectReport.complain(outcome, verbose, err);
        if (json) {
            CollectReport.printJson(outcome, written, out);
        } else if (diff) {
            outcome.changes().forEach(out::println);
        } else if (output == null) {
            if (outcome.inventory().size() > 0) {
                out.print(InventoryWriter.toYaml(outcome.inventory()));
            }
        } else {
            outcome.changes().forEach(out::println);
            out.printf(
                    "%s: %s, %d nodes, %d changed%n",
                    output,
                    written ? "written" : "left as it is",
                    outcome.inventory().size(),
                    outcome.changes().size());
        }
        if (diff && !outcome.changes().isEmpty()) {
            return Runner.NO;
        }
        return outcome.complete() && outcome.inventory().size() > 0 ? Runner.OK : Runner.CANNOT_TELL;
    }
}
