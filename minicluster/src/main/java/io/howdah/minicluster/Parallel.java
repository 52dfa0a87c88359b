// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Runs a few things at once, each in a thread of its own. */
final class Parallel {
    private Parallel() {}

    /**
     * Returns when all have ended.
     *
     * @throws RuntimeException the first failure, the others suppressed in it
     */
    static void runAll(String name, List<Runnable> tasks) {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            Thread thread = new Thread(task, name + "-" + threads.size());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
            threads.add(thread);
            thread.start();
        }
        join(threads);
        Throwable first = failures.poll();
        if (first != null) {
            failures.forEach(first::addSuppressed);
            throw first instanceof RuntimeException r ? r : new StackException(first.toString(), first);
        }
    }

    private static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // Passed on once; the tasks decide what it means for them.
                    interrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
