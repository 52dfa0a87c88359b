// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import java.time.Duration;

/**
 * What an aggregate took.
 *
 * @param calls calls made, with those that failed or were sent back
 * @param slices replies merged
 * @param relocations times a part of the range was found in another region than the one last known to hold it
 * @param retries calls that failed and were made again
 * @param rejections calls that a region server sent back because it was at work on as many as it may
 * @param rowsScanned rows read on the region servers, with those a filter left out
 * @param elapsed wall clock time
 */
public record AggregationStats(
        long calls, long slices, long relocations, long retries, long rejections, long rowsScanned, Duration elapsed) {}
