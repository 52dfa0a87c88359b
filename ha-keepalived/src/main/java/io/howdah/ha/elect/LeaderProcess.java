// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect;

import io.howdah.ha.process.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The command of a leader, with all it starts. Where the machine has setpriv(1), the kernel kills the command when the
 * thread that started it ends, so also when this process is killed.
 */
final class LeaderProcess {
    /** In the command's environment. */
    static final String TOKEN = "HOWDAH_FENCING_TOKEN";

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final int POLL_MILLIS = 20;

    private final ProcessTree tree;

    private LeaderProcess(ProcessTree tree) {
        this.tree = tree;
    }

    static LeaderProcess start(List<String> command, long token) throws IOException {
        List<String> words = new ArrayList<>(
                Files.isExecutable(SETPRIV) ? List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--") : List.of());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put(TOKEN, Long.toString(token));
        return new LeaderProcess(ProcessTree.start(builder));
    }

    /** {@return its exit code; empty while it runs} */
    OptionalLong ended() {
        tree.observe();
        return tree.process().isAlive()
                ? OptionalLong.empty()
                : OptionalLong.of(tree.process().exitValue());
    }

    /** Asks all of it to end, kills what is left after {@code patience}, and returns when nothing is left. */
    void stop(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        tree.terminate();
        while (!tree.members().isEmpty() && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        boolean gone = false;
        while (!gone) {
            gone = tree.kill(); // a process that cannot die keeps the leadership: nobody else may run
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(tree.process().pid()))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            return; // kill(1) is everywhere; a command that has just ended needs no signal
        }
    }
}
