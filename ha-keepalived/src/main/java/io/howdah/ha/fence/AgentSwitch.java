// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.PowerState;
import io.howdah.ha.fence.core.Sighting;
import io.howdah.ha.process.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A ClusterLabs fence agent: {@code key=value} lines on its standard input, nothing in its arguments; {@code status} exits
 * with 0 for on, 2 for off, and prints {@code Status: ON} or {@code Status: OFF}. The code alone proves nothing: 2 is also how
 * Python, a shell and many a wrapper say that they could not run the agent at all. An agent that is still there at its
 * deadline is killed with all it started.
 */
final class AgentSwitch implements PowerSwitch {
    private static final int MAX_OUTPUT = 8192;
    private static final int MAX_REASON = 300;
    private static final long POLL_MILLIS = 50;
    private static final int EXIT_ON = 0;
    private static final int EXIT_OFF = 2;
    private static final Pattern SAYS_ON = Pattern.compile("(?im)^Status:[ \\t]*ON[ \\t]*\\r?$");
    private static final Pattern SAYS_OFF = Pattern.compile("(?im)^Status:[ \\t]*OFF[ \\t]*\\r?$");

    private final FenceConfig.Agent agent;
    private final Optional<PowerSwitch> second;

    /** @param second who else has to say off */
    AgentSwitch(FenceConfig.Agent agent, Optional<PowerSwitch> second) {
        this.agent = agent;
        this.second = second;
    }

    /**
     * @param output the end of what it printed, as it was printed
     * @param words what may be logged of it
     */
    private record Exit(Optional<Integer> code, String output, String words) {
        Exit(String words) {
            this(Optional.empty(), "", words);
        }

        PowerState state() {
            boolean on = SAYS_ON.matcher(output).find();
            boolean off = SAYS_OFF.matcher(output).find();
            return switch (code.orElse(-1)) {
                case EXIT_ON -> on && !off ? PowerState.ON : PowerState.UNKNOWN;
                case EXIT_OFF -> off && !on ? PowerState.OFF : PowerState.UNKNOWN;
                default -> PowerState.UNKNOWN;
            };
        }

        /** {@return what is missing when the code is one of a status, and the text is not} */
        String gap() {
            boolean answered = code.filter(c -> c == EXIT_ON || c == EXIT_OFF).isPresent();
            return answered && state() == PowerState.UNKNOWN
                    ? " (without a line Status: " + (code.get() == EXIT_ON ? "ON)" : "OFF)")
                    : "";
        }
    }

    @Override
    public String off(long until) throws InterruptedException {
        return run("off", until).words;
    }

    @Override
    public Sighting look(long until) throws InterruptedException {
        Exit exit = run("status", until);
        PowerState state = exit.state();
        String reason = "status " + state.name().toLowerCase(Locale.ROOT) + exit.gap() + ": " + exit.words;
        Sighting own = new Sighting(state, reason);
        // One who says on is enough; the second one must not cost time then.
        return second.isEmpty() || state != PowerState.OFF
                ? own
                : own.and(second.get().look(until));
    }

    private Exit run(String action, long until) throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(agent.program()).redirectErrorStream(true).directory(new File("/"));
        String home = System.getProperty("user.home");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "HOME", home));
        ProcessTree tree;
        try {
            tree = ProcessTree.start(builder);
        } catch (IOException e) {
            return new Exit("cannot be run: " + agent.program());
        }
        Process process = tree.process();
        Tail tail = new Tail(process.getInputStream());
        try {
            tail.start();
            feed(process, action);
            boolean ended = false;
            while (!ended && System.nanoTime() - until < 0) {
                tree.observe();
                ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (!ended) {
                return new Exit("no end in time, killed" + (tree.kill() ? "" : " in vain"));
            }
            tail.join(1_000);
            String output = tail.text();
            return new Exit(Optional.of(process.exitValue()), output, "exit " + process.exitValue() + words(output));
        } finally {
            tree.kill();
        }
    }

    /** An agent that does not read must not hold us up: what it is told fits into the pipe, or a thread waits. */
    private void feed(Process process, String action) {
        StringBuilder lines = new StringBuilder("action=" + action + "\n");
        new TreeMap<>(agent.parameters())
                .forEach((key, value) ->
                        lines.append(key).append('=').append(value).append('\n'));
        Thread writer = new Thread(
                () -> {
                    try (OutputStream in = process.getOutputStream()) {
                        in.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        // It ended without reading: its exit code tells.
                        return;
                    }
                },
                "fence-agent-input");
        writer.setDaemon(true);
        writer.start();
    }

    /** The last two lines it wrote, without any value it was given: an agent may repeat its input in a message. */
    private String words(String output) {
        String text = output;
        for (String value : agent.parameters().values()) {
            if (value.length() > 2) {
                text = text.replace(value, "***");
            }
        }
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
        String clean = last.replaceAll("[\\p{Cntrl}]+", " ").strip();
        return clean.isEmpty() ? "" : ", " + clean.substring(0, Math.min(MAX_REASON, clean.length()));
    }

    /** Reads all, keeps the end. */
    private static final class Tail extends Thread {
        private final InputStream in;
        private final StringBuilder kept = new StringBuilder();

        Tail(InputStream in) {
            super("fence-agent-output");
            setDaemon(true);
            this.in = in;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1024];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    synchronized (kept) {
                        kept.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                        kept.delete(0, Math.max(0, kept.length() - MAX_OUTPUT));
                    }
                }
            } catch (IOException e) {
                return; // the process has ended
            }
        }

        String text() {
            synchronized (kept) {
                return kept.toString();
            }
        }
    }
}
