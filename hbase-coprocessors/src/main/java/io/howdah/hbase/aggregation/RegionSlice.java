// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.GroupTable;
import io.howdah.hbase.aggregation.core.RowFold;
import io.howdah.hbase.aggregation.core.SliceGuard;
import io.howdah.hbase.aggregation.core.SliceLimits;
import io.howdah.hbase.slice.ObservedScan;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.NotServingRegionException;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.regionserver.RegionScanner;
import org.apache.hadoop.hbase.regionserver.Shipper;

/**
 * Reads one slice of one region: opens a scanner the way a client's scan opens it, with all observers, folds rows until
 * the guard says stop, closes the scanner. Keeps nothing between slices.
 */
final class RegionSlice {
    /** Rows after which HBase may take back the blocks of its pool that were read. */
    private static final int SHIP_AFTER = 500;

    private final HRegion region;

    private final SliceHost host;

    RegionSlice(HRegion region, SliceHost host) {
        this.region = region;
        this.host = host;
    }

    /**
     * @param asked the scan of the request
     * @param limits time, rows and groups of this slice
     * @param rowLimits of one row
     * @throws NotServingRegionException when the first row is not in this region: the client looks it up again
     * @throws AggregationException when repeating the call cannot help
     */
    AggregationResponse read(AggregationRequest request, Scan asked, SliceLimits limits, SliceGuard.RowLimits rowLimits)
            throws IOException {
        RegionInfo info = region.getRegionInfo();
        RowRange mine = RowRange.of(info.getStartKey(), info.getEndKey());
        if (!mine.contains(request.range().from())) {
            throw new NotServingRegionException(
                    "range " + request.range() + " does not start in region " + info.getEncodedName() + " " + mine);
        }
        RowRange range = request.range().intersect(mine);
        GroupTable groups = request.newGroupTable();
        SliceGuard guard = new SliceGuard(limits, rowLimits, groups, host);
        if (range.isEmpty()) {
            return reply(range, StopReason.END, info, guard, groups);
        }
        ScanPlan plan = ScanPlan.of(request, asked, range, region.getTableDescriptor());
        SliceFilter filter = scan(plan, new RowFold(request, groups), request, guard);
        return filter.reason() == null
                ? reply(range, StopReason.END, info, guard, groups)
                : reply(RowRange.of(range.from(), filter.stoppedAt()), filter.reason(), info, guard, groups);
    }

    private static AggregationResponse reply(
            RowRange covered, StopReason reason, RegionInfo info, SliceGuard guard, GroupTable groups) {
        return new AggregationResponse(
                covered, reason, info.getEncodedName(), guard.rows(), guard.elapsedNanos() / 1_000, groups);
    }

    private SliceFilter scan(ScanPlan plan, RowFold fold, AggregationRequest request, SliceGuard guard)
            throws IOException {
        SliceFilter[] filter = new SliceFilter[1];
        ColumnIndex columns = new ColumnIndex(request.columns());
        try (ObservedScan open = ObservedScan.open(
                region, plan.scan(), inner -> filter[0] = new SliceFilter(inner, guard, plan.needed()))) {
            fold(open.scanner(), open.shipper(), filter[0], row -> {
                host.read(row);
                if (plan.counts(row)) {
                    fold(row, columns, fold);
                }
            });
        }
        return filter[0];
    }

    private static void fold(RegionScanner scanner, Shipper shipper, SliceFilter filter, Consumer<List<Cell>> rows)
            throws IOException {
        List<Cell> row = new ArrayList<>();
        int sinceShipped = 0;
        boolean more = true;
        while (more) {
            row.clear();
            more = scanner.nextRaw(row);
            if (!row.isEmpty() && !filter.gaveRowBack()) {
                rows.accept(row);
            }
            if (shipper != null && ++sinceShipped == SHIP_AFTER) {
                row.clear();
                shipper.shipped();
                sinceShipped = 0;
            }
        }
    }

    private static void fold(List<Cell> row, ColumnIndex columns, RowFold fold) {
        Cell first = row.get(0);
        CellUtil.copyRowTo(first, fold.begin(first.getRowLength()), 0);
        int previous = -1;
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            int column = columns.indexOf(cell, previous);
            previous = column;
            byte[] room = column < 0 ? null : fold.room(column, cell.getValueLength(), cell.getTimestamp());
            if (room != null) {
                CellUtil.copyValueTo(cell, room, 0);
            }
        }
        fold.end();
    }
}
