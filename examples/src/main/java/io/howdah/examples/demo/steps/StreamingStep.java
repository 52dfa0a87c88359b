// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.birdstrikes.CountResult;
import io.howdah.examples.birdstrikes.ReportResult;
import io.howdah.examples.birdstrikes.StreamingCount;
import io.howdah.examples.birdstrikes.core.OperatorSummary;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** The count once more, in Python through Hadoop Streaming: the same numbers. */
final class StreamingStep implements DemoStep {

    @Override
    public String title() {
        return "The same count in Python, through Hadoop Streaming";
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        CountResult count = StreamingCount.run(
                context.stack().yarn().configuration(), LoadRowsStep.TABLE, new Path("/demo/count-python"));
        SortedMap<String, Long> java = context.result(ReportResult.class).operators().stream()
                .collect(
                        Collectors.toMap(OperatorSummary::operator, OperatorSummary::strikes, Long::sum, TreeMap::new));
        StepFailure.unless(
                java.equals(count.strikesByOperator()),
                "Python counts " + count.strikesByOperator().size() + " operators, Java " + java.size()
                        + ": the counts differ");
        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "Python and Java agree on all %,d operators and %,d rows; job %s took %.1f s.",
                        java.size(),
                        count.rows(),
                        count.jobId(),
                        count.elapsed().toMillis() / 1000.0))
                .evidence("operators with the same count in both", java.size() + " of " + java.size())
                .command("hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.StreamingCount"
                        + " --input /data/birdstrikes.csv --output /data/count");
    }
}
