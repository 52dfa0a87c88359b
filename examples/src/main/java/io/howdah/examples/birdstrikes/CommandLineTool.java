// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.HelpFormatter;
import org.apache.commons.cli.MissingOptionException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;

/**
 * The command line that the jobs share: options (commons-cli, which Hadoop ships, so that a job is one jar), exit codes and
 * errors in one line on stderr.
 */
final class CommandLineTool {
    static final int OK = 0;
    static final int BAD_INPUT = 2;
    static final int CANNOT_TELL = 3;

    static final Option INPUT = required("input", "PATH", "the table, a file or a directory of files");
    static final Option OUTPUT = required("output", "DIR", "where the result goes; must not exist");
    static final Option MAX_BAD_ROWS =
            optional("max-bad-rows", "N", "wrong rows to leave out before giving up (default 0)");

    private static final int WIDTH = 100;

    private CommandLineTool() {}

    /** What a tool does with its options. */
    interface Body {
        int run(CommandLine line) throws Exception;
    }

    /** A tool's name, one sentence, its options and one worked example. */
    record Usage(String name, String summary, List<Option> options, String example) {}

    static Option required(String name, String argument, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(description)
                .required()
                .build();
    }

    static Option optional(String name, String argument, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(argument)
                .desc(description)
                .build();
    }

    static Option flag(String name, String description) {
        return Option.builder().longOpt(name).desc(description).build();
    }

    /** Hadoop's generic options (-D, -conf, -files, -libjars), then the tool's; returns the exit code. */
    static int main(Tool tool, String[] args) {
        try {
            return ToolRunner.run(tool, args);
        } catch (Exception e) {
            System.err.println(oneLine(e));
            return CANNOT_TELL;
        }
    }

    static int run(Usage usage, String[] args, Body body) {
        Options options = new Options();
        options.addOption("h", "help", false, "this text");
        options.addOption("v", "verbose", false, "stack traces of errors");
        options.addOption(null, "version", false, "the version");
        Options all = new Options();
        options.getOptions().forEach(all::addOption);
        usage.options().forEach(all::addOption);
        boolean verbose = false;
        try {
            // Without the required options first, so that --help needs none of them.
            CommandLine general = new DefaultParser().parse(options, args, true);
            if (general.hasOption("help") || List.of(args).contains("--help")) {
                System.out.print(help(usage, all));
                return OK;
            }
            if (general.hasOption("version") || List.of(args).contains("--version")) {
                System.out.println(usage.name() + " " + version());
                return OK;
            }
            CommandLine line = new DefaultParser().parse(all, args);
            verbose = line.hasOption("verbose");
            if (!line.getArgList().isEmpty()) {
                throw new ParseException(
                        "unexpected argument: " + line.getArgList().get(0));
            }
            return body.run(line);
        } catch (MissingOptionException e) {
            String missing = String.join(
                    " --", e.getMissingOptions().stream().map(String::valueOf).toList());
            return fail(usage, new ParseException("missing --" + missing), verbose, BAD_INPUT, "; see --help");
        } catch (ParseException e) {
            return fail(usage, e, verbose, BAD_INPUT, "; see --help");
        } catch (InvalidInputException | FileAlreadyExistsException e) {
            return fail(usage, e, verbose, BAD_INPUT, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(usage, e, verbose, CANNOT_TELL, "");
        } catch (Exception e) {
            return fail(usage, e, verbose, CANNOT_TELL, "");
        }
    }

    static Path path(CommandLine line, Option option) throws ParseException {
        String value = line.getOptionValue(option.getLongOpt());
        try {
            return new Path(value);
        } catch (IllegalArgumentException e) {
            throw new ParseException(
                    "--" + option.getLongOpt() + " \"" + value + "\" is not a path: " + e.getMessage());
        }
    }

    static int number(CommandLine line, String option, int byDefault, int min, int max) throws ParseException {
        String value = line.getOptionValue(option);
        if (value == null) {
            return byDefault;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, the same way for every wrong number.
        }
        throw new ParseException("--" + option + " \"" + value + "\" is not a whole number from " + min + " to " + max);
    }

    static void applyMaxBadRows(CommandLine line, Configuration conf) throws ParseException {
        if (line.hasOption(MAX_BAD_ROWS.getLongOpt())) {
            conf.setLong(JobRunner.MAX_BAD_ROWS, number(line, MAX_BAD_ROWS.getLongOpt(), 0, 0, Integer.MAX_VALUE));
        }
    }

    private static int fail(Usage usage, Exception e, boolean verbose, int code, String suffix) {
        System.err.println(usage.name() + ": " + oneLine(e) + suffix);
        if (verbose) {
            e.printStackTrace();
        }
        return code;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String help(Usage usage, Options options) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new HelpFormatter()
                .printHelp(
                        out,
                        WIDTH,
                        usage.name() + " [-D key=value] [options]",
                        usage.summary(),
                        options,
                        2,
                        3,
                        "Exit: 0 done, 2 bad usage or input, 3 the cluster could not do it.");
        out.println("Example:");
        out.println("  " + usage.example());
        out.flush();
        return text.toString();
    }

    private static String version() {
        String version = CommandLineTool.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
