// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.Column;

/** One part of a group key. */
public sealed interface GroupExpression {
    /** How the part is called in results. */
    String label();

    /** The column it reads, or null. */
    Column column();

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

        @Override
        public Column column() {
            return null;
        }
    }

    /**
     * The time of a row, cut into buckets of one width that begin at 1970-01-01T00:00:00Z; a key part is the bucket's start
     * as text, {@code 2024-05-01T13:00:00Z}. A row without the column is in the group whose part is null.
     *
     * @param column whose time
     * @param decoder reads the column's newest value as milliseconds since 1970; null: the timestamp of the newest cell
     * @param widthMillis in milliseconds
     */
    record OfTimeBucket(Column column, Decoder decoder, long widthMillis) implements GroupExpression {
        /** The widest bucket, 1,000 years of 365 days, in milliseconds. */
        public static final long WIDEST = 365_000L * 86_400_000L;

        /** @throws IllegalArgumentException when the decoder does not read whole numbers or the width is out of range */
        public OfTimeBucket {
            if (decoder != null && decoder.kind() != ValueKind.INTEGRAL) {
                throw new IllegalArgumentException(
                        "a time bucket of " + column + " needs milliseconds as a whole number,"
                                + " and the decoder '" + decoder.id() + "' reads " + decoder.kind()
                                + ": use one of long, int, short, string-long");
            }
            if (widthMillis < 1 || widthMillis > WIDEST) {
                throw new IllegalArgumentException(
                        "a time bucket of " + widthMillis + " ms: allowed are 1 to " + WIDEST + " ms");
            }
        }

        @Override
        public String label() {
            return (decoder == null ? "timestamp(" : "time(") + column + "," + TimeWidth.text(widthMillis) + ")";
        }
    }
}
