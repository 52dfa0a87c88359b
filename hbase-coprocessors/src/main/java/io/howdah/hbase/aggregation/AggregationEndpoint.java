// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import com.google.protobuf.Service;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.MemoryBudget;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceGuard;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.aggregation.core.UndecodableValueException;
import io.howdah.hbase.protocol.EnvelopeServer;
import io.howdah.hbase.slice.core.ProtocolException;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.hadoop.hbase.CoprocessorEnvironment;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.coprocessor.CoprocessorException;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.ipc.RpcCall;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.quotas.OperationQuota;
import org.apache.hadoop.hbase.quotas.RpcThrottlingException;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.ClientProtos;
import org.apache.hadoop.hbase.util.EnvironmentEdgeManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coprocessor: count, sum, min, max and avg, grouped, over the rows of one region, one bounded slice for each call.
 * Load it for a table ({@code howdah hbase deploy}) or for all of them ({@code hbase.coprocessor.region.classes}); the
 * client is {@link io.howdah.hbase.client.ExactAggregation}. Thread-safe; keeps nothing between calls, so a repeated
 * call does no harm.
 */
public final class AggregationEndpoint implements RegionCoprocessor {
    private static final Logger LOG = LoggerFactory.getLogger(AggregationEndpoint.class);

    /** What all calls of a region server share. */
    private record Shared(Semaphore calls, MemoryBudget memory) {}

    /** For each region server of this process: one, but for mini clusters. */
    private static final Map<ServerName, Shared> SHARED = new ConcurrentHashMap<>();

    /** Without it a call is sent back. */
    private static final long LEAST_MEMORY = 65_536;

    /** As long as a call without a deadline may take, in milliseconds; longer than the longest slice that can be set. */
    private static final long NO_DEADLINE = 3_600_000;

    private HRegion region;
    private HBaseSettings settings;
    private Shared shared;
    private RegionCoprocessorEnvironment environment;
    private AggregationMetrics metrics;

    @Override
    public void start(CoprocessorEnvironment env) throws IOException {
        if (!(env instanceof RegionCoprocessorEnvironment regionEnv)) {
            throw new CoprocessorException(AggregationEndpoint.class.getName()
                    + " is a region coprocessor: put it into hbase.coprocessor.region.classes or load it for a table");
        }
        try {
            settings = HBaseSettings.from(env.getConfiguration()::get);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}", AggregationEndpoint.class.getName(), e.getMessage());
            throw new CoprocessorException(e.getMessage());
        }
        region = (HRegion) regionEnv.getRegion();
        environment = regionEnv;
        shared = SHARED.computeIfAbsent(
                regionEnv.getServerName(),
                server -> new Shared(new Semaphore(settings.callsMax()), new MemoryBudget(settings.memoryBytes())));
        metrics = AggregationMetrics.instance();
    }

    @Override
    public Iterable<Service> getServices() {
        return List.of(EnvelopeServer.aggregation(this::call));
    }

    /** What all calls of a region server of this process hold now, in bytes, as estimated; for tests. */
    static long memoryHeld(ServerName server) {
        return SHARED.get(server).memory().held();
    }

    private byte[] call(byte[] bytes) throws IOException {
        metrics.called();
        boolean answered = false;
        try {
            AggregationRequest request = RequestCodec.decode(bytes);
            byte[] reply = answer(request);
            answered = true;
            return reply;
        } catch (UndecodableValueException | ProtocolException | IllegalArgumentException e) {
            throw new AggregationException(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Aggregation on {} failed", region.getRegionInfo().getRegionNameAsString(), e);
            throw new AggregationException("internal error on the region server: " + e, e);
        } finally {
            metrics.returned();
            if (!answered) {
                metrics.failed();
            }
        }
    }

    private byte[] answer(AggregationRequest request) throws IOException {
        if (!shared.calls().tryAcquire()) {
            return busy(request);
        }
        try (MemoryBudget.Share share = shared.memory().share()) {
            return share.holds(LEAST_MEMORY) ? ResponseCodec.encode(slice(request, share), request) : busy(request);
        } finally {
            shared.calls().release();
        }
    }

    private byte[] busy(AggregationRequest request) {
        metrics.rejected();
        String name = region.getRegionInfo().getEncodedName();
        return ResponseCodec.encode(AggregationResponse.busy(name, request.newGroupTable()), request);
    }

    private AggregationResponse slice(AggregationRequest request, MemoryBudget.Share share) throws IOException {
        Scan scan = ProtobufUtil.toScan(ClientProtos.Scan.parseFrom(request.scan()));
        ScanRules.check(scan);
        OperationQuota quota;
        try {
            // As HBase takes the first call of a scanner: one block. What was really read is settled when it is closed.
            quota = environment.checkScanQuota(scan, 0, 0);
        } catch (RpcThrottlingException e) {
            metrics.throttled();
            return AggregationResponse.throttled(
                    region.getRegionInfo().getEncodedName(), e.getWaitInterval(), request.newGroupTable());
        }
        try {
            long start = System.nanoTime();
            CallTime time = CallTime.ofCurrentCall();
            AggregationResponse response = new RegionSlice(region, new SliceHost(region, share, quota))
                    .read(
                            request,
                            scan,
                            limits(request, time.millisLeft()),
                            SliceGuard.RowLimits.of(
                                    settings.slice().memoryBytes(), time.millisLeft(), time.millisInAll()));
            metrics.held(shared.memory().held());
            StopReason reason = response.reason();
            metrics.answered(
                    reason != StopReason.END,
                    reason == StopReason.GROUPS || reason == StopReason.MEMORY,
                    response.rowsScanned(),
                    System.nanoTime() - start);
            return response;
        } catch (LateCallException e) {
            LOG.debug("Sent back, to be asked again: {}", e.getMessage());
            metrics.rejected();
            return AggregationResponse.busy(region.getRegionInfo().getEncodedName(), request.newGroupTable());
        } finally {
            quota.close();
        }
    }

    /** What the call's deadline leaves and what it left when the call came in, in milliseconds. */
    private record CallTime(long millisLeft, long millisInAll) {
        static CallTime ofCurrentCall() {
            RpcCall call = RpcServer.getCurrentCall().orElse(null);
            if (call == null || call.getDeadline() == Long.MAX_VALUE) {
                return new CallTime(NO_DEADLINE, NO_DEADLINE);
            }
            long left = call.getDeadline() - EnvironmentEdgeManager.currentTime();
            return new CallTime(
                    Math.max(2, Math.min(NO_DEADLINE, left)),
                    Math.min(NO_DEADLINE, call.getDeadline() - call.getReceiveTime()));
        }
    }

    /** The smallest of: our settings, what the client asks, half of what the call's deadline leaves. */
    private SliceLimits limits(AggregationRequest request, long millisLeft) {
        return settings.slice().tightenedBy(request.limits()).tightenedBy(new SliceLimits(millisLeft / 2, 0, 0, 0));
    }
}
