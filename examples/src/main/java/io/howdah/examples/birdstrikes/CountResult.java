// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.time.Duration;
import java.util.SortedMap;
import org.apache.hadoop.fs.Path;

/**
 * What {@link StreamingCount} made.
 *
 * @param output the directory with one line {@code operator TAB strikes} per operator
 * @param rows rows counted, without headers and without bad rows
 * @param badRows rows that were left out
 * @param strikesByOperator the output, read back
 * @param elapsed from submission to the committed output
 */
public record CountResult(
        String jobId,
        Path output,
        long rows,
        long badRows,
        SortedMap<String, Long> strikesByOperator,
        Duration elapsed) {}
