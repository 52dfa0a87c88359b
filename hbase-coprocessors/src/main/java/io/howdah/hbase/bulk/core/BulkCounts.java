// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

/**
 * Rows of a bulk delete or update, each counted once for each range that was done.
 *
 * @param scanned read, with those that do not match
 * @param matched that matched when they were read
 * @param changed that were changed; 0 in a dry run
 * @param lost that matched when they were read and no longer under the row lock: left alone
 * @param newer left alone because what would be changed is newer than the job's timestamp
 */
public record BulkCounts(long scanned, long matched, long changed, long lost, long newer) {
    public static final BulkCounts NONE = new BulkCounts(0, 0, 0, 0, 0);

    /** Both together. */
    public BulkCounts plus(BulkCounts more) {
        return new BulkCounts(
                scanned + more.scanned,
                matched + more.matched,
                changed + more.changed,
                lost + more.lost,
                newer + more.newer);
    }
}
