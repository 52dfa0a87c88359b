// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import com.google.protobuf.Service;
import io.howdah.hbase.bulk.core.BulkChange;
import io.howdah.hbase.bulk.core.BulkCodec;
import io.howdah.hbase.bulk.core.BulkReply;
import io.howdah.hbase.bulk.core.BulkRequest;
import io.howdah.hbase.protocol.EnvelopeServer;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.ProtocolException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.CoprocessorEnvironment;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.coprocessor.CoprocessorException;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.ipc.RpcCall;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.util.EnvironmentEdgeManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coprocessor: deletes or updates the rows of one region that match a condition, one bounded slice for each call. The
 * client is {@link BulkMutation}. Thread-safe; keeps nothing between calls, and at one timestamp a repeated call writes what
 * is there already.
 */
public final class BulkEndpoint implements RegionCoprocessor {
    private static final Logger LOG = LoggerFactory.getLogger(BulkEndpoint.class);

    /** A client's clock may be so far ahead: the call is sent back until it is not. */
    private static final long CLOCK_AHEAD_MILLIS = 5_000;

    /** Calls at work for each region server of this process: one, but for mini clusters. */
    private static final Map<ServerName, Semaphore> CALLS = new ConcurrentHashMap<>();

    private HRegion region;
    private BulkSettings settings;
    private Semaphore calls;

    @Override
    public void start(CoprocessorEnvironment env) throws IOException {
        if (!(env instanceof RegionCoprocessorEnvironment regionEnv)) {
            throw new CoprocessorException(
                    BulkEndpoint.class.getName()
                            + " is a region coprocessor: load it for a table or put it into hbase.coprocessor.user.region.classes");
        }
        try {
            settings = BulkSettings.from(env.getConfiguration()::get);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}", BulkEndpoint.class.getName(), e.getMessage());
            throw new CoprocessorException(e.getMessage());
        }
        region = (HRegion) regionEnv.getRegion();
        calls = CALLS.computeIfAbsent(regionEnv.getServerName(), server -> new Semaphore(settings.callsMax()));
    }

    @Override
    public Iterable<Service> getServices() {
        return List.of(EnvelopeServer.bulkMutation(this::call));
    }

    private byte[] call(byte[] bytes) throws IOException {
        BulkMetrics metrics = BulkMetrics.instance();
        metrics.called();
        boolean answered = false;
        try {
            BulkReply reply = answer(BulkCodec.decodeRequest(bytes));
            metrics.done(reply.counts());
            answered = true;
            return BulkCodec.encode(reply);
        } catch (ProtocolException | IllegalArgumentException e) {
            throw new DoNotRetryIOException(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Bulk call on {} failed", region.getRegionInfo().getRegionNameAsString(), e);
            throw new DoNotRetryIOException("internal error on the region server: " + e, e);
        } finally {
            if (!answered) {
                metrics.failed();
            }
        }
    }

    private BulkReply answer(BulkRequest request) throws IOException {
        String name = region.getRegionInfo().getEncodedName();
        long ahead = request.timestamp() - EnvironmentEdgeManager.currentTime();
        if (ahead > CLOCK_AHEAD_MILLIS) {
            throw new DoNotRetryIOException("timestamp " + request.timestamp() + " is " + ahead
                    + " ms ahead of the region server's clock: it would hide what is written until then");
        }
        if (ahead > 0) {
            return BulkReply.later(name, ahead);
        }
        checkFamilies(request.change(), region.getTableDescriptor());
        if (!calls.tryAcquire()) {
            BulkMetrics.instance().rejected();
            return BulkReply.later(name, 0);
        }
        try {
            return new BulkSlice(region, request, settings.batchRows(), millis()).apply();
        } finally {
            calls.release();
        }
    }

    private static void checkFamilies(BulkChange change, TableDescriptor table) throws DoNotRetryIOException {
        Stream<byte[]> families = change instanceof BulkChange.Deletion deletion
                ? deletion.targets().stream().map(BulkChange.Target::family)
                : ((BulkChange.Assignments) change)
                        .values().stream().map(assignment -> assignment.column().family());
        for (byte[] family : families.toList()) {
            if (!table.hasColumnFamily(family)) {
                throw new DoNotRetryIOException("table " + table.getTableName() + " has no column family '"
                        + Printable.of(family) + "'; it has: "
                        + table.getColumnFamilyNames().stream()
                                .map(Printable::of)
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private long millis() {
        long deadline = RpcServer.getCurrentCall().map(RpcCall::getDeadline).orElse(Long.MAX_VALUE);
        if (deadline == Long.MAX_VALUE) {
            return settings.sliceMillis();
        }
        return Math.min(settings.sliceMillis(), Math.max(1, (deadline - EnvironmentEdgeManager.currentTime()) / 2));
    }
}
