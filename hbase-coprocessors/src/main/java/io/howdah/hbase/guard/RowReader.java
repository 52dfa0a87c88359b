// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.ColumnRule;
import io.howdah.hbase.guard.core.GuardRules;
import io.howdah.hbase.guard.core.RowChange;
import io.howdah.hbase.guard.core.Violation;
import io.howdah.hbase.slice.core.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.regionserver.Region;
import org.apache.hadoop.hbase.regionserver.RegionScanner;

/**
 * Holds what a batch does to one row against the rules on whole rows. Called under the row lock, and reads below access
 * control: a rule is about what is in the row, not about what the writer may see. Thread-safe.
 */
final class RowReader {
    private final Region region;
    private final GuardRules rules;

    RowReader(Region region, GuardRules rules) {
        this.region = region;
        this.rules = rules;
    }

    /**
     * @param writes all that the batch does to this row
     * @param reckoned what its increments and appends make of their columns
     * @return null: the row may be written
     */
    Violation check(byte[] row, List<Mutation> writes, ReckonedCells reckoned) throws IOException {
        RowChange change = new RowChange(rules, region.getTableDescriptor().getColumnFamilyNames());
        for (Mutation write : writes) {
            boolean deletes = write instanceof Delete;
            for (List<Cell> cells : reckoned.of(write)) {
                for (Cell cell : cells) {
                    if (deletes) {
                        delete(change, cell);
                    } else {
                        change.write(column(cell), cell.getTimestamp(), cell.getValueLength());
                    }
                }
            }
        }
        return check(row, change);
    }

    private Violation check(byte[] row, RowChange change) throws IOException {
        if (change.needsFound()) {
            read(row, change);
        }
        return change.check();
    }

    private void read(byte[] row, RowChange change) throws IOException {
        Get get = new Get(row).readVersions(1);
        if (!rules.needsRow()) {
            for (ColumnRule rule : rules.notNull()) {
                get.addColumn(rule.column().family(), rule.column().qualifier());
            }
        }
        List<Cell> cells = new ArrayList<>();
        try (RegionScanner scanner = region.getScanner(new Scan(get))) {
            scanner.next(cells);
            for (Cell cell : cells) {
                change.found(column(cell), cell.getTimestamp(), cell.getValueLength());
            }
        }
    }

    private static void delete(RowChange change, Cell cell) {
        switch (cell.getType()) {
            case DeleteFamily, DeleteFamilyVersion ->
                change.deleteFamily(CellUtil.cloneFamily(cell), cell.getTimestamp());
            default -> change.delete(column(cell), cell.getTimestamp());
        }
    }

    private static Column column(Cell cell) {
        return Column.of(CellUtil.cloneFamily(cell), CellUtil.cloneQualifier(cell));
    }
}
