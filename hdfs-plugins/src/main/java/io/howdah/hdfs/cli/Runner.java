// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;

/** Runs a command with the exit codes and the one-line errors all of the tool's commands share. */
final class Runner {
    static final int OK = 0;
    static final int NO = 1;
    static final int BAD_INPUT = 2;
    static final int CANNOT_TELL = 3;

    private Runner() {}

    static int run(Object command, String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = new CommandLine(command).setOut(out).setErr(err);
        String name = commandLine.getCommandName();
        if (args.length == 0) {
            commandLine.usage(err);
            return BAD_INPUT;
        }
        commandLine.setParameterExceptionHandler((e, line) -> {
            err.println(name + ": " + oneLine(e.getMessage()) + "; see " + name + " --help");
            return BAD_INPUT;
        });
        commandLine.setExecutionExceptionHandler((e, line, parsed) -> {
            if (Arrays.asList(args).contains("-v")) {
                e.printStackTrace(err);
            }
            err.println(name + ": " + oneLine(e.getMessage() == null ? e.toString() : e.getMessage()));
            return e instanceof IllegalArgumentException ? BAD_INPUT : CANNOT_TELL;
        });
        int code = commandLine.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
