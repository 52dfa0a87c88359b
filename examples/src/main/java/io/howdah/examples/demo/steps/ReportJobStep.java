// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.birdstrikes.BirdStrikeReport;
import io.howdah.examples.birdstrikes.ReportResult;
import io.howdah.examples.birdstrikes.core.CostlyStrike;
import io.howdah.examples.birdstrikes.core.OperatorSummary;
import io.howdah.examples.demo.report.Chart;
import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** The MapReduce report, scheduled by our CapacityScheduler with packing on. */
final class ReportJobStep implements DemoStep {

    static final String SCHEDULER = "io.howdah.yarn.ResourceAwareScheduler";
    private static final String BEAN = "Hadoop:service=*,name=HowdahScheduler*";
    private static final int SHOWN = 10;

    @Override
    public String title() {
        return "MapReduce report in Java, packed by our scheduler";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.YARN_SCHEDULER);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        ReportResult report = BirdStrikeReport.run(
                context.stack().yarn().configuration(), LoadRowsStep.TABLE, new Path("/demo/report"));
        context.keep(report);
        long expected = context.result(LoadRowsStep.Rows.class).count();
        StepFailure.unless(
                report.rows() == expected, "the report counts " + report.rows() + " rows, the file has " + expected);

        String rm = context.stack().yarn().webAddress();
        String scheduler = context.stack()
                .yarn()
                .resourceManager()
                .getResourceScheduler()
                .getClass()
                .getName();
        StepFailure.unless(
                scheduler.equals(SCHEDULER),
                "the ResourceManager's scheduler is " + scheduler + ", not " + SCHEDULER + ": yarn-scheduler is off");
        long packed = Jmx.awaitAtLeast(1, rm, BEAN, "PackedDecisions");

        List<OperatorSummary> byCost = report.operators().stream()
                .sorted(Comparator.comparingLong(OperatorSummary::totalCost).reversed())
                .limit(SHOWN)
                .toList();
        return StepOutcome.of(String.format(
                        Locale.ROOT,
                        "%,d rows, %d operators, by secondary sort on operator and cost; job %s took %.1f s.",
                        report.rows(),
                        report.operators().size(),
                        report.jobId(),
                        report.elapsed().toMillis() / 1000.0))
                .chart(new Chart(
                        Chart.Kind.HORIZONTAL_BAR,
                        "Cost of bird strikes, the ten dearest operators",
                        "thousand USD",
                        byCost.stream().map(OperatorSummary::operator).toList(),
                        List.of(new Chart.Series(
                                "cost",
                                byCost.stream()
                                        .map(o -> (double) Math.round(o.totalCost() / 1000.0))
                                        .toList()))))
                .table(new Table(
                        "Their most expensive strike",
                        List.of("operator", "strikes", "with damage", "cost, USD", "dearest strike"),
                        byCost.stream().map(ReportJobStep::row).toList()))
                .evidence("scheduler class in the ResourceManager", scheduler)
                .evidence("PackedDecisions in the ResourceManager's /jmx", packed)
                .evidence("rows in the file = rows in the report", expected + " = " + report.rows())
                .command("hadoop jar howdah-examples.jar io.howdah.examples.birdstrikes.BirdStrikeReport"
                        + " --input /data/birdstrikes.csv --output /data/report");
    }

    private static List<String> row(OperatorSummary operator) {
        String dearest = operator.mostExpensive().stream()
                .findFirst()
                .map(ReportJobStep::describe)
                .orElse("none with a cost");
        return List.of(
                operator.operator(),
                String.format(Locale.ROOT, "%,d", operator.strikes()),
                String.format(Locale.ROOT, "%,d", operator.damagingStrikes()),
                String.format(Locale.ROOT, "%,d", operator.totalCost()),
                dearest);
    }

    private static String describe(CostlyStrike strike) {
        return String.format(
                Locale.ROOT, "%,d USD: %s, %s, %s", strike.cost(), strike.species(), strike.airport(), strike.date());
    }
}
