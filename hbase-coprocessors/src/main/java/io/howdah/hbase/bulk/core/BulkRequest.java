// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.RowRange;

/**
 * What one call asks of one region.
 *
 * @param range the rows wanted; the region server clips them to its region
 * @param scan the condition: selection, filter, time range and attributes of a scan, serialised by the platform
 * @param change what is done to rows that match
 * @param timestamp of every delete marker and every value written, in milliseconds
 * @param dryRun true: rows are counted, nothing is written
 * @param mostChanges the slice ends after so many rows that match; at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // Opaque bytes that travel once; requests are never compared.
public record BulkRequest(
        RowRange range, byte[] scan, BulkChange change, long timestamp, boolean dryRun, long mostChanges) {
    /** @throws IllegalArgumentException on a timestamp that is not positive, or no rows */
    public BulkRequest {
        if (timestamp < 1 || timestamp == Long.MAX_VALUE) {
            throw new IllegalArgumentException("timestamp " + timestamp + ": milliseconds since 1970, at least 1");
        }
        if (mostChanges < 1) {
            throw new IllegalArgumentException("rows " + mostChanges + ": at least 1");
        }
    }

    /** The same for other rows and so many changes. */
    public BulkRequest withRange(RowRange rows, long changes) {
        return new BulkRequest(rows, scan, change, timestamp, dryRun, changes);
    }
}
