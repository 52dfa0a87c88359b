// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import io.howdah.nagios.CheckRunner;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code howdah nagios check}: a Nagios plugin. Output, errors too, goes to standard output and the exit codes are
 * Nagios', because that is all Nagios looks at.
 *
 * <p>The fields declare the options for help and shell completion; {@link CheckLine} reads them.
 */
@Command(
        name = "check",
        header = "Runs a check, as a Nagios plugin",
        synopsisHeading = "Usage: ",
        description = "%nAsks daemons of a cluster and judges what they say. Prints one line with performance data.%n",
        sortOptions = false,
        usageHelpWidth = 110,
        footer = {
            "",
            "RANGE is [@]start:end of the plugin guidelines. 10 alerts outside 0 to 10, 10: below 10, ~:10 above 10,",
            "@10:20 inside 10 to 20. 10%% is a part of the total, for metrics that have one: see howdah nagios list.",
            "",
            "Example: howdah nagios check datanodes --url http://nn1:9870 --url http://nn2:9870 -w 2 -c 5%%",
            "Exit: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; 3 also for --help, --version and bad usage."
        })
final class CheckCommand {
    @Parameters(
            index = "0",
            paramLabel = "CHECK",
            description = "hdfs-capacity, datanodes, namenode-state, yarn-nodes or hbase")
    String check;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "base URL of a daemon's web server; once for each daemon of an HA group")
    List<String> url;

    @Option(
            names = {"-H", "--hostname"},
            paramLabel = "HOST",
            description = "in place of --url: the daemon's host; may be repeated")
    List<String> hostname;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description =
                    "with -H: port (NameNode 9870, ResourceManager 8088, HBase Master 16010; with -S 9871, 8090, 16010)")
    String port;

    @Option(
            names = {"-S", "--ssl"},
            description = "with -H: https; certificates are held against the JVM's trust store")
    boolean ssl;

    @Option(
            names = {"-w", "--warning"},
            paramLabel = "[METRIC=]RANGE",
            description = "WARNING when the metric is outside the range; without a name: the check's first metric;"
                    + " METRIC= takes a default away; may be repeated")
    List<String> warning;

    @Option(
            names = {"-c", "--critical"},
            paramLabel = "[METRIC=]RANGE",
            description = "CRITICAL, likewise")
    List<String> critical;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "end after this time whatever the daemons do: CRITICAL (1 to 300, default 10)")
    int timeout;

    @Option(
            names = {"-v", "--verbose"},
            description = "long output: which node, since when, which limit")
    boolean[] verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "the version")
    boolean version;

    /** Runs; never throws. */
    static int run(List<String> args, PrintWriter out) {
        int code = Status.UNKNOWN.exitCode();
        try {
            CheckLine line = CheckLine.parse(args);
            if (line.help()) {
                help().usage(out);
            } else if (line.version()) {
                out.println(Version.text());
            } else {
                CheckResult result =
                        new CheckRunner(line.timeout()).run(line.check(), line.daemons(), line.thresholds());
                out.print(result.render(line.longOutput()));
                code = result.status().exitCode();
            }
        } catch (IllegalArgumentException e) {
            out.print(CheckResult.of("check_howdah", Status.UNKNOWN, e.getMessage())
                    .render(false));
        } catch (RuntimeException e) {
            // A defect of ours: still one line and UNKNOWN, never a stack trace for Nagios to show.
            out.print(CheckResult.of("check_howdah", Status.UNKNOWN, "internal error: " + e)
                    .render(false));
        }
        out.flush();
        return code;
    }

    private static CommandLine help() {
        return NagiosCommand.commandLine().getSubcommands().get("check");
    }
}
