// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterBase;

/**
 * Ends a slice between two rows. Wraps the scan's own filter (the user's, with what access control put around it in
 * {@code preScannerOpen}) and asks it first, always.
 *
 * <p>Why a filter and not the time limit of {@code ScannerContext}: HBase asks {@code filterRowKey} before every row
 * there is on disk, rows of delete markers and rows that are filtered out too. So the slice ends in time where nothing
 * comes out, it ends at a row boundary, and the row it ends at is known; a {@code ScannerContext} can stop within a row
 * and says where only to HBase's own package.
 *
 * <p>Never leaves the region server. Not thread-safe: one slice, one thread.
 */
public class BoundaryFilter extends FilterBase {
    private final Filter inner;
    private final Supplier<StopReason> beforeRow;
    private StopReason reason;
    private byte[] stoppedAt;

    /**
     * @param inner the scan's filter, or null
     * @param beforeRow asked before each row: null: read it; else why the slice ends before it
     */
    public BoundaryFilter(Filter inner, Supplier<StopReason> beforeRow) {
        this.inner = inner;
        this.beforeRow = beforeRow;
    }

    /** Why the slice was ended, or null when it was not. */
    public final StopReason reason() {
        return reason;
    }

    /** The row before which the slice was ended: the first one that is not covered. */
    public final byte[] stoppedAt() {
        return stoppedAt;
    }

    /** Ends the slice before the row of this cell. */
    protected final void endBefore(Cell cell, StopReason why) {
        reason = why;
        stoppedAt = CellUtil.cloneRow(cell);
    }

    /** The scan's filter, or null. */
    protected final Filter inner() {
        return inner;
    }

    @Override
    public boolean filterRowKey(Cell firstOfRow) throws IOException {
        if (reason == null) {
            StopReason why = beforeRow.get();
            if (why != null) {
                endBefore(firstOfRow, why);
            }
        }
        return reason != null || (inner != null && inner.filterRowKey(firstOfRow));
    }

    @Override
    public boolean filterAllRemaining() throws IOException {
        return reason != null || (inner != null && inner.filterAllRemaining());
    }

    @Override
    public ReturnCode filterCell(Cell cell) throws IOException {
        return inner == null ? ReturnCode.INCLUDE : inner.filterCell(cell);
    }

    @Override
    public void reset() throws IOException {
        if (inner != null) {
            inner.reset();
        }
    }

    @Override
    public Cell transformCell(Cell cell) throws IOException {
        return inner == null ? cell : inner.transformCell(cell);
    }

    @Override
    public void filterRowCells(List<Cell> cells) throws IOException {
        if (inner != null) {
            inner.filterRowCells(cells);
        }
    }

    @Override
    public boolean hasFilterRow() {
        return inner != null && inner.hasFilterRow();
    }

    @Override
    public boolean filterRow() throws IOException {
        return inner != null && inner.filterRow();
    }

    @Override
    public Cell getNextCellHint(Cell current) throws IOException {
        return inner == null ? null : inner.getNextCellHint(current);
    }

    @Override
    public boolean isFamilyEssential(byte[] family) throws IOException {
        return inner == null || inner.isFamilyEssential(family);
    }
}
