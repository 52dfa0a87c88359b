// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.aggregation.core.SliceGuard;
import io.howdah.hbase.slice.BoundaryFilter;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.filter.Filter;

/**
 * Ends a slice of an aggregate, between two rows or by giving a wide row back, and drops the cells nobody needs. Not
 * thread-safe: one slice, one thread.
 */
final class SliceFilter extends BoundaryFilter {
    private final SliceGuard guard;
    private final ColumnIndex needed;
    private final boolean prune;
    private boolean rowHasCell;
    /** The column of the cell that was seen last, or -1. */
    private int column;

    private boolean gaveRowBack;

    /**
     * @param inner the scan's filter, or null
     * @param needed the columns whose values are needed; null: every cell the scan yields
     */
    SliceFilter(Filter inner, SliceGuard guard, ColumnIndex needed) {
        super(inner, guard::beforeRow);
        this.guard = guard;
        this.needed = needed;
        // A filter that judges or edits whole rows must see whole rows.
        this.prune = needed != null && (inner == null || !inner.hasFilterRow());
    }

    /** True when the row that was read last is not in this slice. */
    boolean gaveRowBack() {
        return gaveRowBack;
    }

    @Override
    public boolean filterRowKey(Cell firstOfRow) throws IOException {
        rowHasCell = false;
        column = -1;
        return super.filterRowKey(firstOfRow);
    }

    @Override
    public ReturnCode filterCell(Cell cell) throws IOException {
        if (gaveRowBack) {
            // Another family of the same row.
            return ReturnCode.NEXT_ROW;
        }
        ReturnCode code = filtered(cell);
        return fits(cell, includes(code) ? cell.heapSize() : 0) ? code : ReturnCode.NEXT_ROW;
    }

    /** True when the row may go on; false when it was given back to the next slice. */
    private boolean fits(Cell cell, long keptBytes) throws AggregationException, LateCallException {
        switch (guard.cell(keptBytes)) {
            case GOES_ON -> {
                return true;
            }
            case GIVEN_BACK -> {
                gaveRowBack = true;
                endBefore(cell, StopReason.TIME);
                return false;
            }
            case TOO_WIDE ->
                throw new AggregationException("row '" + Printable.of(CellUtil.cloneRow(cell))
                        + "' is too wide for one slice: the cells that are needed of it take more than "
                        + guard.rowLimits().bytes()
                        + " bytes (howdah.hbase.aggregation.slice.memory.bytes): select fewer"
                        + " columns, use a filter that does not judge whole rows, or raise the limit");
            case TOO_SLOW ->
                throw new AggregationException("row '" + Printable.of(CellUtil.cloneRow(cell))
                        + "' is too wide for one slice: to read it alone takes longer than a call may, "
                        + guard.rowLimits().millis() + " ms: select fewer columns, or raise hbase.rpc.timeout of the"
                        + " client");
            case TOO_LATE ->
                throw new LateCallException("row '" + Printable.of(CellUtil.cloneRow(cell)) + "' takes longer than the "
                        + guard.rowLimits().millis() + " ms that are left of the call");
        }
        throw new AssertionError("all cases return or throw");
    }

    private ReturnCode filtered(Cell cell) throws IOException {
        ReturnCode code = super.filterCell(cell);
        if (!prune || !includes(code)) {
            return code;
        }
        // One cell of each row is kept, whatever its column: it shows that the row is there.
        column = needed.indexOf(cell, column);
        boolean keep = !rowHasCell || column >= 0;
        rowHasCell = true;
        if (inner() == null && !needed.hasAfter(cell, column)) {
            return keep ? ReturnCode.INCLUDE_AND_SEEK_NEXT_ROW : ReturnCode.NEXT_ROW;
        }
        return keep ? code : withoutCell(code);
    }

    private static boolean includes(ReturnCode code) {
        return code == ReturnCode.INCLUDE
                || code == ReturnCode.INCLUDE_AND_NEXT_COL
                || code == ReturnCode.INCLUDE_AND_SEEK_NEXT_ROW;
    }

    /** The same next position, but the cell left out. */
    private static ReturnCode withoutCell(ReturnCode code) {
        return switch (code) {
            case INCLUDE_AND_NEXT_COL -> ReturnCode.NEXT_COL;
            case INCLUDE_AND_SEEK_NEXT_ROW -> ReturnCode.NEXT_ROW;
            default -> ReturnCode.SKIP;
        };
    }
}
