// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Commands {
    private Commands() {}

    /** Exit code and everything written. */
    record Result(int exit, String output) {}

    static Result run(List<String> command) throws IOException, InterruptedException {
        return run(command, "");
    }

    static Result run(List<String> command, String input) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("target"), "command", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading: its exit code tells.
            }
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("still running after 2 minutes: " + command);
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }
}
