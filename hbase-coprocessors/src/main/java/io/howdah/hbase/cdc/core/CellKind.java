// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

/**
 * What a change does, with HBase's type codes, in which order they win at the same timestamp: every delete before a put.
 */
public enum CellKind {
    /** A value for one column. */
    PUT(4, "put"),
    /** Takes away the version of one column at exactly this timestamp. */
    DELETE_VERSION(8, "delete-version"),
    /** Takes away the versions of all columns of a family at exactly this timestamp. */
    DELETE_FAMILY_VERSION(10, "delete-family-version"),
    /** Takes away all versions of one column up to this timestamp. */
    DELETE_COLUMN(12, "delete-column"),
    /** Takes away all versions of all columns of a family up to this timestamp. */
    DELETE_FAMILY(14, "delete-family");

    private static final CellKind[] BY_CODE = new CellKind[16];

    static {
        for (CellKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;
    private final String label;

    CellKind(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** HBase's code of the type. */
    public int code() {
        return code;
    }

    /** Its name in the JSON envelope. */
    public String label() {
        return label;
    }

    /** Whether it names no column but a whole family of a row. */
    public boolean ofFamily() {
        return this == DELETE_FAMILY || this == DELETE_FAMILY_VERSION;
    }

    /**
     * The kind with HBase's code.
     *
     * @throws IllegalArgumentException for any other number
     */
    public static CellKind ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length || BY_CODE[code] == null) {
            throw new IllegalArgumentException("cell type " + code + " is not one of 4, 8, 10, 12, 14");
        }
        return BY_CODE[code];
    }

    /**
     * The kind with the envelope's name.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static CellKind ofLabel(String label) {
        for (CellKind kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("type '" + label + "' is not one of put, delete-version, "
                + "delete-family-version, delete-column, delete-family");
    }
}
