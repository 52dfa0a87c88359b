// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.slice.core.RowRange;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/** The deadline passed before every row was in the answer. */
public final class AggregationDeadlineException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    private final transient List<RowRange> missing;

    private final transient AggregationToken token;

    AggregationDeadlineException(
            String message, List<RowRange> missing, AggregationToken token, Throwable lastFailure) {
        super(message);
        this.missing = missing;
        this.token = token;
        if (lastFailure != null) {
            initCause(lastFailure);
        }
    }

    /** The rows that were not answered for in time. */
    public List<RowRange> missing() {
        return missing == null ? List.of() : missing;
    }

    /** To go on from where it was; empty when there are too many groups for a token. */
    public Optional<AggregationToken> token() {
        return Optional.ofNullable(token);
    }
}
