// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.NameNodeHandle;
import io.howdah.nagios.CheckRunner;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Thresholds;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Runs every check, kills a DataNode, starts it again, and shows what the checks say meanwhile. */
final class ChecksStep implements DemoStep {

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final String VICTIM = "dn6";
    private static final String CHECK = "datanodes";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public String title() {
        return "Every check; one CRITICAL turns OK";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.MONITORING_NAGIOS);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        HdfsHandle hdfs = context.stack().hdfs();
        List<CheckResult> before = await(context, results -> bad(results).isEmpty());
        hdfs.stopDataNode(VICTIM);
        List<CheckResult> wounded = await(context, results -> status(results) == Status.CRITICAL);
        hdfs.startDataNode(VICTIM);
        hdfs.awaitDataNodes(hdfs.machines().size());
        List<CheckResult> mended = await(context, results -> bad(results).isEmpty());

        StepFailure.unless(!before.isEmpty(), "no check ran: monitoring-nagios is off");
        StepFailure.unless(bad(before).isEmpty(), "not OK on a healthy cluster: " + String.join("; ", bad(before)));
        CheckResult dead = named(wounded, CHECK);
        StepFailure.unless(
                dead.status() == Status.CRITICAL,
                "with " + VICTIM + " dead, " + CHECK + " says " + dead.status() + ": " + dead.summary());
        StepFailure.unless(
                bad(mended).isEmpty(), "not OK after " + VICTIM + " is back: " + String.join("; ", bad(mended)));

        List<List<String>> rows = new ArrayList<>();
        for (CheckResult result : wounded) {
            rows.add(List.of(
                    result.check(),
                    named(before, result.check()).status().name(),
                    result.status().name(),
                    named(mended, result.check()).status().name(),
                    result.summary()));
        }
        return StepOutcome.of("DataNode " + VICTIM + " was killed and " + CHECK
                        + " turned CRITICAL; it was started again, and all " + mended.size() + " checks are OK.")
                .table(new Table(
                        "The checks",
                        List.of("check", "before", VICTIM + " dead", VICTIM + " back", "what it said meanwhile"),
                        rows))
                .evidence("while " + VICTIM + " was dead", dead.render(false))
                .evidence("after it came back", named(mended, CHECK).render(false))
                .tile(String.valueOf(mended.size()), "checks OK", CHECK + " was CRITICAL while " + VICTIM + " was dead")
                .command("check_howdah " + CHECK + " --url http://nn1:9870 --url http://nn2:9870");
    }

    private static List<String> bad(List<CheckResult> results) {
        return results.stream()
                .filter(r -> r.status() != Status.OK)
                .map(r -> r.check() + " " + r.status() + ": " + r.summary())
                .toList();
    }

    private static Status status(List<CheckResult> results) {
        return results.stream()
                .filter(r -> r.check().equals(CHECK))
                .map(CheckResult::status)
                .findFirst()
                .orElse(Status.CRITICAL);
    }

    private static CheckResult named(List<CheckResult> results, String check) throws StepFailure {
        return results.stream()
                .filter(r -> r.check().equals(check))
                .findFirst()
                .orElseThrow(() -> new StepFailure("check " + check + " did not run"));
    }

    /** Daemons see each other's state a moment late: asks again until it is as expected or time is up. */
    private static List<CheckResult> await(DemoContext context, Predicate<List<CheckResult>> expected)
            throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            List<CheckResult> results = all(context);
            if (expected.test(results) || System.nanoTime() > end) {
                return results;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static List<CheckResult> all(DemoContext context) {
        if (!context.has(Plugin.MONITORING_NAGIOS)) {
            return List.of();
        }
        CheckRunner runner = new CheckRunner(TIMEOUT);
        List<CheckResult> results = new ArrayList<>();
        for (Check check : Checks.all()) {
            results.add(runner.run(check, daemons(context.stack(), check.id()), Thresholds.defaults(check)));
        }
        return results;
    }

    private static List<URI> daemons(EmbeddedStack stack, String check) {
        return switch (check) {
            case "yarn-nodes" -> List.of(Web.url(stack.yarn().webAddress()));
            case "hbase" -> List.of(Web.url(stack.hbase().masterWebAddress()));
            // In one JVM both NameNodes' web servers show one set of beans: ask the active's only. On a real cluster,
            // give
            // both addresses.
            default ->
                stack.hdfs().nameNodes().stream()
                        .filter(NameNodeHandle::isActive)
                        .map(nn -> Web.url(Web.of(nn)))
                        .toList();
        };
    }
}
