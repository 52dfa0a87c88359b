// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;

/**
 * What one slice found.
 *
 * @param covered the rows that are in the answer, {@code [from, next)}: the client goes on at {@code next}; null when
 *     the reason is {@link StopReason#BUSY}, for then there is none
 * @param reason why it ends there
 * @param region the encoded name of the region that answered
 * @param rowsScanned rows read, with those a filter left out
 * @param micros time on the region server, in microseconds
 * @param groups the partial states
 */
public record AggregationResponse(
        RowRange covered, StopReason reason, String region, long rowsScanned, long micros, GroupTable groups) {
    public AggregationResponse {
        if ((covered == null) != (reason == StopReason.BUSY)) {
            throw new IllegalArgumentException(reason + " with the covered range " + covered);
        }
    }

    /** Nothing was read: try again. */
    public static AggregationResponse busy(String region, GroupTable empty) {
        return new AggregationResponse(null, StopReason.BUSY, region, 0, 0, empty);
    }
}
