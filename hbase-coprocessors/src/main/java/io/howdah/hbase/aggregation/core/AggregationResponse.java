// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.SliceReply;
import io.howdah.hbase.slice.core.StopReason;

/**
 * What one slice found.
 *
 * @param covered the rows that are in the answer, {@code [from, next)}: the client goes on at {@code next}; null when
 *     nothing was read, which the reasons {@link StopReason#BUSY} (always) and {@link StopReason#QUOTA} (when the quota
 *     was spent before the call) say
 * @param reason why it ends there
 * @param region the encoded name of the region that answered
 * @param rowsScanned rows read, with those a filter left out
 * @param micros time on the region server, in microseconds
 * @param waitMillis how long the client should wait before it asks again, in milliseconds; 0: as it likes
 * @param groups the partial states
 */
public record AggregationResponse(
        RowRange covered,
        StopReason reason,
        String region,
        long rowsScanned,
        long micros,
        long waitMillis,
        GroupTable groups)
        implements SliceReply {
    public AggregationResponse {
        boolean mayBeUnread = reason == StopReason.BUSY || reason == StopReason.QUOTA;
        if (covered == null ? !mayBeUnread : reason == StopReason.BUSY) {
            throw new IllegalArgumentException(reason + " with the covered range " + covered);
        }
    }

    /** A reply that need not be waited after. */
    public AggregationResponse(
            RowRange covered, StopReason reason, String region, long rowsScanned, long micros, GroupTable groups) {
        this(covered, reason, region, rowsScanned, micros, 0, groups);
    }

    /** Nothing was read: try again. */
    public static AggregationResponse busy(String region, GroupTable empty) {
        return new AggregationResponse(null, StopReason.BUSY, region, 0, 0, 0, empty);
    }

    /** Nothing was read: a quota is spent, try again when the time is up. */
    public static AggregationResponse throttled(String region, long waitMillis, GroupTable empty) {
        return new AggregationResponse(null, StopReason.QUOTA, region, 0, 0, Math.max(0, waitMillis), empty);
    }
}
