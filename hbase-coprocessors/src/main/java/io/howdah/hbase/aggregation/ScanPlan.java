// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import io.howdah.hbase.slice.core.RowRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Turns a request into the scan of one slice. Which rows are in the answer follows SQL: those with at least one cell in
 * the families and columns the user selected (none selected: any cell). Columns that only aggregates and groups need are
 * read too but make no row count.
 */
final class ScanPlan {
    private final Scan scan;
    private final ColumnIndex needed;
    /** The user's selection, when the scan had to be widened beyond it; else null. A null set: the whole family. */
    private final Map<byte[], NavigableSet<byte[]>> selection;

    private ScanPlan(Scan scan, ColumnIndex needed, Map<byte[], NavigableSet<byte[]>> selection) {
        this.scan = scan;
        this.needed = needed;
        this.selection = selection;
    }

    /**
     * @param asked the scan of the request
     * @param range the rows to read, inside the region
     * @throws AggregationException when a family does not exist
     */
    static ScanPlan of(AggregationRequest request, Scan asked, RowRange range, TableDescriptor table)
            throws IOException {
        List<Column> columns = request.columns();
        for (Column column : columns) {
            checkFamily(column.family(), table);
        }
        for (byte[] family : asked.getFamilyMap().keySet()) {
            checkFamily(family, table);
        }
        Scan scan = new Scan(asked)
                .withStartRow(range.from())
                .withStopRow(range.to())
                .readVersions(1);
        boolean inside = !asked.hasFamilies() || columns.stream().allMatch(c -> selects(asked.getFamilyMap(), c));
        if (inside && !request.needsEveryRow() && asked.getFilter() == null) {
            // Rows without any of the columns cannot change the answer: let HBase seek past everything else.
            scan.setFamilyMap(new TreeMap<>(Bytes.BYTES_COMPARATOR));
            columns.forEach(c -> scan.addColumn(c.family(), c.qualifier()));
            return new ScanPlan(scan, null, null);
        }
        if (!asked.hasFamilies()) {
            table.getColumnFamilyNames().forEach(scan::addFamily);
        }
        if (!inside) {
            columns.stream()
                    .filter(c -> !selects(asked.getFamilyMap(), c))
                    .forEach(c -> scan.addColumn(c.family(), c.qualifier()));
            // Every selected cell counts as proof of the row, so none may be dropped.
            return new ScanPlan(scan, null, asked.getFamilyMap());
        }
        return new ScanPlan(scan, new ColumnIndex(columns), null);
    }

    private static void checkFamily(byte[] family, TableDescriptor table) throws AggregationException {
        if (!table.hasColumnFamily(family)) {
            throw new AggregationException("table " + table.getTableName() + " has no column family '"
                    + Printable.of(family) + "'; it has: "
                    + table.getColumnFamilyNames().stream().map(Printable::of).collect(Collectors.joining(", ")));
        }
    }

    private static boolean selects(Map<byte[], NavigableSet<byte[]>> families, Column column) {
        NavigableSet<byte[]> qualifiers = families.get(column.family());
        return families.containsKey(column.family())
                && (qualifiers == null || qualifiers.isEmpty() || qualifiers.contains(column.qualifier()));
    }

    /** The scan, before observers have seen it. */
    Scan scan() {
        return scan;
    }

    /** The columns to keep when the scan yields more than is needed; null: keep all. */
    ColumnIndex needed() {
        return needed;
    }

    /** True when the row has a cell the user selected. */
    boolean counts(List<Cell> row) {
        if (selection == null) {
            return true;
        }
        for (Cell cell : row) {
            NavigableSet<byte[]> qualifiers = selection.get(CellUtil.cloneFamily(cell));
            if (qualifiers == null
                    ? selection.containsKey(CellUtil.cloneFamily(cell))
                    : qualifiers.isEmpty() || qualifiers.contains(CellUtil.cloneQualifier(cell))) {
                return true;
            }
        }
        return false;
    }
}
