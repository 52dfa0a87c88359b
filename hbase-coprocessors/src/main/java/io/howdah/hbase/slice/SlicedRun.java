// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.SliceReply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.TableName;

/**
 * A walk over a range of rows, slice by slice, whatever is done there: cuts the range where regions were when last looked
 * up (a guess: it only decides what is asked side by side) and lets {@link RangeWorker}s walk the parts that are missing.
 * A subclass keeps the ledger of what is done.
 *
 * @param <R> the reply to one call
 */
public abstract class SlicedRun<R extends SliceReply> {
    private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

    private final String name;
    private final TableName table;
    private final RegionCaller caller;
    private final Duration deadline;
    private final int threads;
    private final long pauseMillis;
    private final SliceCounters counters = new SliceCounters();
    private final long start = System.nanoTime();

    /** What the deadline exception tells when time is up, whoever notices first. */
    private volatile IOException lastFailure;

    private volatile boolean stopped;

    /**
     * @param name of the threads
     * @param deadline for the whole
     * @param threads parts walked at a time
     * @param pauseMillis first pause before a call is repeated
     */
    protected SlicedRun(
            String name, TableName table, RegionCaller caller, Duration deadline, int threads, long pauseMillis) {
        this.name = name;
        this.table = table;
        this.caller = caller;
        this.deadline = deadline;
        this.threads = threads;
        this.pauseMillis = pauseMillis;
    }

    /** The range asked for. */
    protected abstract RowRange whole();

    /** What is not done yet: disjoint, in order. */
    protected abstract List<RowRange> missing();

    /** What the range was cut into, before the first call. */
    protected abstract void planned(List<RowRange> parts);

    /**
     * The request for what is left of one part; called by several threads at once, and may wait.
     *
     * @throws InterruptedException when the run was stopped
     */
    protected abstract byte[] encode(RowRange rest) throws IOException, InterruptedException;

    /** @throws DoNotRetryIOException when the bytes are no reply to such a request */
    protected abstract R decode(byte[] reply) throws IOException;

    /** Enters a reply into the ledger and takes what it holds, or neither. */
    protected abstract void accept(R response) throws IOException;

    /** The region has no such endpoint: how to deploy it. */
    protected abstract IOException notDeployed(IOException cause);

    /** What to throw when a region server answered for what it was not asked. */
    protected DoNotRetryIOException refused(String message) {
        return new DoNotRetryIOException(message);
    }

    /** What to throw for what a region server refused; by default that. */
    protected IOException inOwnWords(DoNotRetryIOException refused) {
        return refused;
    }

    /** What to throw when time is up. */
    protected abstract IOException deadlinePassed();

    /** Walks until nothing is missing. */
    protected final void walk() throws IOException {
        List<RangeWorker<R>> workers = plan();
        if (!workers.isEmpty()) {
            walk(workers);
        }
    }

    /** One worker for each gap in the answer, cut where regions were when last looked up. */
    private List<RangeWorker<R>> plan() throws IOException {
        List<RangeWorker<R>> workers = new ArrayList<>();
        List<RowRange> parts = new ArrayList<>();
        List<RowRange> missing = missing();
        RowRange rest = whole();
        while (!rest.isEmpty()) {
            RegionCaller.Location location = caller.locate(rest.from(), false);
            RowRange part = rest.intersect(RowRange.of(rest.from(), location.end()));
            parts.add(part);
            for (RowRange gap : missing) {
                RowRange wanted = part.intersect(gap);
                if (!wanted.isEmpty()) {
                    workers.add(new RangeWorker<>(this, wanted, location.region()));
                }
            }
            if (part.to().length == 0) {
                break;
            }
            rest = RowRange.of(part.to(), rest.to());
        }
        planned(parts);
        return workers;
    }

    private void walk(List<RangeWorker<R>> workers) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, workers.size()), task -> {
            Thread thread = new Thread(task, "howdah-" + name + "-" + THREAD_NUMBER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Void> done = new ExecutorCompletionService<>(pool);
            workers.forEach(done::submit);
            for (int i = 0; i < workers.size(); i++) {
                Future<Void> next = done.poll(remainingNanos(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw deadlinePassed();
                }
                next.get();
            }
        } catch (ExecutionException e) {
            throw asIOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted at work on table " + table);
        } finally {
            stopped = true;
            // Also ends workers that wait in a call; what they still get is not asked for any more.
            pool.shutdownNow();
        }
    }

    private static IOException asIOException(Throwable failure) {
        if (failure instanceof IOException e) {
            return e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return new IOException(failure);
    }

    /** From now on no further slice is asked for; a call that waits is ended by interrupting the thread of the run. */
    public final void stop() {
        stopped = true;
    }

    /** True when nobody waits for the rest any more: cancelled, past the deadline, or failed. */
    protected final boolean isStopped() {
        return stopped;
    }

    /** A call failed and will be made again. */
    final void failed(IOException failure) {
        lastFailure = failure;
        counters.retries.increment();
    }

    /** The last call that failed, or null. */
    protected final IOException lastFailure() {
        return lastFailure;
    }

    protected final long elapsedNanos() {
        return System.nanoTime() - start;
    }

    protected final long remainingNanos() {
        return deadline.toNanos() - elapsedNanos();
    }

    protected final TableName table() {
        return table;
    }

    protected final SliceCounters counters() {
        return counters;
    }

    final RegionCaller caller() {
        return caller;
    }

    final long pauseMillis() {
        return pauseMillis;
    }
}
