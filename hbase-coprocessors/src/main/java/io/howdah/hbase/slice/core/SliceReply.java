// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

/** What every reply to a call for one slice says, whatever was done there. */
public interface SliceReply {
    /** The rows that are done, {@code [from, next)}: the client goes on at {@code next}; null: nothing was done. */
    RowRange covered();

    /** The encoded name of the region that answered. */
    String region();

    /** Rows read, with those a filter left out. */
    long rowsScanned();

    /** How long the client should wait before it asks again, in milliseconds; 0: as it likes. */
    long waitMillis();
}
