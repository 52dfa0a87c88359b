// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real server of the machine, under its own account, in a directory of its own, on loopback. */
final class ServerProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 300;

    private final Process process;
    private final Path log;
    /** Ends it with a JVM that is told to end before {@link #close}. */
    private final Thread hook = new Thread(this::end, "howdah-server-process");

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A directory that the account of the server may enter: where the sources are it may not. */
    static Path directory(String name) throws IOException {
        Path directory = Files.createTempDirectory(
                Path.of("/tmp"),
                "howdah-" + name + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return directory;
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Runs a program to its end. */
    static void run(Map<String, String> environment, String... command) throws Exception {
        Path log = Files.createTempFile("howdah-command", ".log");
        ServerProcess run = start(environment, log, command);
        try {
            if (!run.process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || run.process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
            }
        } finally {
            run.close();
            Files.delete(log);
        }
    }

    static ServerProcess start(Map<String, String> environment, Path log, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new ServerProcess(builder.start(), log);
    }

    static String[] as(String account, String... command) {
        List<String> line =
                new ArrayList<>(List.of("setpriv", "--reuid", account, "--regid", account, "--init-groups"));
        line.addAll(List.of(command));
        return line.toArray(String[]::new);
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until the server answers; an exception counts as not yet. */
    void await(Callable<Boolean> answers) throws Exception {
        Await.until(
                Duration.ofSeconds(DEADLINE_SECONDS),
                () -> {
                    if (!process.isAlive()) {
                        throw new StackException("ended with " + process.exitValue() + ": " + Files.readString(log));
                    }
                    return answers.call();
                },
                () -> "a server does not answer; its log is " + log);
    }

    /** Asks it to end, as an operator would, and waits. */
    @Override
    public void close() {
        end();
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook finds nothing to do.
        }
    }

    private void end() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : all) {
            try {
                handle.onExit().get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                handle.destroyForcibly();
            }
        }
    }

    /** Ends it as a crash would. */
    void kill() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
        forget();
    }
}
