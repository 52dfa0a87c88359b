// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation;

import org.apache.hadoop.hbase.DoNotRetryIOException;

/**
 * An aggregate that cannot be computed, however often it is tried: refused scan features, unknown decoders, columns or
 * versions, values that are not what the decoder reads. The message says what, where and what is allowed. Thrown on the
 * region server and, with the same message, by the client.
 */
public class AggregationException extends DoNotRetryIOException {
    private static final long serialVersionUID = 1L;

    /** Also used by HBase's RPC client to rebuild the exception that a region server threw. */
    public AggregationException(String message) {
        super(message);
    }

    public AggregationException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same refusal in its own words: an exception that comes over RPC has the region server's whole stack trace for a
     * message.
     */
    public AggregationException inOwnWords() {
        String message = String.valueOf(getMessage());
        int end = message.indexOf("\n\tat ");
        String first = end < 0 ? message : message.substring(0, end);
        String prefix = AggregationException.class.getName() + ": ";
        String own = first.startsWith(prefix) ? first.substring(prefix.length()) : first;
        return own.equals(message) ? this : new AggregationException(own, this);
    }
}
