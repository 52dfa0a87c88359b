// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.ColumnRule;
import io.howdah.hbase.guard.core.GuardKeys;
import io.howdah.hbase.guard.core.GuardRules;
import io.howdah.hbase.guard.core.Violation;
import io.howdah.hbase.slice.core.Column;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;

/** Rules on single cells, ready for the hot path: nothing is copied of a cell whose column has no rule. Thread-safe. */
final class CellRules {
    private final long mostBytes;
    private final Map<byte[], List<ColumnRule>> byFamily;

    CellRules(GuardRules rules) {
        this.mostBytes = rules.cellBytes();
        this.byFamily = rules.byFamily();
    }

    /** @return null: all of these cells of one family may be written */
    Violation check(byte[] family, List<Cell> cells) {
        List<ColumnRule> rules = byFamily.getOrDefault(family, List.of());
        if (mostBytes == 0 && rules.isEmpty()) {
            return null;
        }
        for (Cell cell : cells) {
            Violation violation = check(cell, rules);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private Violation check(Cell cell, List<ColumnRule> rules) {
        if (mostBytes > 0 && cell.getValueLength() > mostBytes) {
            return Violation.ofValue(
                    Column.of(CellUtil.cloneFamily(cell), CellUtil.cloneQualifier(cell)),
                    CellUtil.cloneValue(cell),
                    GuardKeys.CELL_BYTES,
                    Long.toString(mostBytes));
        }
        for (ColumnRule rule : rules) {
            if (CellUtil.matchingQualifier(cell, rule.column().qualifier())) {
                return rule.check(CellUtil.cloneValue(cell));
            }
        }
        return null;
    }
}
