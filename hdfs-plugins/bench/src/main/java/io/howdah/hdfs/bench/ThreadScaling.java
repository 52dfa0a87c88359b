// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.bench;

import io.howdah.bench.BenchTable;
import io.howdah.hdfs.bench.ChooseTargetCase.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.hdfs.server.blockmanagement.BlockPlacementPolicy;

/**
 * Two policies under one, two and eight threads, in turns, and the waits for a monitor or a lock that a flight recording
 * sees inside chooseTarget meanwhile.
 */
final class ThreadScaling {
    private static final Duration LONG_WAIT = Duration.ofMillis(1);
    private static final int[] THREADS = {1, 2, 8};

    private final long turnNanos;
    private final int turns;

    ThreadScaling(long turnNanos, int turns) {
        this.turnNanos = turnNanos;
        this.turns = turns;
    }

    private record Scaling(double[] rates, long waits) {}

    /** Adds the rows. */
    void rows(
            Shape shape,
            ChooseTargetCase on,
            BlockPlacementPolicy ours,
            BlockPlacementPolicy stock,
            String peer,
            BenchTable table)
            throws IOException {
        Scaling us = measure(on, ours);
        Scaling them = measure(on, stock);
        String name = shape.name();
        table.add(row(name, "speed-up 2/1", us.rates()[1] / us.rates()[0], peer, them.rates()[1] / them.rates()[0]));
        table.add(row(name, "speed-up 8/2", us.rates()[2] / us.rates()[1], peer, them.rates()[2] / them.rates()[1]));
        table.add(new BenchTable.Row(name, "waits > 1 ms", "", "lower", us.waits(), peer, them.waits()));
    }

    private static BenchTable.Row row(String name, String metric, double ours, String peer, double stock) {
        return new BenchTable.Row(name, metric, "", "higher", ours, peer, stock);
    }

    private Scaling measure(ChooseTargetCase on, BlockPlacementPolicy policy) throws IOException {
        Path file = Files.createTempFile("howdah-bench", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JavaMonitorEnter").withThreshold(LONG_WAIT);
            recording.enable("jdk.ThreadPark").withThreshold(LONG_WAIT);
            List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            recording.start();
            for (int turn = 0; turn < turns; turn++) {
                for (int t = 0; t < THREADS.length; t++) {
                    rates.get(t).add(together(on, policy, THREADS[t]));
                }
            }
            recording.stop();
            recording.dump(file);
            long waits = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getDuration().compareTo(LONG_WAIT) > 0)
                    .filter(event -> event.getStackTrace() != null
                            && event.getStackTrace().getFrames().stream()
                                    .anyMatch(f -> f.getMethod().getName().equals("chooseTarget")))
                    .count();
            return new Scaling(
                    rates.stream().mapToDouble(BenchTable::median).toArray(), waits);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private double together(ChooseTargetCase on, BlockPlacementPolicy policy, int threads) {
        int[] number = {0};
        ExecutorService pool =
                Executors.newFixedThreadPool(threads, task -> new Thread(task, "placement-" + number[0]++));
        try {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> on.perSecond(policy, turnNanos));
            }
            double sum = 0;
            for (Future<Double> rate : pool.invokeAll(tasks)) {
                sum += rate.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
