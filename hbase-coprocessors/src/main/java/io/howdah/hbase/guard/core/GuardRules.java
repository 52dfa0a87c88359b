// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of one table, parsed once when a region opens. Immutable and thread-safe.
 *
 * @param cellBytes most bytes of any value; 0: no limit
 * @param rowColumns most columns of a row; 0: no limit
 * @param rowBytes most bytes of a row, qualifiers and newest values; 0: no limit
 * @param rowTtlMillis longest life of a cell; 0: for ever
 * @param columns rules of single columns
 * @param bulkLoadChecked true: HFiles are read before they are loaded; false: refused
 * @param audit what is recorded
 */
public record GuardRules(
        long cellBytes,
        long rowColumns,
        long rowBytes,
        long rowTtlMillis,
        List<ColumnRule> columns,
        boolean bulkLoadChecked,
        Audit audit) {

    /** Which writes the audit trail records, and what happens when its queue is full. */
    public enum Audit {
        OFF(false, false),
        REFUSED_OR_DROP(false, false),
        REFUSED_OR_BLOCK(false, true),
        ALL_OR_DROP(true, false),
        ALL_OR_BLOCK(true, true);

        private final boolean all;
        private final boolean blocks;

        Audit(boolean all, boolean blocks) {
            this.all = all;
            this.blocks = blocks;
        }

        /** True: admitted writes too. */
        public boolean all() {
            return all;
        }

        /** True: a write waits for room, and is sent back when there is none; false: the record is dropped and counted. */
        public boolean blocks() {
            return blocks;
        }
    }

    public GuardRules {
        columns = List.copyOf(columns);
    }

    /**
     * Reads the attributes of a table; those of others are passed over.
     *
     * @throws IllegalArgumentException on one that is not allowed: key, value, what is
     */
    public static GuardRules parse(Map<String, String> attributes) {
        return new RuleParser(attributes).rules();
    }

    /** Rules of single columns by family, in the order of bytes. */
    public Map<byte[], List<ColumnRule>> byFamily() {
        Map<byte[], List<ColumnRule>> byFamily = new TreeMap<>(Arrays::compareUnsigned);
        for (ColumnRule rule : columns) {
            byFamily.merge(rule.column().family(), List.of(rule), (a, b) -> {
                List<ColumnRule> both = new ArrayList<>(a);
                both.addAll(b);
                return List.copyOf(both);
            });
        }
        return byFamily;
    }

    /** The columns that every row must have. */
    public List<ColumnRule> notNull() {
        return columns.stream().filter(ColumnRule::notNull).toList();
    }

    /** True when a rule needs the whole row, not only the cells that are written. */
    public boolean needsRow() {
        return rowColumns > 0 || rowBytes > 0;
    }

    /** True when no attribute asks for anything. */
    public boolean isEmpty() {
        return cellBytes == 0
                && !needsRow()
                && rowTtlMillis == 0
                && columns.isEmpty()
                && audit == Audit.OFF
                && bulkLoadChecked;
    }
}
