// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.time.Duration;
import org.apache.hadoop.hbase.TableName;

/**
 * What {@link BirdStrikeBulkLoad} did.
 *
 * @param created whether the table was made by this run
 * @param regions regions of the table, which is also the number of reducers
 * @param rows rows loaded
 * @param badRows rows that were left out
 * @param hfiles HFiles handed to the region servers
 * @param hfileBytes their size together
 * @param job from submission to the HFiles
 * @param load from the HFiles to rows a client can read
 */
public record LoadResult(
        String jobId,
        TableName table,
        boolean created,
        int regions,
        long rows,
        long badRows,
        int hfiles,
        long hfileBytes,
        Duration job,
        Duration load) {}
