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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A child process and everything it has started, to be ended together: its descendants, whoever is in a session that one of
 * them had, and whoever has inherited the mark in its environment. What escapes is a process that loses its parent, changes
 * its session and clears its environment at once, or that changes its user. Linux only. Not thread-safe.
 *
 * <p>A session's number belongs to the tree as long as a live process has it; then the kernel may give it to anybody. So
 * {@link #observe()} has to be called at least once a second or so while the child lives.
 */
public final class ProcessTree {
    private static final String MARK = "HOWDAH_PROCESS_TREE";
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int ROUNDS = 100;
    private static final long PAUSE_MILLIS = 20;
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Process process;
    private final String mark;
    private final Set<ProcessHandle> seen = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();
    private final long ownSession = session(ProcessHandle.current().pid());
    /** Sessions that nobody alive was in when it was looked last. */
    private final Set<Long> missed = new HashSet<>();

    private long forgot = System.nanoTime();

    private ProcessTree(Process process, String mark) {
        this.process = process;
        this.mark = mark;
        observe();
    }

    /** Starts the command, in a session of its own where the machine has setsid(1). The builder is changed. */
    public static ProcessTree start(ProcessBuilder builder) throws IOException {
        List<String> words = new ArrayList<>(Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of());
        words.addAll(builder.command());
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        return new ProcessTree(builder.command(words).start(), MARK + "=" + mark);
    }

    /** {@return the child} */
    public Process process() {
        return process;
    }

    /** Notes who belongs to the tree now. Cheap enough for every 50 ms. */
    public void observe() {
        seen.add(process.toHandle());
        process.descendants().forEach(seen::add);
        seen.removeIf(member -> !member.isAlive());
        Set<Long> inUse = new HashSet<>();
        for (ProcessHandle member : seen) {
            long session = session(member.pid());
            if (session > 0 && session != ownSession) {
                inUse.add(session);
            }
        }
        sessions.addAll(inUse);
        if (System.nanoTime() - forgot >= FORGET_NANOS) {
            forgot = System.nanoTime();
            forget(inUse);
        }
    }

    /** Drops the sessions that nobody alive is in. */
    private void forget(Set<Long> inUse) {
        if (inUse.containsAll(sessions)) {
            missed.clear();
            return; // so it mostly is, and the machine's other processes need not be looked at
        }
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            Set<Long> live = all.map(process -> session(process.pid())).collect(Collectors.toSet());
            Set<Long> missing = new HashSet<>(sessions);
            missing.removeAll(live);
            // Twice: one that forks and ends all the time may be overlooked once.
            sessions.removeIf(session -> missing.contains(session) && !missed.add(session));
            missed.retainAll(missing);
        }
    }

    /** {@return those of the tree that are alive} */
    public Set<ProcessHandle> members() {
        observe();
        Set<ProcessHandle> members = new HashSet<>(seen);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            all.filter(other -> sessions.contains(session(other.pid())) || isMarked(other.pid()))
                    .forEach(members::add);
        }
        members.removeIf(member -> !member.isAlive());
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

    /** {@return the numbers of the sessions that are taken for the tree's} */
    Set<Long> sessions() {
        return Set.copyOf(sessions);
    }

    private boolean isMarked(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains(mark);
        } catch (IOException e) {
            return false; // it has gone, or is somebody else's
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
