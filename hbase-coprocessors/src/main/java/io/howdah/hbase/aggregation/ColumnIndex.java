// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import io.howdah.hbase.slice.core.Column;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.hbase.ByteBufferExtendedCell;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;

/**
 * Finds the columns of a request in cells. Few columns: a plain loop beats a map, and nothing is copied. It is asked for
 * each cell a slice reads, twice; HBase's own comparison of a column took an eighth of a slice, so names, which are short,
 * are compared here byte by byte, the last byte first. Immutable.
 */
final class ColumnIndex {
    private final byte[][] families;
    private final byte[][] qualifiers;
    /** True when no column of the same family comes after this one. */
    private final boolean[] lastOfFamily;

    /** @param columns in the order of cells in a row */
    ColumnIndex(List<Column> columns) {
        families = columns.stream().map(Column::family).toArray(byte[][]::new);
        qualifiers = columns.stream().map(Column::qualifier).toArray(byte[][]::new);
        lastOfFamily = new boolean[families.length];
        for (int i = 0; i < families.length; i++) {
            lastOfFamily[i] = i == families.length - 1 || !Arrays.equals(families[i], families[i + 1]);
        }
    }

    /** The position of the cell's column among the columns, or -1. */
    int indexOf(Cell cell) {
        return indexOf(cell, -1);
    }

    /**
     * As {@link #indexOf(Cell)}.
     *
     * @param previous what it gave for the cell before, or -1: cells of a row come in the order of the columns, so this
     *     is where the search begins
     */
    int indexOf(Cell cell, int previous) {
        int count = families.length;
        if (cell instanceof ByteBufferExtendedCell) {
            for (int i = 0; i < count; i++) {
                if (CellUtil.matchingColumn(cell, families[i], qualifiers[i])) { // outside the heap
                    return i;
                }
            }
            return -1;
        }
        byte[] bytes = cell.getQualifierArray();
        int offset = cell.getQualifierOffset();
        int length = cell.getQualifierLength();
        int i = previous + 1;
        for (int tried = 0; tried < count; tried++, i++) {
            if (i >= count) {
                i = 0;
            }
            if (isName(bytes, offset, length, qualifiers[i])
                    && isName(cell.getFamilyArray(), cell.getFamilyOffset(), cell.getFamilyLength(), families[i])) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isName(byte[] bytes, int offset, int length, byte[] name) {
        if (length != name.length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (bytes[offset + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * True when a column of the cell's family comes after the cell's own.
     *
     * @param index what {@link #indexOf} gave for the cell
     */
    boolean hasAfter(Cell cell, int index) {
        if (index >= 0) {
            return !lastOfFamily[index];
        }
        for (int i = families.length - 1; i >= 0; i--) {
            if (CellUtil.matchingFamily(cell, families[i])
                    && CellUtil.compareQualifiers(cell, qualifiers[i], 0, qualifiers[i].length) < 0) {
                return true;
            }
        }
        return false;
    }
}
