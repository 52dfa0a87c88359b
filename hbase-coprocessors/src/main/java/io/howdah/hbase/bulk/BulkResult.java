// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.bulk.core.BulkCounts;
import java.time.Duration;

/**
 * What a bulk job did.
 *
 * @param counts rows; a row changed by a call whose answer was lost, and deleted so that the repeated call does not find it,
 *     is not in {@code changed}
 * @param timestamp of every delete marker and value written, in milliseconds
 * @param relocations times a part of the range was found in another region than the one last known to hold it
 * @param retries calls that failed and were made again
 * @param elapsed wall clock time of this process's part
 */
public record BulkResult(BulkCounts counts, long timestamp, long relocations, long retries, Duration elapsed) {}
