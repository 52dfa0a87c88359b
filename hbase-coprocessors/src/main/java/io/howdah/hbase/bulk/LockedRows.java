// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.bulk.core.BulkChange;
import io.howdah.hbase.bulk.core.BulkCounts;
import io.howdah.hbase.bulk.core.BulkRequest;
import io.howdah.hbase.slice.core.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.HConstants.OperationStatusCode;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.regionserver.OperationStatus;
import org.apache.hadoop.hbase.regionserver.Region;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.ClientProtos;

/**
 * Changes some rows that matched when they were scanned: locks them, asks the condition again, writes those that still
 * match in one batch. All through the region's own paths, so that access control and other observers see a get and a put or
 * delete of the caller. Rows are locked in the order of keys, as HBase's batches lock them, so that two never wait for each
 * other. Not thread-safe.
 */
final class LockedRows {
    private final HRegion region;
    private final BulkRequest request;
    private final ClientProtos.Scan condition;
    private final Scan asked;

    /** @param condition the scan of the request */
    LockedRows(HRegion region, BulkRequest request, ClientProtos.Scan condition) throws IOException {
        this.region = region;
        this.request = request;
        this.condition = condition;
        this.asked = ProtobufUtil.toScan(condition);
    }

    /**
     * @param rows in order
     * @return changed, lost and newer of these rows
     */
    BulkCounts change(List<byte[]> rows) throws IOException {
        List<Region.RowLock> locks = new ArrayList<>();
        try {
            for (byte[] row : rows) {
                locks.add(region.getRowLock(row, false));
            }
            List<Mutation> writes = new ArrayList<>();
            long lost = 0;
            long newer = 0;
            for (byte[] row : rows) {
                Result now = region.get(asGet(row));
                if (now.isEmpty()) {
                    lost++;
                } else if (isNewer(row, now)) {
                    newer++;
                } else {
                    writes.add(write(row));
                }
            }
            if (!writes.isEmpty()) {
                check(writes, region.batchMutate(writes.toArray(Mutation[]::new)));
            }
            return new BulkCounts(0, 0, writes.size(), lost, newer);
        } finally {
            for (int i = locks.size() - 1; i >= 0; i--) {
                locks.get(i).release();
            }
        }
    }

    /** The condition for one row, with a filter of its own: filters have state, and access control wraps them. */
    private Get asGet(byte[] row) throws IOException {
        Get get = new Get(row)
                .readVersions(1)
                .setTimeRange(
                        asked.getTimeRange().getMin(), asked.getTimeRange().getMax());
        asked.getColumnFamilyTimeRange()
                .forEach((family, range) -> get.setColumnFamilyTimeRange(family, range.getMin(), range.getMax()));
        for (Map.Entry<byte[], NavigableSet<byte[]>> family :
                asked.getFamilyMap().entrySet()) {
            if (family.getValue() == null || family.getValue().isEmpty()) {
                get.addFamily(family.getKey());
            } else {
                family.getValue().forEach(qualifier -> get.addColumn(family.getKey(), qualifier));
            }
        }
        asked.getAttributesMap().forEach(get::setAttribute);
        if (condition.hasFilter()) {
            get.setFilter(ProtobufUtil.toFilter(condition.getFilter()));
        }
        return get;
    }

    /** True when the job's timestamp is too old to change anything the row shows. */
    private boolean isNewer(byte[] row, Result now) throws IOException {
        if (request.change() instanceof BulkChange.Assignments assignments) {
            Get set = new Get(row).readVersions(1);
            asked.getAttributesMap().forEach(set::setAttribute);
            assignments
                    .values()
                    .forEach(a -> set.addColumn(a.column().family(), a.column().qualifier()));
            return anyNewer(region.get(set), false);
        }
        return anyNewer(now, true);
    }

    private boolean anyNewer(Result cells, boolean all) {
        if (cells.isEmpty()) {
            return false;
        }
        int newer = 0;
        for (Cell cell : cells.rawCells()) {
            newer += cell.getTimestamp() > request.timestamp() ? 1 : 0;
        }
        return all ? newer == cells.size() : newer > 0;
    }

    private Mutation write(byte[] row) {
        long timestamp = request.timestamp();
        if (request.change() instanceof BulkChange.Assignments assignments) {
            Put put = new Put(row, timestamp);
            for (BulkChange.Assignment a : assignments.values()) {
                put.addColumn(a.column().family(), a.column().qualifier(), timestamp, a.value());
            }
            return put;
        }
        Delete delete = new Delete(row, timestamp);
        for (BulkChange.Target target : ((BulkChange.Deletion) request.change()).targets()) {
            if (target.qualifier() == null) {
                delete.addFamily(target.family(), timestamp);
            } else {
                delete.addColumns(target.family(), target.qualifier(), timestamp);
            }
        }
        return delete;
    }

    private static void check(List<Mutation> writes, OperationStatus[] statuses) throws IOException {
        for (int i = 0; i < statuses.length; i++) {
            if (statuses[i].getOperationStatusCode() != OperationStatusCode.SUCCESS) {
                String message = "row '" + Printable.of(writes.get(i).getRow()) + "': " + statuses[i].getExceptionMsg();
                throw statuses[i].getOperationStatusCode() == OperationStatusCode.STORE_TOO_BUSY
                        ? new IOException(message)
                        : new DoNotRetryIOException(message);
            }
        }
    }
}
