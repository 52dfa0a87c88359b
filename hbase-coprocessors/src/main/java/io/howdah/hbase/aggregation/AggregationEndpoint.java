// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import com.google.protobuf.Service;
import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.aggregation.core.UndecodableValueException;
import io.howdah.hbase.protocol.AggregationServer;
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

    /** Calls at work for each region server of this process: one, but for mini clusters. */
    private static final Map<ServerName, Semaphore> CALLS = new ConcurrentHashMap<>();

    private HRegion region;
    private HBaseSettings settings;
    private Semaphore calls;
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
        calls = CALLS.computeIfAbsent(regionEnv.getServerName(), server -> new Semaphore(settings.callsMax()));
        metrics = AggregationMetrics.instance();
    }

    @Override
    public Iterable<Service> getServices() {
        return List.of(AggregationServer.service(this::call));
    }

    private byte[] call(byte[] bytes) throws IOException {
        metrics.called();
        boolean answered = false;
        try {
            AggregationRequest request = RequestCodec.decode(bytes);
            AggregationResponse response = answer(request);
            byte[] reply = ResponseCodec.encode(response, request);
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

    private AggregationResponse answer(AggregationRequest request) throws IOException {
        if (!calls.tryAcquire()) {
            metrics.rejected();
            return AggregationResponse.busy(region.getRegionInfo().getEncodedName(), request.newGroupTable());
        }
        try {
            Scan scan = ProtobufUtil.toScan(ClientProtos.Scan.parseFrom(request.scan()));
            ScanRules.check(scan);
            long start = System.nanoTime();
            AggregationResponse response = new RegionSlice(region).read(request, scan, limits(request));
            StopReason reason = response.reason();
            metrics.answered(
                    reason != StopReason.END,
                    reason == StopReason.GROUPS || reason == StopReason.MEMORY,
                    response.rowsScanned(),
                    System.nanoTime() - start);
            return response;
        } finally {
            calls.release();
        }
    }

    /** The smallest of: our settings, what the client asks, half of what the call's deadline leaves. */
    private SliceLimits limits(AggregationRequest request) {
        SliceLimits limits = settings.slice().tightenedBy(request.limits());
        long deadline = RpcServer.getCurrentCall().map(RpcCall::getDeadline).orElse(Long.MAX_VALUE);
        if (deadline == Long.MAX_VALUE) {
            return limits;
        }
        long half = Math.max(1, (deadline - EnvironmentEdgeManager.currentTime()) / 2);
        return limits.tightenedBy(new SliceLimits(half, 0, 0, 0));
    }
}
