// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.plan.PlanException;
import io.howdah.hdfs.plan.PlanUpdate;
import io.howdah.hdfs.topology.apply.TopologyLoop;
import io.howdah.hdfs.topology.apply.TopologyLoop.StepFailure;
import io.howdah.hdfs.topology.collect.Ages;
import io.howdah.hdfs.topology.collect.ProbeOutcome;
import io.howdah.hdfs.topology.collect.TopologyCollection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah topology apply}: collect, then plan; once, or again and again. */
@Command(
        name = "apply",
        description = {
            "Collects the inventory (with --sources), then extends the plan when a file changed. --watch does so again and again until",
            "it is told to stop (SIGTERM). A collect or plan that fails keeps the last files and says so, once for each reason."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah topology apply --watch --interval 60s --sources /etc/howdah/sources.yaml"
                    + " --inventory /etc/howdah/inventory.yaml --plan /etc/howdah/plan.json",
            "Exit: 0 ok, 2 bad usage, 3 collect or plan did not do all of it: see standard error (without --watch)."
        })
final class ApplyCommand implements Callable<Integer> {
    private static final Pattern INTERVAL = Pattern.compile("([0-9]{1,6})(ms|s|m|h)?");
    private static final long STOP_SECONDS = 60;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlanOptions options;

    @Option(
            names = "--sources",
            paramLabel = "FILE",
            description = "who is asked, as for collect; without it the inventory file itself is watched")
    private Path sources;

    @Option(names = "--watch", description = "go on until SIGTERM")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "pause between two rounds of --watch, 1s to 24h (default: 60s)",
            defaultValue = "60s")
    private String interval;

    @Option(names = "-v", description = "print stack traces")
    boolean verbose; // read by Runner from the arguments, before they are parsed

    private final Clock clock = Clock.systemUTC();
    private PlanOptions.Resolved files;

    @Override
    public Integer call() throws InterruptedException {
        files = options.resolve();
        Duration pause = pause();
        TopologyLoop loop = new TopologyLoop(
                sources == null ? null : this::collect,
                this::plan,
                List.of(files.inventory(), files.plan()),
                line -> say(spec.commandLine().getOut(), line),
                line -> say(spec.commandLine().getErr(), line));
        if (!watch) {
            return loop.once() ? Runner.OK : Runner.CANNOT_TELL;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread onTerm = new Thread(() -> stop(loop, ended), "howdah-stop");
        Runtime.getRuntime().addShutdownHook(onTerm);
        try {
            say(spec.commandLine().getOut(), "watching, every " + interval);
            loop.run(pause);
            say(spec.commandLine().getOut(), "stopped");
        } finally {
            ended.countDown();
        }
        return Runner.OK;
    }

    /** On SIGTERM: lets the step in progress end, so that no half-done work is left. */
    private static void stop(TopologyLoop loop, CountDownLatch ended) {
        loop.stop();
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "howdah topology: a source does not answer; stopped without it, files are as they were");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> collect() throws StepFailure, InterruptedException {
        TopologyCollection collection = new TopologyCollection(sources, files.inventory(), null, clock);
        try {
            TopologyCollection.Outcome outcome = collection.collect((done, of) -> {});
            boolean written = collection.write(outcome);
            List<String> changes = outcome.changes();
            if (written && !changes.isEmpty()) {
                changes.forEach(line -> say(spec.commandLine().getOut(), files.inventory() + ": " + line));
            }
            if (!outcome.complete()) {
                throw new StepFailure(incomplete(outcome), null);
            }
            return List.of();
        } catch (InventoryException | IOException e) {
            throw new StepFailure(e.getMessage() + "; keeping " + files.inventory() + kept(), e);
        }
    }

    private static String incomplete(TopologyCollection.Outcome outcome) {
        List<String> parts = new ArrayList<>();
        outcome.probes().stream()
                .filter(probe -> !probe.answered())
                .map((ProbeOutcome probe) -> probe.source() + ": " + probe.problem())
                .forEach(parts::add);
        if (!outcome.merge().missing().isEmpty()) {
            parts.add(outcome.merge().missing().size() + " DataNode(s) left out, such as "
                    + outcome.merge().missing().get(0).host());
        }
        if (!outcome.merge().kept().isEmpty()) {
            Instant oldest = outcome.merge().kept().stream()
                    .map(kept -> kept.known().seen())
                    .min(Instant::compareTo)
                    .orElseThrow();
            // Rounded to hours, so that the same trouble is told once and not at every round.
            long hours = Duration.between(oldest, outcome.time()).toHours();
            String age = hours == 0 ? "less than 1 h" : Ages.words(Duration.ofHours(hours));
            parts.add("keeping what was known of "
                    + outcome.merge().kept().stream()
                            .map(kept -> kept.host())
                            .distinct()
                            .count()
                    + " DataNode(s), oldest " + age + " ago");
        }
        return parts.stream().collect(Collectors.joining("; "));
    }

    private String kept() {
        try {
            return " as written at "
                    + Files.getLastModifiedTime(files.inventory()).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            return " (there is none yet)";
        }
    }

    private List<String> plan() throws StepFailure {
        try {
            PlanUpdate.Outcome outcome = options.update(files, false, false);
            List<String> lines = new ArrayList<>();
            if (outcome.changed()) {
                lines.add(files.plan() + ": " + PlanCommand.headline(outcome, false));
                outcome.result().warnings().forEach(warning -> lines.add(files.plan() + ": warning: " + warning));
            }
            return lines;
        } catch (InventoryException | PlanException | IOException e) {
            String kept = Files.exists(files.plan()) ? "; keeping " + files.plan() + " as it is" : "";
            throw new StepFailure(e.getMessage() + kept, e);
        }
    }

    private void say(PrintWriter to, String line) {
        to.println(clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + line);
        to.flush();
    }

    private Duration pause() {
        Matcher matcher = INTERVAL.matcher(interval.trim().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration pause = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofSeconds(amount);
            };
            if (pause.compareTo(Duration.ofSeconds(1)) >= 0 && pause.compareTo(Duration.ofHours(24)) <= 0) {
                return pause;
            }
        }
        throw new IllegalArgumentException("--interval=" + interval + ": not allowed; allowed: 1s to 24h");
    }
}
