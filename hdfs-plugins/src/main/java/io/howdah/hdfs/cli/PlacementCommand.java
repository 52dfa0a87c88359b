// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/** {@code howdah placement}. */
@Command(
        name = "howdah placement",
        header = "Where the replicas of a block are, and where a policy would put them",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(audit | explain | migrate | repair | simulate)",
        subcommands = {
            AuditCommand.class,
            ExplainCommand.class,
            MigrateCommand.class,
            RepairCommand.class,
            SimulateCommand.class
        },
        footer = {
            "",
            "Example: howdah placement explain /data/part-00000",
            "Exit: 0 ok, 1 a rule is broken, 2 bad usage or input, 3 cannot tell."
        })
public final class PlacementCommand {
    private PlacementCommand() {}

    public static void main(String[] args) {
        System.exit(run(
                args,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /**
     * Runs a command line without the words {@code howdah placement}.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return Runner.run(new PlacementCommand(), args, out, err);
    }
}
