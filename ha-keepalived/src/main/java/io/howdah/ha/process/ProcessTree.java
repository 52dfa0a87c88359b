// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A child process and everything it has started, to be ended together. Children whose parent has gone are found by their
 * session: start the child with {@link #command}, and it has one of its own; sessions its descendants opened since are
 * remembered by {@link #observe}. What escapes is a process that opens a session and loses its parent between two calls of
 * observe. Linux only. Not thread-safe.
 */
public final class ProcessTree {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int ROUNDS = 100;
    private static final long PAUSE_MILLIS = 20;

    private final ProcessHandle root;
    private final Set<ProcessHandle> seen = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();
    private final long ownSession = session(ProcessHandle.current().pid());

    public ProcessTree(ProcessHandle root) {
        this.root = root;
        observe();
    }

    /** {@return the command that runs the given one in a session of its own} */
    public static List<String> command(List<String> command) {
        List<String> words = new ArrayList<>(Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of());
        words.addAll(command);
        return words;
    }

    /** Notes who belongs to the tree now. Cheap enough for every 50 ms. */
    public void observe() {
        seen.add(root);
        root.descendants().forEach(seen::add);
        seen.removeIf(process -> !process.isAlive());
        for (ProcessHandle process : seen) {
            long session = session(process.pid());
            if (session > 0 && session != ownSession) {
                sessions.add(session);
            }
        }
    }

    /** {@return those of the tree that are alive} */
    public Set<ProcessHandle> members() {
        observe();
        Set<ProcessHandle> members = new HashSet<>(seen);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(process -> sessions.contains(session(process.pid()))).forEach(members::add);
        }
        members.removeIf(process -> !process.isAlive());
        return members;
    }

    /** Asks all of them to end. */
    public void terminate() {
        members().forEach(ProcessHandle::destroy);
    }

    /**
     * Kills all of them, and those they start meanwhile.
     *
     * @return whether none is left; one in uninterruptible sleep may be
     */
    public boolean kill() {
        boolean interrupted = false;
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Set<ProcessHandle> members = members();
                if (members.isEmpty()) {
                    return true;
                }
                members.forEach(ProcessHandle::destroyForcibly);
                try {
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The session of a process that is not a zombie, or 0. */
    private static long session(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // pid (name) state parent group session ...: the name may hold anything, parentheses too
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") ? 0 : Long.parseLong(fields[3]);
        } catch (IOException | RuntimeException e) {
            return 0; // it has gone
        }
    }
}
