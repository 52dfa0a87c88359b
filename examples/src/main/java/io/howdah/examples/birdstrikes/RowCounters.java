// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BadRowException;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;

/** The counters each job keeps, the Python one too; a web UI and {@code mapred job -counter} show them under these names. */
final class RowCounters {
    /** The group. */
    static final String GROUP = "BirdStrikes";

    /** Rows that were used. */
    static final String ROWS = "ROWS";

    /** Rows that are no bird strike. */
    static final String BAD_ROWS = "BAD_ROWS";

    /** Prefix of the counters that split BAD_ROWS by column, at most one per column of the table and one beyond. */
    static final String BAD_COLUMN = "BAD_COLUMN_";

    private RowCounters() {}

    static void good(TaskInputOutputContext<?, ?, ?, ?> context) {
        context.getCounter(GROUP, ROWS).increment(1);
    }

    static void bad(TaskInputOutputContext<?, ?, ?, ?> context, BadRowException e) {
        context.getCounter(GROUP, BAD_ROWS).increment(1);
        context.getCounter(GROUP, BAD_COLUMN + e.column()).increment(1);
    }

    static long rows(Counters counters) {
        return counters.findCounter(GROUP, ROWS).getValue();
    }

    static long badRows(Counters counters) {
        return counters.findCounter(GROUP, BAD_ROWS).getValue();
    }
}
