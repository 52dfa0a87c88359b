// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.SliceReply;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.client.NoServerForRegionException;
import org.apache.hadoop.hbase.exceptions.UnknownProtocolException;

/**
 * Walks one part of the range: asks for what is left of it, goes on where the reply says it stopped, in whatever region
 * that row is by then. A call that failed is repeated from the same row after the region was looked up anew; it left
 * nothing behind on the region server, and what it may have computed never reached the ledger.
 */
final class RangeWorker<R extends SliceReply> implements Callable<Void> {
    private static final int MOST_DOUBLINGS = 6;

    private final SlicedRun<R> run;
    private RowRange rest;
    private String region;
    /** What the last reply asked to wait, at least: a quota is spent. */
    private long leastPauseMillis;

    /** @param region the region that the part was planned on */
    RangeWorker(SlicedRun<R> run, RowRange part, String region) {
        this.run = run;
        this.rest = part;
        this.region = region;
    }

    @Override
    public Void call() throws IOException, InterruptedException {
        int failures = 0;
        while (rest != null && !run.isStopped()) {
            try {
                if (slice()) {
                    failures = 0;
                } else {
                    pause(failures++);
                }
            } catch (IOException e) {
                IOException failure = translate(e);
                if (failure instanceof DoNotRetryIOException
                        || Thread.currentThread().isInterrupted()
                        || run.isStopped()) {
                    throw failure;
                }
                run.failed(failure);
                pause(failures++);
                refresh();
            }
        }
        return null;
    }

    /** @return false when the region server sent the call back unread */
    private boolean slice() throws IOException, InterruptedException {
        run.counters().calls.increment();
        byte[] from = rest.from();
        byte[] reply = run.caller().call(from, run.encode(rest));
        R response = run.decode(reply);
        if (!response.region().equals(region)) {
            run.counters().relocations.increment();
            region = response.region();
        }
        if (response.covered() == null) {
            run.counters().rejections.increment();
            leastPauseMillis = response.waitMillis();
            return false;
        }
        RowRange covered = response.covered();
        if (!Arrays.equals(covered.from(), from) || !rest.contains(covered) || covered.isEmpty()) {
            throw run.refused("region " + region + " was asked for " + rest + " and answered for " + covered);
        }
        run.accept(response);
        run.counters().slices.increment();
        run.counters().rowsScanned.add(response.rowsScanned());
        byte[] next = covered.to();
        rest = Arrays.equals(next, rest.to()) ? null : RowRange.of(next, rest.to());
        return true;
    }

    private IOException translate(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoServerForRegionException) {
                // A DoNotRetryIOException by its class, but all it says is that the region is on its way.
                return new IOException(cause.getMessage(), e);
            }
            if (cause instanceof UnknownProtocolException) {
                return run.notDeployed(e);
            }
            if (cause instanceof DoNotRetryIOException refused) {
                return run.inOwnWords(refused);
            }
        }
        return e;
    }

    private void refresh() throws IOException {
        try {
            run.caller().locate(rest.from(), true);
        } catch (DoNotRetryIOException e) {
            throw e;
        } catch (IOException e) {
            // The call that follows looks it up again.
            run.failed(e);
        }
    }

    private void pause(int failures) throws IOException, InterruptedException {
        long most = run.pauseMillis() << Math.min(failures, MOST_DOUBLINGS);
        long nanos = TimeUnit.MILLISECONDS.toNanos(
                leastPauseMillis + most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        leastPauseMillis = 0;
        if (run.remainingNanos() <= nanos) {
            throw run.deadlinePassed();
        }
        TimeUnit.NANOSECONDS.sleep(nanos);
    }
}
