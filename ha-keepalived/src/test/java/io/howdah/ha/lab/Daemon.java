// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One real process of the lab and what can be done to it. Not thread-safe. */
public final class Daemon {
    /** Starts the process; called again at each restart. */
    @FunctionalInterface
    interface Launch {
        Process start() throws IOException, InterruptedException;
    }

    private final Kind kind;
    private final int host;
    private final Path log;
    private final Launch launch;
    private Process process;

    Daemon(Kind kind, int host, Path log, Launch launch) {
        this.kind = kind;
        this.host = host;
        this.log = log;
        this.launch = launch;
    }

    public Kind kind() {
        return kind;
    }

    public int host() {
        return host;
    }

    public boolean alive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Standard output and error of every run so far; empty before the first. */
    public String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    public Daemon start() throws IOException, InterruptedException {
        if (alive()) {
            throw new IllegalStateException(this + " is running");
        }
        process = launch.start();
        return this;
    }

    /**
     * SIGKILL for the process and its children, as {@code killall -9}: they are stopped first, so none has the time to see
     * another end. keepalived's children ask the kernel for a SIGTERM when their parent dies, and tidy up.
     */
    public void kill9() throws IOException, InterruptedException {
        if (alive()) {
            freeze();
            kill9(all());
        }
    }

    /** SIGKILL for the process alone; returns when its children, who may hear of it from the kernel, have ended as well. */
    public void kill9Alone() throws InterruptedException {
        List<ProcessHandle> all = all();
        process.destroyForcibly().waitFor();
        Await.until(all + " are gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** SIGKILL for the children first: keepalived's VRRP child, then its supervisor. */
    public void kill9ChildrenFirst() throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(all());
        Collections.reverse(all);
        kill9(all);
    }

    private void kill9(List<ProcessHandle> handles) throws InterruptedException {
        end(handles);
        if (!handles.isEmpty()) {
            // Gone for the machine; for this JVM only when its reaper has said so.
            process.waitFor();
        }
    }

    /** SIGKILL for all, in that order; returns when the machine has none of them any more. */
    static void end(List<ProcessHandle> handles) {
        handles.forEach(ProcessHandle::destroyForcibly);
        Await.until(handles + " are gone", () -> handles.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** SIGTERM, and SIGKILL when it is not gone after half a minute. */
    public void terminate() throws InterruptedException {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = all();
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill9(all);
        }
    }

    /** SIGSTOP: it keeps its sockets and its memory, and does nothing. */
    public void freeze() throws IOException, InterruptedException {
        // Itself first: it starts no more children then.
        Shell.Result result = signal("STOP", List.of(process.toHandle()));
        if (result.exit() != 0) {
            throw new IOException(this + " cannot be stopped: " + result.output());
        }
        // A check that keepalived ran may have ended meanwhile.
        signal("STOP", process.descendants().toList());
    }

    /** SIGCONT; nothing happens to one that runs, or that has ended meanwhile. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT", all());
    }

    private static Shell.Result signal(String name, List<ProcessHandle> handles)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        handles.forEach(handle -> command.add(Long.toString(handle.pid())));
        return Shell.run("", command);
    }

    private List<ProcessHandle> all() {
        List<ProcessHandle> all = new ArrayList<>();
        if (alive()) {
            all.add(process.toHandle());
            process.descendants().forEach(all::add);
        }
        return all;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " of host " + host;
    }
}
