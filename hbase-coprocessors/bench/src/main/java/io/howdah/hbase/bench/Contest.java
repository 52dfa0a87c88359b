// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.howdah.bench.BenchTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One aggregate by several clients, in turns, so that a busy machine disturbs all alike: a figure is the median of its
 * turns. All must give the same answer.
 */
final class Contest {
    static final String OURS = "ours";

    /** One way to get the answer. */
    @FunctionalInterface
    interface Contender {
        /** {@return seconds it took, and the answer} */
        Timed run() throws Exception;
    }

    /** @param answer in the form that is compared */
    record Timed(double seconds, String answer) {}

    /** A query timed in this process. */
    @FunctionalInterface
    interface Query {
        /** {@return the answer; {@code toString} of it is what is compared} */
        Object run() throws Exception;
    }

    private final String name;
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
        return withTimed(client, () -> {
            long start = System.nanoTime();
            Object answer = query.run();
            return new Timed((System.nanoTime() - start) / 1e9, answer.toString());
        });
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
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        contenders.keySet().forEach(client -> seconds.put(client, new ArrayList<>()));
        List<String> order = new ArrayList<>(contenders.keySet());
        String agreed = null;
        for (int turn = -warmUps; turn < turns; turn++) {
            for (String client : order) {
                Timed timed = contenders.get(client).run();
                agreed = agreed == null ? timed.answer() : agreed;
                if (!timed.answer().equals(agreed)) {
                    throw new IllegalStateException(
                            name + ": " + client + " answers " + timed.answer() + ", " + order.get(0) + " " + agreed);
                }
                if (turn >= 0) {
                    seconds.get(client).add(timed.seconds());
                }
            }
            order.add(order.remove(0)); // nobody always runs behind the same neighbour
        }
        double ours = BenchTable.median(seconds.get(OURS));
        seconds.forEach((client, times) -> {
            if (!client.equals(OURS)) {
                table.add(new BenchTable.Row(name, "seconds", "s", "lower", ours, client, BenchTable.median(times)));
            }
        });
    }
}
