// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.io.IOException;

/** Input that is not the bird-strike table; the message is one line: which file, row and column, and what is allowed. */
public final class InvalidInputException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long row;
    private final int column;

    InvalidInputException(String file, String message) {
        this(file, 0, 0, message);
    }

    InvalidInputException(String file, long row, int column, String message) {
        super(row == 0 ? file + ": " + message : file + " row " + row + ", " + message);
        this.row = row;
        this.column = column;
    }

    /** The first of several bad rows. */
    InvalidInputException(InvalidInputException first, long bad, long allowed) {
        super(
                first.getMessage() + " (" + bad + " bad " + (bad == 1 ? "row" : "rows") + ", " + allowed + " allowed)",
                first);
        this.row = first.row;
        this.column = first.column;
    }

    /** The row, from 1 for the header; 0 when the file as a whole is wrong (missing, empty, a directory). */
    public long row() {
        return row;
    }

    /** The column, from 1; 0 when no column is to blame. */
    public int column() {
        return column;
    }
}
