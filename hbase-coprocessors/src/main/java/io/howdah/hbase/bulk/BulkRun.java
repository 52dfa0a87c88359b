// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.bulk.core.BulkCodec;
import io.howdah.hbase.bulk.core.BulkCounts;
import io.howdah.hbase.bulk.core.BulkReply;
import io.howdah.hbase.bulk.core.BulkRequest;
import io.howdah.hbase.bulk.core.RowPacer;
import io.howdah.hbase.slice.RegionCaller;
import io.howdah.hbase.slice.SlicedRun;
import io.howdah.hbase.slice.core.CoverageMeter;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RangeLedger;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.TableName;

/** One bulk job from start to end: the ledger of what is done, the counts, the rate. */
final class BulkRun extends SlicedRun<BulkReply> {
    /**
     * @param deadline for the whole
     * @param threads regions at work at a time
     * @param pauseMillis first pause before a call is repeated
     * @param rowsPerSecond over all regions; 0: no limit
     */
    record Limits(Duration deadline, int threads, long pauseMillis, long rowsPerSecond) {}

    /** Rows that one call may change when there is no rate. */
    private static final long MOST_FOR_A_CALL = 100_000;

    private final BulkRequest request;
    private final RangeLedger ledger;
    private final RowPacer pacer;
    private final long forOneCall;
    private final Consumer<BulkProgress> listener;
    private final Duration deadline;
    private BulkCounts counts;
    private CoverageMeter meter = new CoverageMeter(List.of());

    BulkRun(TableName table, BulkCheckpoint from, RegionCaller caller, Limits limits, Consumer<BulkProgress> listener) {
        super("bulk", table, caller, limits.deadline(), limits.threads(), limits.pauseMillis());
        this.request = from.request();
        this.deadline = limits.deadline();
        this.listener = listener;
        this.counts = from.counts();
        this.ledger = new RangeLedger(request.range());
        from.covered().forEach(ledger::enter);
        long rate = limits.rowsPerSecond();
        this.pacer = rate == 0 ? null : new RowPacer(rate, System::nanoTime);
        this.forOneCall = rate == 0 ? MOST_FOR_A_CALL : Math.max(1, Math.min(rate / limits.threads(), MOST_FOR_A_CALL));
    }

    BulkResult execute() throws IOException {
        walk();
        synchronized (this) {
            if (!ledger.isComplete()) {
                throw new IllegalStateException("not done: " + ledger.missing() + " of " + ledger.whole());
            }
            return new BulkResult(
                    counts,
                    request.timestamp(),
                    counters().relocations.sum(),
                    counters().retries.sum(),
                    Duration.ofNanos(elapsedNanos()));
        }
    }

    @Override
    protected RowRange whole() {
        return request.range();
    }

    @Override
    protected synchronized List<RowRange> missing() {
        return ledger.missing();
    }

    @Override
    protected synchronized void planned(List<RowRange> parts) {
        meter = new CoverageMeter(parts);
        ledger.covered().forEach(meter::add);
    }

    @Override
    protected byte[] encode(RowRange rest) throws IOException, InterruptedException {
        if (pacer != null) {
            long nanos = pacer.take(forOneCall);
            if (nanos > remainingNanos()) {
                throw deadlinePassed();
            }
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
        return BulkCodec.encode(request.withRange(rest, forOneCall));
    }

    @Override
    protected BulkReply decode(byte[] reply) throws DoNotRetryIOException {
        try {
            BulkReply decoded = BulkCodec.decodeReply(reply);
            if (pacer != null) {
                pacer.giveBack(Math.max(0, forOneCall - decoded.counts().matched()));
            }
            return decoded;
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new DoNotRetryIOException(e.getMessage(), e);
        }
    }

    @Override
    protected synchronized void accept(BulkReply reply) throws IOException {
        RangeLedger.Entry entry = ledger.enter(reply.covered());
        if (entry != RangeLedger.Entry.ENTERED) {
            throw refused("region " + reply.region() + " answered for " + reply.covered() + ", which is " + entry
                    + " the rows already done or asked for");
        }
        counts = counts.plus(reply.counts());
        meter.add(reply.covered());
        if (listener != null) {
            double fraction = ledger.isComplete() ? 1 : Math.min(meter.fraction(), Math.nextDown(1.0));
            listener.accept(new BulkProgress(fraction, counts, this::checkpoint));
        }
    }

    private synchronized BulkCheckpoint checkpoint() {
        return new BulkCheckpoint(table().getNameAsString(), request, counts, ledger.covered());
    }

    @Override
    protected IOException notDeployed(IOException cause) {
        return new DoNotRetryIOException(
                "table " + table() + " has no " + BulkMutation.ENDPOINT
                        + ": put howdah-hbase-coprocessors.jar on the class path of every region server and run 'howdah hbase"
                        + " deploy " + table() + " --endpoint bulk' (" + cause.getMessage() + ")",
                cause);
    }

    @Override
    protected IOException deadlinePassed() {
        List<RowRange> missing = missing();
        IOException failure = lastFailure();
        return new IOException(
                "the job on table " + table() + " was not done within " + deadline.toMillis() + " ms: " + missing.size()
                        + " ranges are left, the first of them " + (missing.isEmpty() ? "none" : missing.get(0))
                        + (failure == null ? "" : "; last failure: " + failure.getMessage()),
                failure);
    }
}
