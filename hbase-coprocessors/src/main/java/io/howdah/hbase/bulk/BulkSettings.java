// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.aggregation.HBaseSettings.Key;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The settings of bulk deletes and updates on a region server, parsed and checked once. Immutable.
 *
 * @param sliceMillis longest slice
 * @param batchRows rows locked and written at a time
 * @param callsMax calls worked on at a time
 */
public record BulkSettings(long sliceMillis, int batchRows, int callsMax) {
    public static final Key SLICE_TIME = new Key(
            "howdah.hbase.bulk.slice.time.ms",
            2_000,
            1,
            600_000,
            "Region server: longest slice of a bulk delete or update, in milliseconds; never more than half of what the"
                    + " call's deadline leaves.");
    public static final Key BATCH_ROWS = new Key(
            "howdah.hbase.bulk.batch.rows",
            100,
            1,
            10_000,
            "Region server: rows that are locked, checked again and written at a time; other writers of these rows wait"
                    + " for as long.");
    public static final Key CALLS_MAX = new Key(
            "howdah.hbase.bulk.calls.max",
            2,
            1,
            1_000,
            "Region server: bulk calls worked on at a time; one more is sent back at once and tried again by the client.");

    /** All keys, in the order of CONFIGURATION.md. */
    public static final List<Key> KEYS = List.of(SLICE_TIME, BATCH_ROWS, CALLS_MAX);

    /** @throws IllegalArgumentException on a bad value: key, value and what is allowed */
    public static BulkSettings from(UnaryOperator<String> source) {
        return new BulkSettings(SLICE_TIME.read(source), (int) BATCH_ROWS.read(source), (int) CALLS_MAX.read(source));
    }
}
