// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo;

import io.howdah.examples.birdstrikes.BirdStrikeCsv;
import io.howdah.examples.birdstrikes.InvalidInputException;
import io.howdah.examples.demo.report.HtmlReport;
import io.howdah.examples.demo.scenario.Console;
import io.howdah.examples.demo.scenario.DemoOptions;
import io.howdah.examples.demo.scenario.Plugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole suite on one machine. Exit status: 0 every step passed, 1 a step failed, 2 bad usage or input, 130 after
 * Ctrl-C.
 */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Every plugin on one cluster, on real rows.")
public final class Demo implements Callable<Integer> {

    @Option(
            names = "--input",
            paramLabel = "PATH",
            description = "A CSV file with the columns of the bird-strike table.")
    private Path input;

    @Option(names = "--keep", description = "Leave the cluster running at the end.")
    private boolean keep;

    @Option(names = "--report", paramLabel = "PATH", description = "Where the report goes.")
    private Path report;

    @Option(names = "--without", hidden = true, paramLabel = "PLUGIN", description = "Leave a plugin out.")
    private List<String> without = List.of();

    @Option(names = "--keep-going", hidden = true, description = "Do the other steps after one has failed.")
    private boolean keepGoing;

    private final Path home =
            Path.of(System.getProperty("howdah.home", ".")).toAbsolutePath().normalize();

    public static void main(String[] args) {
        // halt, not exit: daemons leave threads and shutdown hooks behind that would only delay the end.
        int status = new CommandLine(new Demo()).execute(args);
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public Integer call() throws Exception {
        Path page = (report != null ? report : home.resolve("target/demo/report.html")).toAbsolutePath();
        Path log = page.resolveSibling("demo.log");
        // Before the first class that has a logger: see log4j-demo.properties.
        System.setProperty("howdah.demo.log", log.toString());
        DemoOptions options;
        try {
            Set<Plugin> left = without.stream()
                    .map(Plugin::ofModule)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Plugin.class)));
            Path rows = input != null ? input : home.resolve("examples/data/birdstrikes.csv");
            options = new DemoOptions(home, rows, page, keep, left, keepGoing);
            BirdStrikeCsv.validate(rows);
            Files.createDirectories(page.getParent());
            requireSpace(page.getParent(), Files.size(rows));
        } catch (IllegalArgumentException | InvalidInputException e) {
            System.err.println("demo: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        Files.deleteIfExists(log);
        Console console = Console.capture(log);
        try (DemoRun run = new DemoRun(options, console)) {
            boolean passed = run.all();
            HtmlReport.write(run.report(), options.report());
            boolean stay = passed && keep;
            if (stay) {
                run.showAddresses();
            }
            console.line("REPORT %s", options.report());
            if (stay) {
                run.keepUntilInterrupted();
            }
            return passed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    /**
     * Three replicas, spills and HFiles; and a NameNode does not become active with less than 100 MB free
     * (dfs.namenode.resource.du.reserved).
     */
    private static void requireSpace(Path directory, long inputBytes) throws IOException {
        long needed = (512L << 20) + 8 * inputBytes;
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < needed) {
            throw new IllegalArgumentException(directory + " has " + (free >> 20) + " MB free, at least "
                    + (needed >> 20) + " MB are needed; --report PATH puts report and cluster on another disk");
        }
    }
}
