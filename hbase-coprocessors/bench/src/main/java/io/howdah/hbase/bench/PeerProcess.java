// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A peer that needs a class path of its own: a process with this JVM's own options, so with the same heap, which gets
 * commands on its standard input and answers with one line each. It ends with this process at the latest.
 */
public final class PeerProcess implements AutoCloseable {
    private static final String READY = "ready";
    private static final String DONE = "done ";
    private static final String FAILED = "failed ";
    private static final String END = "";
    private static final long DEADLINE_MINUTES = 20;

    private final String name;
    private final Process process;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    /** What the other side does for one command. */
    @FunctionalInterface
    public interface Command {
        /** {@return the answer, without line breaks} */
        String answer(String command) throws Exception;
    }

    /**
     * Starts the peer; it is asked only when {@link #awaitReady} has returned.
     *
     * @param name in messages
     * @param target the directory {@code target} of the peer's module, built
     * @param main its main class
     */
    PeerProcess(String name, Path target, String main) throws IOException {
        this.name = name;
        Path classpath = target.resolve("cli.classpath");
        if (!Files.isRegularFile(classpath)) {
            throw new IllegalArgumentException(name + ": " + classpath + " is missing; start it with bin/bench");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(target.resolve("classes")
                + System.getProperty("path.separator")
                + Files.readString(classpath).strip());
        command.add(main);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, name + "-answers");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add(failure(e));
        }
        answers.add(END);
    }

    /** Waits until it is up. */
    void awaitReady() throws IOException, InterruptedException {
        take();
    }

    /**
     * Has it do something.
     *
     * @return how long it took there, and the answer
     * @throws IOException when it failed: in its words
     */
    Contest.Timed ask(String command) throws IOException, InterruptedException {
        commands.println(command);
        String[] words = take().substring(DONE.length()).split(" ", 3);
        return new Contest.Timed(Double.parseDouble(words[0]), Double.parseDouble(words[1]), words[2]);
    }

    private String take() throws IOException, InterruptedException {
        String answer = answers.poll(DEADLINE_MINUTES, TimeUnit.MINUTES);
        if (answer == null) {
            throw new IOException(name + " did not answer within " + DEADLINE_MINUTES + " minutes");
        }
        if (answer.startsWith(FAILED)) {
            throw new IOException(name + ": " + answer.substring(FAILED.length()));
        }
        if (answer.equals(END)) {
            throw new IOException(name + " ended by itself");
        }
        return answer;
    }

    /** The other side: says that it is ready and answers until its input ends. */
    public static void serve(BufferedReader commands, PrintStream answers, Command command) throws IOException {
        answers.println(READY);
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                String asked = line;
                Contest.Timed timed = Contest.timed(() -> command.answer(asked));
                answers.printf(
                        Locale.ROOT, "%s%.9f %.9f %s%n", DONE, timed.seconds(), timed.cpuSeconds(), timed.answer());
            } catch (Exception e) {
                answers.println(failure(e));
            }
        }
    }

    /** {@return the line that tells of a failure} */
    public static String failure(Exception e) {
        return FAILED + String.valueOf(e).replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
