// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import io.howdah.nagios.core.Status;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code howdah nagios}. */
@Command(
        name = "howdah nagios",
        header = "Nagios checks for HDFS, YARN and HBase",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(check | list)",
        subcommands = {CheckCommand.class, ListCommand.class},
        footer = {
            "",
            "Example: howdah nagios check namenode-state --url http://nn1:9870 --url http://nn2:9870",
            "Exit: 0 ok, 2 bad usage; check keeps Nagios' own codes."
        })
public final class NagiosCommand {
    private NagiosCommand() {}

    public static void main(String[] args) {
        // Nagios reads bytes, and its web pages are UTF-8, whatever locale the daemon was started in.
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
        PrintWriter err = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true);
        int code = run(args, out, err);
        out.flush();
        System.exit(code);
    }

    /**
     * Runs a command line without the words {@code howdah nagios}.
     *
     * @return the exit code
     */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        List<String> line = Arrays.asList(args);
        if (!line.isEmpty() && line.get(0).equals("check")) {
            return CheckCommand.run(line.subList(1, line.size()), out);
        }
        return PicocliRun.run(args, out, err);
    }

    /** The whole command with its subcommands, for help and for shell completion. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new NagiosCommand());
        commandLine.getSubcommands().get("check").getCommandSpec().versionProvider(new Version());
        return commandLine;
    }

    /** Apart, so that a check does not load picocli. */
    private static final class PicocliRun {
        static int run(String[] args, PrintWriter out, PrintWriter err) {
            CommandLine commandLine = commandLine().setOut(out).setErr(err);
            commandLine.setParameterExceptionHandler((e, bad) -> {
                err.println("howdah nagios: " + e.getMessage() + "; see howdah nagios --help");
                return CommandLine.ExitCode.USAGE;
            });
            if (args.length == 0) {
                commandLine.usage(err);
                return CommandLine.ExitCode.USAGE;
            }
            commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
                err.println("howdah nagios: " + e.getMessage());
                return Status.UNKNOWN.exitCode();
            });
            return commandLine.execute(args);
        }
    }
}
