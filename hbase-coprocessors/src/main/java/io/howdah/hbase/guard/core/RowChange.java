// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.slice.core.Column;
import io.howdah.hbase.slice.core.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one batch does to one row, held against the rules on whole rows: columns, bytes, not-null.
 *
 * <p>A row that breaks a limit already may still be made smaller: only a write that makes it grow is refused. A column that
 * must not be null may go with the whole row, not alone. At equal timestamps a delete masks a put, as HBase has it.
 *
 * <p>Not thread-safe.
 */
public final class RowChange {
    private record Version(long timestamp, long bytes) {}

    private final GuardRules rules;
    private final List<byte[]> families;
    private final Map<Column, Version> written = new HashMap<>();
    private final Map<Column, Version> existing = new HashMap<>();
    private final Map<Column, Long> deletedColumns = new HashMap<>();
    private final Map<byte[], Long> deletedFamilies = new TreeMap<>(Arrays::compareUnsigned);

    /** @param families all column families of the table */
    public RowChange(GuardRules rules, Iterable<byte[]> families) {
        this.rules = rules;
        this.families = new ArrayList<>();
        families.forEach(this.families::add);
    }

    /** A value that is written, of so many bytes. */
    public void write(Column column, long timestamp, long bytes) {
        written.merge(column, new Version(timestamp, bytes), RowChange::newer);
    }

    /** A value that is there, of so many bytes. */
    public void found(Column column, long timestamp, long bytes) {
        existing.merge(column, new Version(timestamp, bytes), RowChange::newer);
    }

    /** Versions of a column up to a timestamp are deleted. */
    public void delete(Column column, long timestamp) {
        deletedColumns.merge(column, timestamp, Math::max);
    }

    /** Versions of all columns of a family up to a timestamp are deleted. */
    public void deleteFamily(byte[] family, long timestamp) {
        deletedFamilies.merge(family, timestamp, Math::max);
    }

    private static Version newer(Version a, Version b) {
        return a.timestamp > b.timestamp ? a : b;
    }

    /** True when {@link #check} needs what is in the row now: limits on rows, or a column that is not in this change. */
    public boolean needsFound() {
        return rules.needsRow() || (!written.isEmpty() && !missing().isEmpty());
    }

    private List<ColumnRule> missing() {
        return rules.notNull().stream()
                .filter(rule -> !written.containsKey(rule.column()))
                .toList();
    }

    /** @return null: the row may become what the change makes of it */
    public Violation check() {
        Violation missing = checkNotNull();
        return missing != null || !rules.needsRow() ? missing : checkLimits();
    }

    private Violation checkNotNull() {
        boolean rowDeleted = families.stream().allMatch(deletedFamilies::containsKey);
        for (ColumnRule rule : rules.notNull()) {
            Column column = rule.column();
            long deleted = deletedUpTo(column);
            Version version = written.get(column);
            boolean ok;
            if (written.isEmpty()) {
                ok = deleted == Long.MIN_VALUE || rowDeleted;
            } else if (version != null) {
                ok = version.timestamp > deleted;
            } else {
                ok = deleted == Long.MIN_VALUE && existing.containsKey(column);
            }
            if (!ok) {
                return new Violation(
                        "column " + name(column)
                                + (written.isEmpty() ? ": deleted without its row" : ": missing from the row"),
                        GuardKeys.column(column, "not-null"),
                        "true");
            }
        }
        return null;
    }

    private Violation checkLimits() {
        long columnsBefore = existing.size();
        long bytesBefore = bytes(existing);
        Map<Column, Version> after = new HashMap<>(existing);
        after.entrySet().removeIf(e -> e.getValue().timestamp <= deletedUpTo(e.getKey()));
        written.forEach((column, version) -> {
            if (version.timestamp > deletedUpTo(column)) {
                after.merge(column, version, (there, put) -> put.timestamp >= there.timestamp ? put : there);
            }
        });
        long columns = after.size();
        long bytes = bytes(after);
        if (rules.rowColumns() > 0 && columns > rules.rowColumns() && columns > columnsBefore) {
            return new Violation(
                    "the row's " + columns + " columns", GuardKeys.ROW_COLUMNS, Long.toString(rules.rowColumns()));
        }
        if (rules.rowBytes() > 0 && bytes > rules.rowBytes() && bytes > bytesBefore) {
            return new Violation("the row's " + bytes + " bytes", GuardKeys.ROW_BYTES, Long.toString(rules.rowBytes()));
        }
        return null;
    }

    private static long bytes(Map<Column, Version> row) {
        long sum = 0;
        for (Map.Entry<Column, Version> cell : row.entrySet()) {
            sum += cell.getKey().qualifier().length + cell.getValue().bytes;
        }
        return sum;
    }

    private long deletedUpTo(Column column) {
        return Math.max(
                deletedColumns.getOrDefault(column, Long.MIN_VALUE),
                deletedFamilies.getOrDefault(column.family(), Long.MIN_VALUE));
    }

    private static String name(Column column) {
        return Printable.of(column.family()) + ":" + Printable.of(column.qualifier());
    }
}
