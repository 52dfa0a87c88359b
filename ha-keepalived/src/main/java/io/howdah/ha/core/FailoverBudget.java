// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How long a failover of the NameNode will take, added up from the configuration before anything fails. Sources are the
 * classes of Hadoop 3.5 whose code the arithmetic follows. Pure.
 *
 * <p>Not in it: the new active catching up with the edits (more edits, more time), the clients' own retries, and garbage
 * collections.
 *
 * @param never no fencing method can work in this case, so nothing takes over
 */
public record FailoverBudget(Fault fault, List<Summand> summands, boolean never) {

    /** What happens to the active NameNode. */
    public enum Fault {
        KILLED("kill -9 of the NameNode", Duration.ofSeconds(5)),
        POWER_LOSS("power loss of its host", Duration.ofSeconds(15)),
        STOPPED("SIGSTOP, or a garbage collection without end", Duration.ofSeconds(20));

        private final String text;
        private final Duration goal;

        Fault(String text, Duration goal) {
            this.text = text;
            this.goal = goal;
        }

        /** For a person. */
        public String text() {
            return text;
        }

        /** Within which a client should write again. */
        public Duration goal() {
            return goal;
        }
    }

    /**
     * What a power fence needs.
     *
     * @param looks reads of the state in a row, with the time between them
     * @param deadline of the whole fencing
     */
    public record PowerTimes(Duration looks, Duration deadline) {}

    public static final String SESSION = "ha.zookeeper.session-timeout.ms";
    private static final String CHECK = "ha.health-monitor.check-interval.ms";
    private static final String CHECK_TIMEOUT = "ha.health-monitor.rpc-timeout.ms";
    private static final String CHECK_RETRIES = "ha.health-monitor.rpc.connect.max.retries";
    private static final String RETRY = "ipc.client.connect.retry.interval";
    private static final String CONNECT = "ipc.client.connect.timeout";
    private static final String GRACEFUL = "ha.failover-controller.graceful-fence.rpc-timeout.ms";
    private static final String GRACEFUL_RETRIES = "ha.failover-controller.graceful-fence.connection.retries";
    private static final String DUMP = "dfs.ha.zkfc.nn.http.timeout.ms";
    private static final String SSH = "dfs.ha.fencing.ssh.connect-timeout";

    /** Hadoop's defaults, in milliseconds; the retries are counts. */
    public static final Map<String, Long> DEFAULTS = Map.of(
            SESSION, 10_000L,
            CHECK, 1_000L,
            CHECK_TIMEOUT, 45_000L,
            CHECK_RETRIES, 1L,
            RETRY, 1_000L,
            CONNECT, 20_000L,
            GRACEFUL, 5_000L,
            GRACEFUL_RETRIES, 1L,
            DUMP, 20_000L,
            SSH, 30_000L);

    /** ZooKeeper's default; its servers allow sessions of 2 to 20 of them. */
    public static final long TICK = 2_000;

    /** Logging in and one command on a host that answers: an estimate. */
    private static final long SSH_COMMAND = 1_000;

    public FailoverBudget {
        summands = List.copyOf(summands);
    }

    /** Expected, in milliseconds. */
    public long millis() {
        return summands.stream().mapToLong(Summand::millis).sum();
    }

    /** At most, in milliseconds. */
    public long worstMillis() {
        return summands.stream().mapToLong(Summand::worstMillis).sum();
    }

    public boolean withinGoal() {
        return !never && millis() <= fault.goal().toMillis();
    }

    /** The summand with a key that takes longest. */
    public Optional<Summand> longest() {
        return summands.stream()
                .filter(summand -> !summand.key().isEmpty())
                .max(Comparator.comparingLong(Summand::millis));
    }

    /**
     * @param values of {@link #DEFAULTS}' keys where the site files have one
     * @param methods in their order
     * @param power times of the power fence, when there is one and its file can be read
     * @param address how long the virtual address takes after the new active is there; zero without one
     */
    public static List<FailoverBudget> of(
            Function<String, Optional<Long>> values,
            List<FencingMethod> methods,
            Optional<PowerTimes> power,
            Duration address) {
        Map<String, Long> taken = new TreeMap<>(DEFAULTS);
        DEFAULTS.keySet().forEach(key -> values.apply(key).ifPresent(value -> taken.put(key, value)));
        Builder builder = new Builder(taken, methods, power, address.toMillis());
        return List.of(builder.killed(), builder.powerLoss(), builder.stopped());
    }

    private record Builder(
            Map<String, Long> values, List<FencingMethod> methods, Optional<PowerTimes> power, long address) {

        FailoverBudget killed() {
            List<Summand> sum = new ArrayList<>();
            sum.add(plain("the next health check", CHECK, "HealthMonitor"));
            sum.add(new Summand(
                    "connecting again, " + values.get(CHECK_RETRIES) + " times",
                    CHECK_RETRIES + " x " + RETRY,
                    values.get(CHECK_RETRIES) * values.get(RETRY),
                    values.get(CHECK_RETRIES) * values.get(RETRY),
                    DEFAULTS.get(CHECK_RETRIES) * DEFAULTS.get(RETRY),
                    "HealthMonitor, ipc.Client"));
            sum.add(new Summand(
                    "asking it to become standby: refused, once again",
                    RETRY,
                    values.get(RETRY),
                    values.get(RETRY),
                    DEFAULTS.get(RETRY),
                    "FailoverController, HAServiceTarget"));
            return end(Fault.KILLED, sum, true);
        }

        FailoverBudget powerLoss() {
            List<Summand> sum = new ArrayList<>();
            long session = session(values.get(SESSION));
            sum.add(new Summand(
                    "ZooKeeper ends the session (at most a tick later)",
                    SESSION,
                    session,
                    session + TICK,
                    DEFAULTS.get(SESSION),
                    "ActiveStandbyElector"));
            long tries = values.get(GRACEFUL_RETRIES) + 1;
            long hadoop = (DEFAULTS.get(GRACEFUL_RETRIES) + 1) * DEFAULTS.get(CONNECT);
            sum.add(new Summand(
                    "asking it to become standby: connects " + tries + " times",
                    CONNECT,
                    tries * values.get(CONNECT),
                    tries * values.get(CONNECT),
                    hadoop,
                    "FailoverController, ipc.Client"));
            return end(Fault.POWER_LOSS, sum, false);
        }

        FailoverBudget stopped() {
            List<Summand> sum = new ArrayList<>();
            sum.add(plain("the next health check", CHECK, "HealthMonitor"));
            sum.add(plain("the health check waits", CHECK_TIMEOUT, "HealthMonitor"));
            sum.add(plain("the ZKFC asks it for a thread dump first", DUMP, "DFSZKFailoverController"));
            sum.add(plain("asking it to become standby", GRACEFUL, "FailoverController"));
            return end(Fault.STOPPED, sum, true);
        }

        private Summand plain(String what, String key, String source) {
            return new Summand(what, key, values.get(key), values.get(key), DEFAULTS.get(key), source);
        }

        /** The fencing methods one after the other, until one can have worked; then the address. */
        private FailoverBudget end(Fault fault, List<Summand> sum, boolean hostLives) {
            boolean fenced = false;
            for (FencingMethod method : methods) {
                if (fenced) {
                    break;
                }
                fenced = hostLives || method.fencesADeadHost();
                String what = "fencing: " + method.name() + (fenced ? "" : ", in vain");
                sum.add(
                        switch (method.kind()) {
                            case SSH ->
                                new Summand(
                                        what,
                                        SSH,
                                        hostLives ? SSH_COMMAND : values.get(SSH),
                                        values.get(SSH) + SSH_COMMAND,
                                        hostLives ? SSH_COMMAND : DEFAULTS.get(SSH),
                                        "SshFenceByTcpPort; the command itself has no timeout");
                            case POWER ->
                                new Summand(
                                        what + power.map(times -> "").orElse(" (its file cannot be read: not counted)"),
                                        "reads x interval, at most deadline",
                                        power.map(times -> times.looks().toMillis())
                                                .orElse(0L),
                                        power.map(times -> times.deadline().toMillis())
                                                .orElse(0L),
                                        power.map(times -> times.looks().toMillis())
                                                .orElse(0L),
                                        "the fence file");
                            case NOTHING -> new Summand(what, "", 0, 0, 0, "it does nothing");
                            case SHELL, OTHER ->
                                new Summand(what + ": unknown, not counted", "", 0, 0, 0, "it has no timeout");
                        });
            }
            if (address > 0) {
                sum.add(new Summand(
                        "the address moves: the agent's question, four adverts",
                        "howdah.ha.agent.interval, howdah.ha.advert-interval",
                        address,
                        address,
                        address,
                        "Eligibility, RFC 5798"));
            }
            return new FailoverBudget(fault, sum, !fenced);
        }
    }

    /** What ZooKeeper makes of a session timeout, in milliseconds, with its default tick. */
    public static long session(long asked) {
        return Math.max(2 * TICK, Math.min(20 * TICK, asked));
    }
}
