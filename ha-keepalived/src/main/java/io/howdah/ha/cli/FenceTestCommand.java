// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ha.fence.FenceRehearsal;
import io.howdah.ha.fence.core.PowerState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha fence-test}. */
@Command(
        name = "fence-test",
        description = "Says what fencing a host would do. Asks every method for the power's state; never switches.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Example: on the other NameNode's host, as the user of the ZKFC",
            "  howdah ha fence-test --config /etc/howdah/fence.conf --host nn2.example.com",
            "Test a host that runs: a method that says off then must not be used.",
            "Exit: 0 every method sees the host on, 1 it would never be fenced from here,",
            "      2 bad usage or input, 3 a method cannot tell, or says off."
        })
final class FenceTestCommand implements Callable<Integer> {
    private static final int CANNOT_TELL = 3;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The fence file.")
    private Path config;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            required = true,
            description = "Whom to fence: as in a [host NAME] of the file.")
    private String host;

    @Option(names = "--json", description = "One JSON object on standard output, on one line.")
    private boolean json;

    /** Declared for --help and the parser; HaCommand looks for it in the arguments before any logger exists. */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-v", "--verbose"},
            description = "Show the log and stack traces.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        FenceRehearsal.Report report = FenceRehearsal.of(config.toAbsolutePath(), host);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(report));
        } else {
            print(report, out);
        }
        return report.refusal().isPresent() ? HaCommand.NO : report.allSeeItOn() ? HaCommand.OK : CANNOT_TELL;
    }

    private static void print(FenceRehearsal.Report report, PrintWriter out) {
        out.println(report.host() + ": "
                + report.refusal().map(reason -> "would be refused: " + reason).orElse("not this machine"));
        for (FenceRehearsal.Method method : report.methods()) {
            out.printf("  %-12s %-8s %s%n", method.name(), lower(method), method.reason());
        }
        for (FenceRehearsal.Method method : report.methods()) {
            if (method.state() == PowerState.OFF) {
                out.println("  " + method.name() + " says off: when " + report.host() + " runs, this method lies; else"
                        + " test again when it runs");
            }
        }
        if (report.refusal().isEmpty()) {
            out.println("would: "
                    + report.methods().stream()
                            .map(method -> "off by " + method.name() + ", seen off " + report.reads() + " times "
                                    + report.interval().toMillis() + " ms apart")
                            .collect(Collectors.joining("; else ")));
            out.println("  else: "
                    + report.acknowledgement()
                            .map(file -> "the acknowledgement " + file)
                            .orElse("not fenced")
                    + "; all of it within " + report.deadline().toSeconds() + " s");
        }
    }

    private static String json(FenceRehearsal.Report report) throws java.io.IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("host", report.host());
        object.put("refused", report.refusal().orElse(null));
        List<Map<String, Object>> methods = new ArrayList<>();
        for (FenceRehearsal.Method method : report.methods()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", method.name());
            one.put("state", lower(method));
            one.put("reason", method.reason());
            methods.add(one);
        }
        object.put("methods", methods);
        return new ObjectMapper().writeValueAsString(object);
    }

    private static String lower(FenceRehearsal.Method method) {
        return method.state().name().toLowerCase(Locale.ROOT);
    }
}
