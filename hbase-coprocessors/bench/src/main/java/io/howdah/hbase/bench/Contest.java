// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import com.sun.management.OperatingSystemMXBean;
import io.howdah.bench.BenchTable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/**
 * One aggregate by several clients, in turns, so that a busy machine disturbs all alike: a figure is the median of its
 * turns. All must give the same answer.
 */
final class Contest {
    static final String OURS = "ours";

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** One way to get the answer. */
    @FunctionalInterface
    interface Contender {
        /** {@return seconds it took, and the answer} */
        Timed run() throws Exception;
    }

    /**
     * @param cpuSeconds of the whole process, client and servers: what another program on the machine hardly changes
     * @param answer in the form that is compared
     */
    record Timed(double seconds, double cpuSeconds, String answer) {}

    /** A query timed in this process. */
    @FunctionalInterface
    interface Query {
        /** {@return the answer; {@code toString} of it is what is compared} */
        Object run() throws Exception;
    }

    private final String name;
    private BiPredicate<String, String> agree = String::equals;
    private final Map<String, Contender> contenders = new LinkedHashMap<>();

    /** @param name the case */
    Contest(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Adds a client of this process; the first one is ours. */
    Contest with(String client, Query query) {
        return withTimed(client, () -> timed(query));
    }

    static Timed timed(Query query) throws Exception {
        long cpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        Object answer = query.run();
        return new Timed(
                (System.nanoTime() - start) / 1e9, (PROCESS.getProcessCpuTime() - cpu) / 1e9, answer.toString());
    }

    /** Answers are estimates: they agree when they differ by at most this part of the greater one. */
    Contest within(double part) {
        agree = (a, b) -> Math.abs(Double.parseDouble(a) - Double.parseDouble(b))
                <= part * Math.max(Double.parseDouble(a), Double.parseDouble(b));
        return this;
    }

    /** Adds a client that takes its own time. */
    Contest withTimed(String client, Contender contender) {
        contenders.put(client, contender);
        return this;
    }

    /**
     * Runs and adds one row for each peer.
     *
     * @param warmUps turns that do not count
     * @param turns turns that do
     * @throws IllegalStateException when two clients do not agree
     */
    void run(int warmUps, int turns, BenchTable table) throws Exception {
        Map<String, List<Timed>> counted = new LinkedHashMap<>();
        contenders.keySet().forEach(client -> counted.put(client, new ArrayList<>()));
        List<String> order = new ArrayList<>(contenders.keySet());
        String agreed = null;
        for (int turn = -warmUps; turn < turns; turn++) {
            for (String client : order) {
                Timed timed = contenders.get(client).run();
                agreed = agreed == null ? timed.answer() : agreed;
                if (!agree.test(timed.answer(), agreed)) {
                    throw new IllegalStateException(
                            name + ": " + client + " answers " + timed.answer() + ", " + order.get(0) + " " + agreed);
                }
                if (turn >= 0) {
                    counted.get(client).add(timed);
                }
            }
            order.add(order.remove(0)); // nobody always runs behind the same neighbour
        }
        rows(counted, "seconds", Timed::seconds, table);
        rows(counted, "cpu seconds", Timed::cpuSeconds, table);
    }

    private void rows(
            Map<String, List<Timed>> counted, String metric, ToDoubleFunction<Timed> value, BenchTable table) {
        Map<String, Double> medians = new LinkedHashMap<>();
        counted.forEach((client, turns) -> medians.put(
                client,
                BenchTable.median(turns.stream().map(value::applyAsDouble).toList())));
        double ours = medians.remove(OURS);
        medians.forEach(
                (client, median) -> table.add(new BenchTable.Row(name, metric, "s", "lower", ours, client, median)));
    }
}
