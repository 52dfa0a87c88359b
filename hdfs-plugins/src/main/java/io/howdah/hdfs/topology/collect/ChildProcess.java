// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Runs a program: no shell, no input, a deadline, bounded output. */
final class ChildProcess {
    private static final int MAX_BYTES = 256 << 20;
    private static final int MAX_ERROR_BYTES = 4096;

    private ChildProcess() {}

    /**
     * Runs it to the end.
     *
     * @return its standard output
     * @throws SourceFailure when it cannot be started, exits with other than 0, says too much or passes its deadline
     */
    static String run(List<String> line, Duration deadline) throws IOException, InterruptedException {
        String name = line.get(0);
        Process process;
        try {
            process = new ProcessBuilder(line)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException e) {
            throw new SourceFailure(name + ": cannot be run (" + e.getMessage() + ")", e);
        }
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(
                    () -> {
                        try (InputStream in = process.getInputStream()) {
                            return BoundedFile.text(name, in, MAX_BYTES);
                        } catch (IOException e) {
                            process.destroyForcibly(); // it may be blocked writing more than is read
                            throw new CompletionException(e);
                        }
                    },
                    ChildProcess::daemon);
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> error(process), ChildProcess::daemon);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SourceFailure(name + ": not done within " + deadline.toSeconds() + " s");
            }
            String output = out.join();
            if (process.exitValue() != 0) {
                throw new SourceFailure(name + ": exit " + process.exitValue() + ": " + err.join());
            }
            return output;
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new SourceFailure(name + ": " + e.getCause(), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String error(Process process) {
        try (InputStream in = process.getErrorStream()) {
            String text = new String(in.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
            in.skip(Long.MAX_VALUE); // so that it never blocks on a full pipe
            return text;
        } catch (IOException e) {
            return "(its error output cannot be read: " + e.getMessage() + ")";
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "howdah-collect-pipe");
        thread.setDaemon(true);
        thread.start();
    }
}
