// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;

/** One part of a group key. */
public sealed interface GroupExpression {
    /** How the part is called in results. */
    String label();

    /** The newest value of a column, byte for byte. A row without the column is in the group whose part is null. */
    record OfColumn(Column column) implements GroupExpression {
        @Override
        public String label() {
            return column.toString();
        }
    }

    /** The first bytes of the row key; a shorter row key counts as a whole. */
    record OfRowPrefix(int length) implements GroupExpression {
        /** @throws IllegalArgumentException when the length is not 1 to 32767, HBase's longest row key */
        public OfRowPrefix {
            if (length < 1 || length > Short.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a row prefix of " + length + " bytes: allowed are 1 to " + Short.MAX_VALUE);
            }
        }

        @Override
        public String label() {
            return "row[" + length + "]";
        }
    }
}
