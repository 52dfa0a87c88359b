// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

/** Text that is not comma-separated values after RFC 4180; {@link #column()} counts from 1. */
public final class CsvSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int column;

    public CsvSyntaxException(int column, String message) {
        super(message);
        this.column = column;
    }

    /** The field in which reading stopped, from 1. */
    public int column() {
        return column;
    }
}
