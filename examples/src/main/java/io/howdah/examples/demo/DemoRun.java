// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo;

import io.howdah.examples.demo.report.DemoReport;
import io.howdah.examples.demo.report.Section;
import io.howdah.examples.demo.scenario.Console;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoOptions;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.examples.demo.steps.Steps;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.hbase.util.VersionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps in order, stops at the first that fails, and keeps what the report needs. */
final class DemoRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
    private static final int EXIT_AFTER_SIGNAL = 130;
    private static final int ROUNDS = 5;

    private final DemoOptions options;
    private final Console console;
    private final DemoContext context;
    private final Instant started = Instant.now();
    private final List<Section> sections = new ArrayList<>();
    private final List<DemoReport.Tile> tiles = new ArrayList<>();

    DemoRun(DemoOptions options, Console console) throws IOException {
        this.options = options;
        this.console = console;
        deleteRecursively(options.work());
        Files.createDirectories(options.work());
        this.context = new DemoContext(options, console);
        // Ctrl-C or kill: the daemons die with this JVM; the containers are processes of their own.
        Runtime.getRuntime().addShutdownHook(new Thread(this::endNow, "demo-interrupted"));
    }

    /** True when every step passed. */
    boolean all() {
        boolean passed = true;
        List<DemoStep> steps = Steps.all();
        for (int i = 0; i < steps.size(); i++) {
            DemoStep step = steps.get(i);
            console.line("[%d/%d] %s ...", i + 1, steps.size(), step.title());
            long begin = System.nanoTime();
            try {
                StepOutcome outcome = step.run(context);
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                sections.add(section(step, true, took, outcome));
                tiles.addAll(outcome.tiles());
                console.line("      %s  (%s)", outcome.summary(), Console.seconds(took));
                console.line("      $ %s", outcome.command().lines().findFirst().orElse(""));
            } catch (Exception | LinkageError e) {
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                LOG.error("step {} failed", step.title(), e);
                String reason = reason(e);
                sections.add(section(step, false, took, StepOutcome.of(reason)));
                console.line("      FAILED after %s: %s", Console.seconds(took), reason);
                console.line("      The daemons' log is in %s", options.report().resolveSibling("demo.log"));
                passed = false;
                if (!options.keepGoing() || context.stopped()) {
                    break;
                }
            }
        }
        return passed;
    }

    DemoReport report() {
        String platform = "Apache Hadoop " + org.apache.hadoop.util.VersionInfo.getVersion() + ", Apache HBase "
                + VersionInfo.getVersion() + ", Java " + System.getProperty("java.version");
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, JVM heap at most "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB";
        List<DemoReport.Tile> top = new ArrayList<>(tiles);
        long passed = sections.stream().filter(Section::passed).count();
        top.add(
                0,
                new DemoReport.Tile(
                        passed + "/" + Steps.all().size(),
                        "steps passed",
                        "each asserts that our class was the one called"));
        return new DemoReport(
                started,
                Duration.between(started, Instant.now()),
                options.input().getFileName().toString(),
                List.of(platform, machine),
                top,
                sections);
    }

    /** Prints the web addresses. */
    void showAddresses() {
        context.webAddresses().forEach((name, address) -> console.line("      %-18s %s", name, address));
        console.line(
                "The cluster keeps running; its configuration is in %s. Ctrl-C ends it.",
                context.clientConfiguration());
    }

    void keepUntilInterrupted() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        context.close();
        try {
            deleteRecursively(options.work());
        } catch (IOException e) {
            LOG.warn("could not delete {}", options.work(), e);
        }
    }

    private void endNow() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        // The daemons of this JVM live until its end: they start containers again, and write where was deleted.
        for (int round = 1; round <= ROUNDS; round++) {
            endStragglers(options.work());
            try {
                deleteRecursively(options.work());
            } catch (IOException e) {
                // What is left is below target/ and goes at the next start.
                LOG.warn("round {}: could not delete all of {}", round, options.work(), e);
            }
        }
        endStragglers(options.work());
        Runtime.getRuntime().halt(EXIT_AFTER_SIGNAL);
    }

    /** A container whose shell died before it is no longer our descendant, but its command line names our directory. */
    private static void endStragglers(Path work) {
        String directory = work.toString();
        ProcessHandle.allProcesses()
                .filter(p -> p.pid() != ProcessHandle.current().pid())
                .filter(p -> p.info()
                        .commandLine()
                        .filter(line -> line.contains(directory))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static Section section(DemoStep step, boolean passed, Duration took, StepOutcome outcome) {
        return new Section(
                step.title(),
                passed,
                took,
                outcome.summary(),
                outcome.evidence(),
                outcome.command(),
                outcome.tables(),
                outcome.charts());
    }

    /** One line: the outermost message, for it says what was tried; the log has the whole chain. */
    private static String reason(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return failure instanceof StepFailure ? message : failure.getClass().getSimpleName() + ": " + message;
    }

    private static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
