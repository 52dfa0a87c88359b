// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.slice.core.Column;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;

/** Finds the columns of a request in cells. Few columns: a plain loop beats a map, and nothing is copied. Immutable. */
final class ColumnIndex {
    private final byte[][] families;
    private final byte[][] qualifiers;

    /** @param columns in the order of cells in a row */
    ColumnIndex(List<Column> columns) {
        families = columns.stream().map(Column::family).toArray(byte[][]::new);
        qualifiers = columns.stream().map(Column::qualifier).toArray(byte[][]::new);
    }

    /** The position of the cell's column among the columns, or -1. */
    int indexOf(Cell cell) {
        for (int i = 0; i < families.length; i++) {
            if (CellUtil.matchingColumn(cell, families[i], qualifiers[i])) {
                return i;
            }
        }
        return -1;
    }

    /** True when a column of the cell's family comes after the cell's own. */
    boolean hasAfter(Cell cell) {
        for (int i = families.length - 1; i >= 0; i--) {
            if (CellUtil.matchingFamily(cell, families[i])
                    && CellUtil.compareQualifiers(cell, qualifiers[i], 0, qualifiers[i].length) < 0) {
                return true;
            }
        }
        return false;
    }
}
