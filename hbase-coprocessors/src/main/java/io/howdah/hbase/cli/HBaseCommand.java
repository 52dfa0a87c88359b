// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.AggregationException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code howdah hbase}. */
@Command(
        name = "howdah hbase",
        header = "Exact aggregates, change data capture, bulk deletes and updates on HBase tables",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "(agg | cdc | delete | deploy | update)",
        subcommands = {AggCommand.class, CdcCommand.class, DeleteCommand.class, DeployCommand.class, UpdateCommand.class
        },
        footer = {
            "",
            "Example: howdah hbase agg birdstrikes --count --sum d:cost --group-by d:species",
            "Exit: 0 ok, 2 bad usage or input, 3 cannot tell."
        })
public final class HBaseCommand {
    static final int OK = 0;
    static final int NO = 1;
    static final int BAD_INPUT = 2;
    static final int CANNOT_TELL = 3;

    private HBaseCommand() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int code = run(args, out, err);
        out.flush();
        System.exit(code);
    }

    /**
     * Runs a command line without the words {@code howdah hbase}.
     *
     * @return the exit code
     */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = commandLine().setOut(out).setErr(err);
        if (args.length == 0) {
            commandLine.usage(err);
            return BAD_INPUT;
        }
        int code = commandLine.execute(args);
        out.flush();
        return code;
    }

    /** The whole command with its subcommands, for help and for shell completion. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new HBaseCommand());
        commandLine.setParameterExceptionHandler((e, args) -> {
            CommandLine failed = e.getCommandLine();
            failed.getErr()
                    .println(failed.getCommandSpec().qualifiedName() + ": " + e.getMessage() + "; see "
                            + failed.getCommandSpec().qualifiedName() + " --help");
            return BAD_INPUT;
        });
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> {
            failed.getErr().println(failed.getCommandSpec().qualifiedName() + ": " + oneLine(e));
            if (parsed.hasMatchedOption("-v")) {
                e.printStackTrace(failed.getErr());
            }
            return codeOf(e);
        });
        return commandLine;
    }

    private static int codeOf(Exception e) {
        boolean input = e instanceof IllegalArgumentException
                || e instanceof AggregationException
                || (e instanceof DoNotRetryIOException && !(e instanceof AccessDeniedException));
        return input ? BAD_INPUT : CANNOT_TELL;
    }

    /** What went wrong without the remote stack trace that HBase puts into messages. */
    private static String oneLine(Exception e) {
        String message = e.getMessage() == null
                ? e.toString()
                : e.getMessage().lines().findFirst().orElse("").trim();
        String type = e instanceof IllegalArgumentException
                        || e instanceof AggregationException
                        || e.getClass() == IOException.class
                ? ""
                : e.getClass().getSimpleName() + ": ";
        if (message.startsWith(e.getClass().getName() + ": ")) {
            message = message.substring(e.getClass().getName().length() + 2);
        }
        return type + message;
    }
}
