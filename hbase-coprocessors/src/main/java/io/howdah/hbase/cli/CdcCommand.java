// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import picocli.CommandLine.Command;

/** {@code howdah hbase cdc}. */
@Command(
        name = "cdc",
        header = "Change data capture: every change of a table to RabbitMQ, MariaDB, MySQL or MongoDB",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(add | remove | replay | status)",
        subcommands = {CdcAddCommand.class, CdcRemoveCommand.class, CdcReplayCommand.class, CdcStatusCommand.class},
        footer = {
            "",
            "Example: howdah hbase cdc status",
            "Exit: 0 ok, 1 the answer is no, 2 bad usage or input, 3 cannot tell."
        })
final class CdcCommand {
    private CdcCommand() {}
}
