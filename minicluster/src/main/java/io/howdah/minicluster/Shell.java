// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Shell {
    private Shell() {}

    /** Exit code and everything written to stdout and stderr. */
    public record Result(int exit, String output) {}

    public static Result run(String input, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Path.of("target"), "shell", ".out");
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

    /** As {@link #run}, and the exit code must be 0. */
    public static String ok(List<String> command) throws IOException, InterruptedException {
        return ok("", command);
    }

    public static String ok(String input, List<String> command) throws IOException, InterruptedException {
        Result result = run(input, command);
        if (result.exit != 0) {
            throw new IOException(command + " exited " + result.exit + ": " + result.output);
        }
        return result.output;
    }
}
