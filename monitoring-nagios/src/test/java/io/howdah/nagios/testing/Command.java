// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A finished process. */
public record Command(int code, String output) {
    /** Runs to the end, within two minutes; standard error is part of the output. */
    public static Command run(Map<String, String> environment, List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(line + " did not end; it said: " + output);
                }
                return new Command(process.exitValue(), output);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Command run(String... line) {
        return run(Map.of(), List.of(line));
    }

    /** Where a command lies: on the PATH or in /usr/sbin; with a slash, at that path. */
    public static Optional<Path> find(String command) {
        if (command.startsWith("/")) {
            return Optional.of(Path.of(command)).filter(Files::isExecutable);
        }
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/sbin"))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
