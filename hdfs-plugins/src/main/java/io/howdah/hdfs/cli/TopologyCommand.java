// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;

/** {@code howdah topology}. */
@Command(
        name = "howdah topology",
        header = "The inventory (racks, physical hosts, storage backends) and the plan (copysets)",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(apply | collect | node-attributes | plan | validate)",
        subcommands = {
            ApplyCommand.class,
            CollectCommand.class,
            NodeAttributesCommand.class,
            PlanCommand.class,
            ValidateCommand.class
        },
        footer = {
            "",
            "Example: howdah topology validate /etc/howdah/inventory.yaml",
            "Exit: 0 ok, 2 bad usage or a file the NameNode would refuse, 3 cannot tell."
        })
public final class TopologyCommand {
    private TopologyCommand() {}

    public static void main(String[] args) {
        System.exit(run(
                args,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /**
     * Runs a command line without the words {@code howdah topology}.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return Runner.run(new TopologyCommand(), args, out, err);
    }
}
