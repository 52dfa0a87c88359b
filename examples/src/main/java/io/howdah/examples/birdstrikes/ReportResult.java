// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.OperatorSummary;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What {@link BirdStrikeReport} made.
 *
 * @param jobId for example {@code job_1700000000000_0001}
 * @param output the directory with the report, tab-separated as {@link OperatorSummary#toLine()} says
 * @param rows rows read, without headers and without bad rows
 * @param badRows rows that were left out
 * @param operators one per operator, ascending by name (UTF-8 order)
 * @param elapsed from submission to the committed output
 */
public record ReportResult(
        String jobId, Path output, long rows, long badRows, List<OperatorSummary> operators, Duration elapsed) {
    public ReportResult {
        operators = List.copyOf(operators);
    }
}
