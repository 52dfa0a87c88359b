// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.AuditReport;
import io.howdah.hdfs.audit.JsonTree;
import io.howdah.hdfs.audit.PlacementAudit;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** The options of a command that walks a tree and may take hours. */
final class WalkOptions {
    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "blocks to read per second; 0 = no limit (default: ${DEFAULT-VALUE}, about 30 calls to the NameNode)",
            defaultValue = "10000")
    private long rate;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "local file that keeps how far it got; the same command goes on from there (default: none)")
    private Path state;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "local file for the result as JSON; the NameNode reads it when howdah.placement.audit.file names it")
    private Path report;

    @Option(names = "--snapshots", description = "also files that are in a snapshot only")
    boolean snapshots;

    Throttle throttle() {
        if (rate < 0) {
            throw new IllegalArgumentException("--rate=" + rate + ": not allowed; allowed: 0 or more");
        }
        return new Throttle(rate, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    RunState state(String command, String root, String rules) {
        writable("--state", state);
        writable("--report", report);
        return new RunState(state, command, root, rules + (snapshots ? " snapshots" : ""));
    }

    boolean wantsReport() {
        return report != null;
    }

    void report(PlacementAudit.Result result) throws IOException {
        if (report != null) {
            JsonTree.write(AuditReport.of(result), report);
        }
    }

    /** {@return the path as the NameNode knows it} */
    static String root(String path) {
        String root = new org.apache.hadoop.fs.Path(path).toUri().getPath();
        if (!root.startsWith("/")) {
            throw new IllegalArgumentException(path + ": not absolute; allowed: a path that starts with /");
        }
        return root;
    }

    private static void writable(String option, Path file) {
        Path directory = file == null ? null : file.toAbsolutePath().getParent();
        if (directory != null && !Files.isWritable(directory)) {
            throw new IllegalArgumentException(
                    option + "=" + file + ": " + directory + " is not a writable directory; allowed: a file in one");
        }
    }
}
