// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.elect;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.elect.core.ElectionRun;
import io.howdah.ha.elect.core.SessionBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Runs a command while this process leads an election in ZooKeeper. One thread does everything, and starts the command: the
 * kernel ties the command's life to that thread's.
 */
public final class Elector {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String ROOT = "/howdah/elect/";
    private static final int POLL_MILLIS = 200;
    private static final long PAUSE_MILLIS = 1_000;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CONNECT_REPORT_MILLIS = 10_000;

    /**
     * What to run, and how.
     *
     * @param name of the election: all who run with it share one leader
     * @param session timeout asked of ZooKeeper
     * @param stop how long the command may take to end when it is asked to
     */
    public record Spec(
            String hosts,
            String name,
            Duration session,
            Duration stop,
            ElectionRun.Restart restart,
            List<String> command) {
        public Spec {
            command = List.copyOf(command);
            if (!NAME.matcher(name).matches()) {
                throw InvalidInputException.of("--name", name, "letters, digits and ._-, up to 100");
            }
            SessionBudget.check(session, stop);
        }
    }

    private final Spec spec;
    private final Consumer<String> log;
    private final BlockingQueue<Optional<ElectionRun.Event>> events = new LinkedBlockingQueue<>();
    private final ElectionRun run;
    private final Object starting = new Object();
    private volatile LeaderProcess process;
    private long looked = System.nanoTime();

    /** @param log takes one line for each change */
    public Elector(Spec spec, Consumer<String> log) {
        this.spec = spec;
        this.log = log;
        this.run = new ElectionRun(spec.restart());
    }

    /** Asks it to end: the command is stopped, leadership given up. Any thread, any time. */
    public void end() {
        events.add(Optional.of(new ElectionRun.Asked()));
    }

    /** Passes a signal on to the command, when it runs; while it is being started, as soon as it is. */
    public void signal(String name) {
        synchronized (starting) {
            LeaderProcess running = process;
            if (running != null) {
                running.signal(name);
            }
        }
    }

    /** {@return the exit code; returns when it has been asked to end, or the command ended and is not to be restarted} */
    public int run() throws Exception {
        try (Candidate candidate = new Candidate(
                spec.hosts(),
                ROOT + spec.name(),
                spec.session(),
                event -> events.add(Optional.of(event)),
                () -> events.add(Optional.empty()))) {
            try {
                return run(candidate);
            } finally {
                if (process != null) { // before the candidate is closed
                    process.stop(spec.stop());
                }
            }
        }
    }

    private int run(Candidate candidate) throws Exception {
        while (!candidate.awaitConnection(CONNECT_REPORT_MILLIS)) {
            log.accept("no connection to ZooKeeper at " + spec.hosts() + " yet");
            if (events.stream()
                    .anyMatch(event ->
                            event.filter(ElectionRun.Asked.class::isInstance).isPresent())) {
                return 0;
            }
        }
        // The servers may have granted less than was asked for.
        Duration session = candidate.session();
        SessionBudget.check(session, spec.stop());
        candidate.join();
        log.accept("candidate for " + spec.name() + ", session " + session.toMillis() + " ms");
        while (true) {
            OptionalLong exit = carryOut(run.on(next(candidate)), candidate);
            if (exit.isPresent()) {
                return Math.toIntExact(exit.getAsLong());
            }
        }
    }

    private ElectionRun.Event next(Candidate candidate) throws InterruptedException {
        while (true) {
            Optional<ElectionRun.Event> event = Optional.ofNullable(events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS))
                    .flatMap(e -> e);
            if (event.isPresent()) {
                return event.get();
            }
            if (System.nanoTime() - looked >= LOOK_NANOS) {
                looked = System.nanoTime();
                candidate.check();
            }
            if (process != null) {
                OptionalLong code = process.ended();
                if (code.isPresent()) {
                    process.stop(spec.stop()); // what it left behind
                    process = null;
                    log.accept("the command ended with " + code.getAsLong());
                    return new ElectionRun.Ended((int) code.getAsLong());
                }
            } else {
                OptionalLong token = candidate.token();
                if (token.isPresent()) {
                    return new ElectionRun.Won(token.getAsLong());
                }
            }
        }
    }

    private OptionalLong carryOut(ElectionRun.Action action, Candidate candidate) throws Exception {
        boolean ended = action.leave() && !action.stop();
        if (action.stop()) {
            process.stop(spec.stop()); // before a word: a log that is not read blocks its writer
            process = null;
            log.accept("the command is stopped");
        }
        if (action.leave()) {
            candidate.leave();
            log.accept("leadership is given up");
        }
        if (action.start().isPresent()) {
            long token = action.start().getAsLong();
            log.accept("leader, fencing token " + token);
            try {
                synchronized (starting) {
                    process = LeaderProcess.start(spec.command(), token);
                }
            } catch (IOException e) {
                throw new InvalidInputException("the command cannot be run: " + e.getMessage());
            }
        }
        if (action.join()) {
            if (ended) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            candidate.join();
        }
        return action.exit();
    }
}
