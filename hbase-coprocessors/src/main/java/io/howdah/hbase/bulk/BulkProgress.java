// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk;

import io.howdah.hbase.bulk.core.BulkCheckpoint;
import io.howdah.hbase.bulk.core.BulkCounts;
import java.util.function.Supplier;

/**
 * How far a bulk job is.
 *
 * @param fraction of the range that is done, by regions: 0 to 1, and 1 only when all is
 * @param counts until now
 * @param checkpoint gives what another process needs to go on from here
 */
public record BulkProgress(double fraction, BulkCounts counts, Supplier<BulkCheckpoint> checkpoint) {}
