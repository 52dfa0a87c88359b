// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.aggregation.ScanRules;
import io.howdah.hbase.bulk.core.BulkCounts;
import io.howdah.hbase.bulk.core.BulkGuard;
import io.howdah.hbase.bulk.core.BulkReply;
import io.howdah.hbase.bulk.core.BulkRequest;
import io.howdah.hbase.slice.BoundaryFilter;
import io.howdah.hbase.slice.ObservedScan;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.NotServingRegionException;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.shaded.protobuf.ProtobufUtil;
import org.apache.hadoop.hbase.shaded.protobuf.generated.ClientProtos;

/** One slice of one region: scans for rows that match and changes them some at a time. One slice, one thread. */
final class BulkSlice {
    private final HRegion region;
    private final BulkRequest request;
    private final RowRange range;
    private final int batchRows;
    private final ClientProtos.Scan condition;
    private final BulkGuard guard;
    private final LockedRows rows;
    private BulkCounts changed = BulkCounts.NONE;
    /** The first row that could not be changed now; null when all could. */
    private byte[] stoppedAt;

    /**
     * @param millis how long the slice may take
     * @throws NotServingRegionException when the first row is not in this region: the client looks it up again
     */
    BulkSlice(HRegion region, BulkRequest request, int batchRows, long millis) throws IOException {
        RegionInfo info = region.getRegionInfo();
        RowRange mine = RowRange.of(info.getStartKey(), info.getEndKey());
        if (!mine.contains(request.range().from())) {
            throw new NotServingRegionException(
                    "range " + request.range() + " does not start in region " + info.getEncodedName() + " " + mine);
        }
        this.region = region;
        this.request = request;
        this.batchRows = batchRows;
        this.range = request.range().intersect(mine);
        this.condition = ClientProtos.Scan.parseFrom(request.scan());
        this.guard = new BulkGuard(request.mostChanges(), millis, System::nanoTime, region::isClosing);
        this.rows = new LockedRows(region, request, condition);
    }

    BulkReply apply() throws IOException {
        RowRange covered = range.isEmpty() ? range : RowRange.of(range.from(), walk());
        BulkCounts counts = new BulkCounts(guard.rows(), guard.matches(), 0, 0, 0).plus(changed);
        return new BulkReply(covered, region.getRegionInfo().getEncodedName(), 0, counts);
    }

    /** @return where the slice ended: the first row that is not covered, or the end of the range */
    private byte[] walk() throws IOException {
        Scan scan = ProtobufUtil.toScan(condition)
                .withStartRow(range.from())
                .withStopRow(range.to())
                .readVersions(1);
        ScanRules.check(scan);
        BoundaryFilter[] filter = new BoundaryFilter[1];
        List<byte[]> matching = new ArrayList<>();
        try (ObservedScan open =
                ObservedScan.open(region, scan, inner -> filter[0] = new BoundaryFilter(inner, guard::beforeRow))) {
            List<Cell> row = new ArrayList<>();
            boolean more = true;
            while (more && stoppedAt == null) {
                row.clear();
                more = open.scanner().nextRaw(row);
                if (!row.isEmpty()) {
                    guard.matched();
                    matching.add(CellUtil.cloneRow(row.get(0)));
                }
                if (matching.size() >= batchRows) {
                    row.clear();
                    if (open.shipper() != null) {
                        open.shipper().shipped();
                    }
                    change(matching);
                }
            }
        }
        if (stoppedAt == null) {
            change(matching);
        }
        if (stoppedAt != null) {
            return stoppedAt;
        }
        return filter[0].reason() == null ? range.to() : filter[0].stoppedAt();
    }

    private void change(List<byte[]> matching) throws IOException {
        if (matching.isEmpty() || request.dryRun()) {
            matching.clear();
            return;
        }
        try {
            changed = changed.plus(rows.change(matching));
        } catch (NotServingRegionException | RegionTooBusyException e) {
            // What was done until here is done and is said, so that it is counted.
            if (Arrays.equals(matching.get(0), range.from())) {
                throw e;
            }
            stoppedAt = matching.get(0);
        }
        matching.clear();
    }
}
