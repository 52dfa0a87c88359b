// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.slice.core.RowRange;
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
import org.apache.hadoop.hbase.TableName;

/**
 * One aggregate from start to end: cuts the range where regions were when last looked up (a guess: it only decides what
 * is asked side by side), lets {@link RangeWorker}s walk the parts, and keeps the ledger. The answer is given when the
 * ledger holds the range asked for, never sooner.
 */
final class AggregationRun {
    /**
     * @param deadline for the whole
     * @param threads parts walked at a time
     * @param groups most groups in the answer
     * @param pauseMillis first pause before a call is repeated
     */
    record Limits(Duration deadline, int threads, int groups, long pauseMillis) {}

    private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

    private final AggregationRequest request;
    private final TableName table;
    private final RegionCaller caller;
    private final Limits limits;
    private final RunCounters counters = new RunCounters();
    private final long start = System.nanoTime();

    /** What the deadline exception tells when time is up, whoever notices first. */
    private volatile IOException lastFailure;

    private volatile boolean stopped;
    private final MergedAnswer answer;

    AggregationRun(
            AggregationRequest request,
            TableName table,
            RegionCaller caller,
            Limits limits,
            MergedAnswer.Listeners listeners) {
        this.request = request;
        this.table = table;
        this.caller = caller;
        this.limits = limits;
        this.answer = new MergedAnswer(table, request, limits.groups(), listeners, this::stats);
    }

    /** Goes on from where another run was. */
    AggregationRun from(Checkpoint checkpoint) throws AggregationException {
        answer.restore(checkpoint);
        return this;
    }

    AggregationResult execute() throws IOException {
        List<RangeWorker> workers = plan();
        if (!workers.isEmpty()) {
            walk(workers);
        }
        return answer.result();
    }

    /** One worker for each gap in the answer, cut where regions were when last looked up. */
    private List<RangeWorker> plan() throws IOException {
        List<RangeWorker> workers = new ArrayList<>();
        List<RowRange> parts = new ArrayList<>();
        List<RowRange> missing = answer.missing();
        RowRange rest = request.range();
        while (!rest.isEmpty()) {
            RegionCaller.Location location = caller.locate(rest.from(), false);
            RowRange part = rest.intersect(RowRange.of(rest.from(), location.end()));
            parts.add(part);
            for (RowRange gap : missing) {
                RowRange wanted = part.intersect(gap);
                if (!wanted.isEmpty()) {
                    workers.add(new RangeWorker(this, wanted, location.region()));
                }
            }
            if (part.to().length == 0) {
                break;
            }
            rest = RowRange.of(part.to(), rest.to());
        }
        answer.measure(parts);
        return workers;
    }

    private void walk(List<RangeWorker> workers) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(limits.threads(), workers.size()), task -> {
            Thread thread = new Thread(task, "howdah-aggregation-" + THREAD_NUMBER.incrementAndGet());
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
            throw new InterruptedIOException("interrupted while waiting for an aggregate over " + table);
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

    /** Enters a reply and merges it, or neither. */
    void accept(AggregationResponse response) throws IOException {
        answer.accept(response);
    }

    AggregationDeadlineException deadlinePassed() {
        IOException failure = lastFailure;
        List<RowRange> missing = answer.missing();
        return new AggregationDeadlineException(
                "the aggregate over table " + table + " was not complete within "
                        + limits.deadline().toMillis()
                        + " ms (howdah.hbase.client.deadline.ms): no answer for " + missing.size()
                        + " ranges, the first of them "
                        + (missing.isEmpty() ? "none" : missing.get(0))
                        + (failure == null ? "" : "; last failure: " + failure.getMessage()),
                missing,
                token(),
                failure);
    }

    private AggregationToken token() {
        try {
            return answer.token();
        } catch (AggregationException e) {
            // Too many groups for a token; that time is up is the news.
            return null;
        }
    }

    private AggregationStats stats() {
        return counters.stats(Duration.ofNanos(System.nanoTime() - start));
    }

    /** True when nobody waits for the answer any more: cancelled, past the deadline, or failed. */
    boolean isStopped() {
        return stopped;
    }

    /** A call failed and will be made again. */
    void failed(IOException failure) {
        lastFailure = failure;
        counters.retries.increment();
    }

    long remainingNanos() {
        return limits.deadline().toNanos() - (System.nanoTime() - start);
    }

    AggregationRequest request() {
        return request;
    }

    TableName table() {
        return table;
    }

    RegionCaller caller() {
        return caller;
    }

    RunCounters counters() {
        return counters;
    }

    long pauseMillis() {
        return limits.pauseMillis();
    }
}
