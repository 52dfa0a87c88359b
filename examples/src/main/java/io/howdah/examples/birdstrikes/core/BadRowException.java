// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

/** A row that is not a bird strike: which column, what it holds, what is allowed. The caller knows which row it was. */
public final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    public BadRowException(int column, String reason) {
        super(reason);
        this.column = column;
    }

    /** The offending column, from 1. */
    public int column() {
        return column;
    }

    /** The column and the reason, for example {@code column 13 (Cost Total $): "x" is not ...}. */
    public String describe() {
        return Column.describe(column) + ": " + getMessage();
    }
}
