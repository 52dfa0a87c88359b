// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.inventory.core.InventoryException;
import io.howdah.hdfs.topology.collect.core.MachineFact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs probes, so many at the same time, each with its own deadline.
 *
 * <p>A call into a native library cannot be interrupted. So each probe runs on a thread of its own that a supervisor
 * waits for; at the deadline the supervisor goes on to the next probe and the thread stays behind. A probe whose thread of
 * an earlier run has still not come back is not asked again: a process that collects for ever gathers at most one stuck
 * thread a hypervisor. Thread-safe.
 */
final class ProbeRunner {
    /** Threads of earlier runs that are not back, by source and unit. */
    private static final Map<String, Thread> STUCK = new ConcurrentHashMap<>();

    /** Told of each probe that ends; called by one thread. */
    interface Progress {
        void ended(int done, int of);
    }

    private ProbeRunner() {}

    /**
     * Runs them all.
     *
     * @param tick how often to report progress, seconds
     * @return their outcomes in the order of the probes
     * @throws InventoryException when an operator's own file is wrong
     */
    static List<ProbeOutcome> run(List<Probe> probes, int parallel, int tick, Progress progress)
            throws InventoryException, InterruptedException {
        AtomicInteger done = new AtomicInteger();
        ExecutorService supervisors = Executors.newFixedThreadPool(
                Math.max(1, Math.min(parallel, probes.size())), task -> daemon(task, "howdah-collect"));
        try {
            List<Future<ProbeOutcome>> futures = new ArrayList<>();
            for (Probe probe : probes) {
                futures.add(supervisors.submit(() -> {
                    try {
                        return supervise(probe);
                    } finally {
                        done.incrementAndGet();
                    }
                }));
            }
            List<ProbeOutcome> outcomes = new ArrayList<>();
            for (Future<ProbeOutcome> future : futures) {
                outcomes.add(await(future, tick, () -> progress.ended(done.get(), probes.size())));
            }
            return outcomes;
        } finally {
            supervisors.shutdownNow();
        }
    }

    private static ProbeOutcome await(Future<ProbeOutcome> future, int tick, Runnable onTick)
            throws InventoryException, InterruptedException {
        while (true) {
            try {
                return future.get(tick, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                onTick.run(); // the supervisor keeps the deadline: this only tells that it goes on
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InventoryException bad) {
                    throw bad;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static ProbeOutcome supervise(Probe probe) throws InventoryException, InterruptedException {
        long start = System.nanoTime();
        String key = probe.source() + "\n" + probe.unit();
        Thread stuck = STUCK.get(key);
        if (stuck != null && stuck.isAlive()) {
            return failed(probe, start, probe.unit() + ": an earlier attempt has still not come back");
        }
        FutureTask<List<MachineFact>> task = new FutureTask<>(probe.question()::ask);
        Thread thread = daemon(task, "howdah-collect " + probe.unit());
        thread.start();
        try {
            List<MachineFact> machines = task.get(probe.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new ProbeOutcome(probe.source(), probe.unit(), machines, null, millis(start));
        } catch (TimeoutException e) {
            task.cancel(true);
            STUCK.values().removeIf(other -> !other.isAlive());
            STUCK.put(key, thread);
            return failed(probe, start, probe.unit() + ": no answer within " + Ages.words(probe.timeout()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InventoryException bad) {
                throw bad;
            }
            if (e.getCause() instanceof IOException failure) {
                String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
                return failed(probe, start, message);
            }
            return failed(probe, start, probe.unit() + ": " + e.getCause());
        }
    }

    private static ProbeOutcome failed(Probe probe, long start, String problem) {
        return new ProbeOutcome(probe.source(), probe.unit(), List.of(), problem, millis(start));
    }

    private static long millis(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
