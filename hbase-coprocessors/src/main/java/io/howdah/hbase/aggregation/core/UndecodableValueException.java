// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

/** The bytes of a cell are not what the decoder reads. The message says what they are and what was expected. */
public final class UndecodableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableValueException(String message) {
        super(message);
    }
}
