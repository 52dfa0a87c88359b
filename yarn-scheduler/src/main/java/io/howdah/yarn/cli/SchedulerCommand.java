// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code howdah scheduler}: the operator's commands for the YARN scheduler. */
@Command(
        name = "howdah scheduler",
        description = "What the ResourceManager's scheduler does, and why.",
        mixinStandardHelpOptions = true,
        versionProvider = SchedulerCommand.Version.class,
        subcommands = {StatusCommand.class, ExplainCommand.class},
        footer = {
            "",
            "Example: is packing on, and has it done anything?",
            "  howdah scheduler status --rm http://rm1:8088",
            "Exit: 0 ok, 1 the answer is no, 2 bad usage or input, 3 cannot tell."
        })
public final class SchedulerCommand {
    static final int OK = 0;
    static final int NO = 1;
    static final int BAD_USAGE = 2;
    static final int CANNOT_TELL = 3;

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out, err));
    }

    /** Runs one command and returns its exit code; never ends the JVM. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new SchedulerCommand());
        commandLine.setOut(out).setErr(err);
        commandLine.setParameterExceptionHandler((e, ignored) -> {
            err.println(firstLine(e.getMessage()) + "; see "
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return BAD_USAGE;
        });
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            if (Arrays.asList(args).contains("-v") || Arrays.asList(args).contains("--verbose")) {
                e.printStackTrace(err);
            } else {
                err.println(
                        e instanceof IOException
                                ? "cannot ask the ResourceManager at " + firstLine(e.getMessage())
                                : e.getClass().getSimpleName() + ": " + firstLine(String.valueOf(e.getMessage())));
            }
            return CANNOT_TELL;
        });
        if (args.length == 0) {
            err.println("Missing verb: status or explain; see howdah scheduler --help");
            return BAD_USAGE;
        }
        int code = commandLine.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = SchedulerCommand.class.getPackage().getImplementationVersion();
            return new String[] {"howdah scheduler " + (version == null ? "(not packaged)" : version)};
        }
    }
}
