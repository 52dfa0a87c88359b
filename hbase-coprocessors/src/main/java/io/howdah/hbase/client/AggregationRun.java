// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.Checkpoint;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SpillingGroups;
import io.howdah.hbase.slice.RegionCaller;
import io.howdah.hbase.slice.SlicedRun;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.TableName;

/** One aggregate from start to end. The answer is given when the ledger holds the range asked for, never sooner. */
final class AggregationRun extends SlicedRun<AggregationResponse> {
    /**
     * @param deadline for the whole
     * @param threads parts walked at a time
     * @param groups most groups in an answer that is held in memory
     * @param pauseMillis first pause before a call is repeated
     * @param budget what the groups may take
     */
    record Limits(Duration deadline, int threads, int groups, long pauseMillis, SpillingGroups.Budget budget) {}

    private final AggregationRequest request;
    private final Limits limits;
    private final MergedAnswer answer;

    AggregationRun(
            AggregationRequest request,
            TableName table,
            RegionCaller caller,
            Limits limits,
            MergedAnswer.Listeners listeners) {
        super("aggregation", table, caller, limits.deadline(), limits.threads(), limits.pauseMillis());
        this.request = request;
        this.limits = limits;
        this.answer = new MergedAnswer(table, request, limits.groups(), limits.budget(), listeners, this::stats);
    }

    /** Goes on from where another run was. */
    AggregationRun from(Checkpoint checkpoint) throws IOException {
        answer.restore(checkpoint);
        return this;
    }

    AggregationResult execute() throws IOException {
        try (answer) {
            walk();
            return answer.result();
        }
    }

    /** As {@link #execute}, but gives the groups one by one; once for each run, as that. */
    AggregationStats forEachGroup(Consumer<AggregationResult.Group> consumer) throws IOException {
        try (answer) {
            walk();
            answer.forEach(consumer);
            return stats();
        }
    }

    @Override
    protected RowRange whole() {
        return request.range();
    }

    @Override
    protected List<RowRange> missing() {
        return answer.missing();
    }

    @Override
    protected void planned(List<RowRange> parts) {
        answer.measure(parts);
    }

    @Override
    protected byte[] encode(RowRange rest) {
        return RequestCodec.encode(request.withRange(rest));
    }

    @Override
    protected AggregationResponse decode(byte[] reply) throws AggregationException {
        try {
            return ResponseCodec.decode(reply, request);
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new AggregationException(e.getMessage(), e);
        }
    }

    @Override
    protected void accept(AggregationResponse response) throws IOException {
        answer.accept(response);
    }

    @Override
    protected IOException notDeployed(IOException cause) {
        return new EndpointNotDeployedException(table(), cause);
    }

    @Override
    protected AggregationException refused(String message) {
        return new AggregationException(message);
    }

    @Override
    protected IOException inOwnWords(DoNotRetryIOException refused) {
        return refused instanceof AggregationException e ? e.inOwnWords() : refused;
    }

    @Override
    protected AggregationDeadlineException deadlinePassed() {
        IOException failure = lastFailure();
        List<RowRange> missing = answer.missing();
        return new AggregationDeadlineException(
                "the aggregate over table " + table() + " was not complete within "
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
        return new AggregationStats(
                counters().calls.sum(),
                counters().slices.sum(),
                counters().relocations.sum(),
                counters().retries.sum(),
                counters().rejections.sum(),
                counters().rowsScanned.sum(),
                Duration.ofNanos(elapsedNanos()));
    }
}
