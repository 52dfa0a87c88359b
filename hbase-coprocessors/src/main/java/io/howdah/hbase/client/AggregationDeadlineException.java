// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.slice.core.RowRange;
import java.io.InterruptedIOException;
import java.util.List;

/** The deadline passed before every row was in the answer. */
public final class AggregationDeadlineException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<RowRange> missing;

    AggregationDeadlineException(String message, List<RowRange> missing, Throwable lastFailure) {
        super(message);
        this.missing = missing;
        if (lastFailure != null) {
            initCause(lastFailure);
        }
    }

    /** The rows that were not answered for in time. */
    public List<RowRange> missing() {
        return missing == null ? List.of() : missing;
    }
}
