// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import java.io.IOException;
import org.apache.hadoop.hbase.HRegionLocation;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;

/** Regions of a real table. */
public final class TableCaller implements RegionCaller {
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
        try (Table table = connection.getTable(name)) {
            return channel.call(table, row, request);
        }
    }
}
