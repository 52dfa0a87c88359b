// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.SliceReply;

/**
 * What became of one slice.
 *
 * @param covered the rows that are done, {@code [from, next)}; null: nothing was done, ask again
 * @param region the encoded name of the region that answered
 * @param waitMillis how long to wait before asking again, when nothing was done
 * @param counts what was done
 */
public record BulkReply(RowRange covered, String region, long waitMillis, BulkCounts counts) implements SliceReply {
    /** Nothing was done: ask again after so many milliseconds. */
    public static BulkReply later(String region, long waitMillis) {
        return new BulkReply(null, region, waitMillis, BulkCounts.NONE);
    }

    @Override
    public long rowsScanned() {
        return counts.scanned();
    }
}
