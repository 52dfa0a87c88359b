// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends the processes of YARN containers that a NodeManager left behind. */
final class ProcessTrees {
    private static final int ROUNDS = 5;
    private static final long WAIT_SECONDS = 5;

    private ProcessTrees() {}

    /**
     * Kills every process whose command line names the directory (a container's scripts lie there, and its JVM is told to
     * log there), and all that these started. Looks at all processes, as a container whose shell is gone is no child of ours.
     */
    static void killThoseNaming(Path directory) {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found = naming(directory);
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
            try {
                CompletableFuture.allOf(
                                found.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                        .get(WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                // The next round looks again.
            }
        }
    }

    /** The processes of the directory, children before parents. */
    static List<ProcessHandle> naming(Path directory) {
        String needle = directory.toString() + "/";
        ProcessHandle self = ProcessHandle.current();
        return ProcessHandle.allProcesses()
                .filter(p -> !p.equals(self))
                .filter(p -> p.info()
                        .commandLine()
                        .map(line -> line.contains(needle))
                        .orElse(false))
                .flatMap(p -> Stream.concat(p.descendants(), Stream.of(p)))
                .distinct()
                .toList();
    }
}
