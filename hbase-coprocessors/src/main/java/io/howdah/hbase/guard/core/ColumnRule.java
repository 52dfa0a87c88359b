// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.slice.core.Column;
import java.util.List;

/**
 * What is asked of one column.
 *
 * @param constraints of each value; all must admit it
 * @param notNull true: no row without it, and no empty value
 */
public record ColumnRule(Column column, List<Constraint> constraints, boolean notNull) {
    public ColumnRule {
        constraints = List.copyOf(constraints);
    }

    /**
     * Checks one value.
     *
     * @return null: it may be written
     */
    public Violation check(byte[] value) {
        if (notNull && value.length == 0) {
            return Violation.ofValue(column, value, GuardKeys.column(column, "not-null"), "true");
        }
        for (Constraint constraint : constraints) {
            if (!constraint.admits(value)) {
                return Violation.ofValue(
                        column, value, GuardKeys.column(column, constraint.name()), constraint.limit());
            }
        }
        return null;
    }
}
