// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.exceptions.UnknownProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regions of a real table.
 *
 * <p>A call that takes longer than a few seconds has its region looked up anew meanwhile. HBase's client repeats a failed
 * call by itself, for two minutes, and may be sent to and fro between two region servers for all of them: each remembers for
 * two minutes that it moved the region to the other (RSRpcServices of 2.6.4 drops that note only on the old way of opening
 * regions), and neither has it any more, since it was split or merged after it came back. Once the cache is right, the next
 * repetition is too.
 */
public final class TableCaller implements RegionCaller {
    private static final Logger LOG = LoggerFactory.getLogger(TableCaller.class);

    /** HBase's client repeats a call after 0.1, 0.3, 0.6, 1.1, 2.1, 4.1, 8.1 and 18 seconds. */
    private static final long LOOK_UP_SECONDS = 3;

    private static final ScheduledThreadPoolExecutor LOOK_UPS = new ScheduledThreadPoolExecutor(2, task -> {
        Thread thread = new Thread(task, "howdah-look-up");
        thread.setDaemon(true);
        return thread;
    });

    static {
        LOOK_UPS.setRemoveOnCancelPolicy(true);
    }

    private final Connection connection;
    private final TableName name;
    private final Channel channel;

    /** Calls one endpoint. */
    @FunctionalInterface
    public interface Channel {
        byte[] call(Table table, byte[] row, byte[] request) throws IOException;
    }

    public TableCaller(Connection connection, TableName name, Channel channel) {
        this.connection = connection;
        this.name = name;
        this.channel = channel;
    }

    @Override
    public Location locate(byte[] row, boolean refresh) throws IOException {
        try (RegionLocator locator = connection.getRegionLocator(name)) {
            HRegionLocation location = locator.getRegionLocation(row, refresh);
            return new Location(
                    location.getRegion().getEncodedName(), location.getRegion().getEndKey());
        }
    }

    @Override
    public byte[] call(byte[] row, byte[] request) throws IOException {
        Future<?> lookUps =
                LOOK_UPS.scheduleWithFixedDelay(() -> lookUp(row), LOOK_UP_SECONDS, LOOK_UP_SECONDS, TimeUnit.SECONDS);
        try (Table table = connection.getTable(name)) {
            return channel.call(table, row, request);
        } catch (IOException e) {
            throw withServer(e, row);
        } finally {
            lookUps.cancel(false);
        }
    }

    /** That an endpoint is missing, in one line: the region server names the region, but not itself. */
    private IOException withServer(IOException failure, byte[] row) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownProtocolException unknown) {
                String said =
                        String.valueOf(unknown.getMessage()).lines().findFirst().orElse("");
                IOException named = new UnknownProtocolException(
                        null,
                        said.substring(Math.max(0, said.indexOf("No registered"))) + ", region server " + server(row));
                named.initCause(failure);
                return named;
            }
        }
        return failure;
    }

    /** Who was asked, most likely. */
    private String server(byte[] row) throws IOException {
        try (RegionLocator locator = connection.getRegionLocator(name)) {
            return locator.getRegionLocation(row).getServerName().toString();
        }
    }

    private void lookUp(byte[] row) {
        try {
            locate(row, true);
        } catch (IOException e) {
            LOG.debug("Table {}: a region was not found while a call to it waits", name, e);
        }
    }
}
