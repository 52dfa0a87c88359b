// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.core.InvalidInputException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code howdah ha}: the operator's commands for high availability. */
@Command(
        name = "howdah ha",
        description = "One address that is always the active one.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        subcommands = {
            AgentCommand.class,
            ElectCommand.class,
            FenceTestCommand.class,
            RenderCommand.class,
            ProbeCommand.class,
            StatusCommand.class,
            MaintenanceCommand.class,
            ReleaseCommand.class,
            DrillCommand.class,
            ValidateCommand.class
        },
        footer = {
            "",
            "Example: who is active, and why",
            "  howdah ha probe --conf /etc/hadoop/conf",
            "Exit: 0 ok, 1 the answer is no, 2 bad usage or input, 3 cannot tell."
        })
public final class HaCommand {
    static final int OK = 0;
    static final int NO = 1;
    static final int BAD_INPUT = 2;
    static final int CANNOT_TELL = 3;

    /** Hadoop logs through log4j; an operator wants one line on stderr, not Hadoop's stack traces. */
    private static final String LOG4J = "log4j.configuration";

    private static final List<String> VERBOSE = List.of("-v", "--verbose");

    public static void main(String[] args) {
        if (System.getProperty(LOG4J) == null && Arrays.stream(args).noneMatch(VERBOSE::contains)) {
            System.setProperty(LOG4J, "io/howdah/ha/cli/log4j-quiet.properties");
        }
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out, err));
    }

    /** Runs one command and returns its exit code; never ends the JVM. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(new HaCommand());
        commandLine.setOut(out).setErr(err);
        commandLine.setParameterExceptionHandler((e, ignored) -> {
            err.println(firstLine(e.getMessage()) + "; see "
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return BAD_INPUT;
        });
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            if (Arrays.stream(args).anyMatch(VERBOSE::contains)) {
                e.printStackTrace(err);
            } else {
                err.println(
                        e instanceof InvalidInputException
                                ? firstLine(e.getMessage())
                                : e.getClass().getSimpleName() + ": " + firstLine(String.valueOf(e.getMessage())));
            }
            return BAD_INPUT;
        });
        if (args.length == 0) {
            err.println("Missing verb: see howdah ha --help");
            return BAD_INPUT;
        }
        int code = commandLine.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = HaCommand.class.getPackage().getImplementationVersion();
            return new String[] {"howdah ha " + Optional.ofNullable(version).orElse("(from classes)")};
        }
    }
}
