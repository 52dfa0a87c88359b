// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
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

    Throttle throttle() {
        if (rate < 0) {
            throw new IllegalArgumentException("--rate=" + rate + ": not allowed; allowed: 0 or more");
        }
        return new Throttle(rate, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    RunState state(String command, String root, String rules) {
        writable("--state", state);
        return new RunState(state, command, root, rules);
    }

    boolean keepsState() {
        return state != null;
    }

    static void positive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + "=" + value + ": not allowed; allowed: 1 or more");
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

    static void writable(String option, Path file) {
        Path directory = file == null ? null : file.toAbsolutePath().getParent();
        if (directory != null && !Files.isWritable(directory)) {
            throw new IllegalArgumentException(
                    option + "=" + file + ": " + directory + " is not a writable directory; allowed: a file in one");
        }
    }
}
