// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard.core;

import io.howdah.hbase.slice.core.Column;

/** The table attributes of guards. */
public final class GuardKeys {
    /** What every attribute of a guard starts with. */
    public static final String PREFIX = "howdah.guard.";

    public static final String CELL_BYTES = PREFIX + "cell.bytes";
    public static final String ROW_COLUMNS = PREFIX + "row.columns";
    public static final String ROW_BYTES = PREFIX + "row.bytes";
    public static final String ROW_TTL = PREFIX + "row.ttl.seconds";
    public static final String BULK_LOAD = PREFIX + "bulk-load";
    public static final String AUDIT = PREFIX + "audit";
    public static final String AUDIT_FULL = PREFIX + "audit.full";

    /** Followed by family:qualifier, a dot and the name of the rule. */
    public static final String COLUMN = PREFIX + "column.";

    private GuardKeys() {}

    /** The attribute of one rule of one column. */
    static String column(Column column, String rule) {
        return COLUMN + column + "." + rule;
    }
}
