// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.steps.Steps;
import io.howdah.minicluster.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** bin/demo as a user runs it: what it prints, what it leaves behind, and that no step passes without its plugin. */
class DemoIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final long MINUTES = 12;
    private static final long MEMORY_LIMIT_MB = 4096;

    private Path directory;
    private Path report;
    private Path output;
    private Process process;

    @BeforeEach
    void directory(TestInfo test) throws IOException {
        directory = Files.createDirectories(
                Path.of("target", "demo-it", test.getTestMethod().orElseThrow().getName())
                        .toAbsolutePath());
        report = directory.resolve("report.html");
        output = directory.resolve("output.txt");
    }

    @AfterEach
    void nothingIsLeft() {
        if (process != null && process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            fail("the demo was still running; its output is in %s", output);
        }
        // YARN containers carry the cluster's directory in their command line.
        Await.until("every process of the demo is gone", () -> stragglers().isEmpty());
        assertThat(directory.resolve("cluster")).doesNotExist();
    }

    @Test
    void demo_passesEveryStep_andEndsWithTheReport() throws Exception {
        start("--report", report.toString());
        long peak = 0;
        while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, residentMegabytes());
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("REPORT " + report);
        int steps = Steps.all().size();
        assertThat(report).content().contains(steps + "/" + steps, "badge ok").doesNotContain("badge bad");
        System.out.println("peak resident memory of the process tree: " + peak + " MB");
        assertThat(peak).as("MB resident, summed over the process tree").isBetween(200L, MEMORY_LIMIT_MB);
    }

    @Test
    void everyPluginsStep_fails_whenItsPluginIsOff() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--report", report.toString(), "--keep-going"));
        for (Plugin plugin : Plugin.values()) {
            arguments.add("--without");
            arguments.add(plugin.module());
        }
        start(arguments.toArray(String[]::new));
        waitForEnd();
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isEqualTo(1);
        List<DemoStep> steps = Steps.all();
        for (int i = 0; i < steps.size(); i++) {
            String outcome = outcome(lines, i + 1);
            if (steps.get(i).plugin().isPresent()) {
                assertThat(outcome).as(steps.get(i).title()).startsWith("FAILED");
            } else if (!outcome.contains("no earlier step made")) {
                assertThat(outcome).as(steps.get(i).title()).doesNotContain("FAILED");
            }
        }
        String all = String.join("\n", lines);
        assertThat(all)
                .contains("hdfs-plugins is off")
                .contains("yarn-scheduler is off")
                .contains("AggregationEndpoint")
                .contains("ha-keepalived is off")
                .contains("monitoring-nagios is off");
    }

    @Test
    void demo_stopsAtTheStep_whenOnePluginIsOff() throws Exception {
        start("--report", report.toString(), "--without", Plugin.HDFS_PLUGINS.module());
        waitForEnd();
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isEqualTo(1);
        assertThat(outcome(lines, 2)).startsWith("FAILED").contains("hdfs-plugins is off");
        assertThat(lines).noneMatch(line -> line.startsWith("[3/"));
        assertThat(lines.get(lines.size() - 1)).isEqualTo("REPORT " + report);
        assertThat(report).content().contains("badge bad");
    }

    @Test
    void demo_leavesNothing_whenItIsInterruptedInAJob() throws Exception {
        start("--report", report.toString());
        List<ProcessHandle> containers = Await.value(
                () -> {
                    if (!process.isAlive()) {
                        fail("the demo ended before a container ran; its output is in %s", output);
                    }
                    return process.descendants().filter(DemoIT::isContainer).toList();
                },
                running -> !running.isEmpty());
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        waitForEnd();
        assertThat(process.exitValue()).isEqualTo(130);
        Await.until("the containers are gone", () -> containers.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void wrongInput_isRefused_beforeAnythingStarts() throws Exception {
        Path wrong = directory.resolve("wrong.csv");
        Files.writeString(wrong, "Airport,Aircraft\nX,Y\n");
        start("--report", report.toString(), "--input", wrong.toString());
        waitForEnd();
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("demo: " + wrong + " row 1").contains("column 1");
        assertThat(directory.resolve("demo.log")).doesNotExist();
    }

    private void start(String... arguments) throws IOException {
        // A shell that started the tests in the background has made them, and all they start, deaf to Ctrl-C.
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT", ROOT.resolve("bin/demo").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HOWDAH_PREBUILT", "yes");
        process = builder.start();
    }

    private void waitForEnd() throws InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            fail("the demo did not end in %d minutes; its output is in %s", MINUTES, output);
        }
    }

    /** The line that says how the step of that number ended. */
    private static String outcome(List<String> lines, int step) {
        boolean inside = false;
        String last = "";
        for (String line : lines) {
            if (line.startsWith("[")) {
                inside = line.startsWith("[" + step + "/");
            } else if (inside && (line.contains("FAILED") || Pattern.matches(".*\\([0-9.]+ s\\)$", line))) {
                last = line.strip();
            }
        }
        return last;
    }

    private static boolean isContainer(ProcessHandle handle) {
        return handle.info()
                .commandLine()
                .filter(line -> line.contains("container_"))
                .isPresent();
    }

    private List<ProcessHandle> stragglers() {
        String mark = directory.toString();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(p ->
                            p.info().commandLine().filter(l -> l.contains(mark)).isPresent())
                    .toList();
        }
    }

    private long residentMegabytes() {
        try (Stream<ProcessHandle> tree = Stream.concat(Stream.of(process.toHandle()), process.descendants())) {
            return tree.mapToLong(DemoIT::residentKilobytes).sum() >> 10;
        }
    }

    private static long residentKilobytes(ProcessHandle handle) {
        try (Stream<String> status =
                Files.lines(Path.of("/proc", Long.toString(handle.pid()), "status"), StandardCharsets.UTF_8)) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            // It ended while we looked.
            return 0;
        }
    }
}
