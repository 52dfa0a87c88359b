// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

import java.util.Arrays;

/** A column: family and qualifier. Immutable. Ordered as HBase orders cells of one row: by family, then by qualifier. */
public final class Column implements Comparable<Column> {
    private final byte[] family;
    private final byte[] qualifier;

    private Column(byte[] family, byte[] qualifier) {
        this.family = family;
        this.qualifier = qualifier;
    }

    /**
     * A column by its bytes.
     *
     * @param family not empty
     * @param qualifier may be empty, as HBase allows
     */
    public static Column of(byte[] family, byte[] qualifier) {
        if (family.length == 0) {
            throw new IllegalArgumentException("a column needs a family: write family:qualifier");
        }
        return new Column(family.clone(), qualifier.clone());
    }

    /**
     * Reads {@code family:qualifier}, with {@code \xNN} for bytes that are not text; the first colon separates.
     *
     * @throws IllegalArgumentException when there is no colon or no family
     */
    public static Column parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a column: write family:qualifier, as in d:species");
        }
        return of(Printable.parse(text.substring(0, colon)), Printable.parse(text.substring(colon + 1)));
    }

    public byte[] family() {
        return family.clone();
    }

    public byte[] qualifier() {
        return qualifier.clone();
    }

    @Override
    public int compareTo(Column other) {
        int byFamily = Arrays.compareUnsigned(family, other.family);
        return byFamily != 0 ? byFamily : Arrays.compareUnsigned(qualifier, other.qualifier);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Column c && Arrays.equals(family, c.family) && Arrays.equals(qualifier, c.qualifier);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(family) + Arrays.hashCode(qualifier);
    }

    /** {@code family:qualifier}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return Printable.whole(family) + ":" + Printable.whole(qualifier);
    }
}
