// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.agent.AgentSettings;
import io.howdah.ha.core.FailoverBudget;
import io.howdah.ha.core.Finding;
import io.howdah.ha.core.Summand;
import io.howdah.ha.core.Timing;
import io.howdah.ha.validate.HostNetwork;
import io.howdah.ha.validate.Validation;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha validate}. */
@Command(
        name = "validate",
        description =
                "Says what of a cluster's failover cannot work, and how long it will take, before anything fails.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Reads the site files only; asks no daemon.",
            "Example: on the host nn1.example.com, its network too",
            "  howdah ha validate --conf /etc/hadoop/conf --node nn1.example.com",
            "Exit: 0 nothing is refused (there may be warnings), 1 something is, 2 bad usage or input."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Option(
            names = "--node",
            paramLabel = "HOST",
            description = "Only this node: its host as the site files write it, or a daemon's id.")
    private String node;

    @Option(names = "--json", description = "One JSON object on standard output, on one line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        SiteFiles files = sites.load();
        Validation.Report report = Validation.of(
                files.configuration(), Optional.ofNullable(node), VrrpPlan.Resolver.SYSTEM, HostNetwork.system());
        int exit = report.refused() ? HaCommand.NO : HaCommand.OK;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(tree(exit, report)));
        } else {
            print(report, out);
        }
        out.flush();
        return exit;
    }

    private static void print(Validation.Report report, PrintWriter out) {
        for (Finding.Level level :
                new Finding.Level[] {Finding.Level.REFUSED, Finding.Level.WARNING, Finding.Level.OK}) {
            report.findings().stream()
                    .filter(finding -> finding.level() == level)
                    .forEach(finding ->
                            out.printf("%-8s %s: %s%n", lower(finding.level()), finding.subject(), finding.text()));
        }
        for (FailoverBudget budget : report.budgets()) {
            out.printf(
                    "%nFailover after %s; goal %d ms; in milliseconds%n",
                    budget.fault().text(), budget.fault().goal().toMillis());
            out.printf("%9s %9s %9s  %s%n", "expected", "at most", "Hadoop's", "what (key; source)");
            for (Summand part : budget.summands()) {
                out.printf(
                        "%9d %9d %9d  %s (%s%s)%n",
                        part.millis(),
                        part.worstMillis(),
                        part.hadoopMillis(),
                        part.what(),
                        part.key().isEmpty() ? "" : part.key() + "; ",
                        part.source());
            }
            if (budget.never()) {
                out.printf("%9s %9s %9s  no fencing method can work: nothing takes over%n", "never", "never", "");
            } else {
                out.printf(
                        "%9d %9d %9s  sum, without the time to catch up with the edits%n",
                        budget.millis(), budget.worstMillis(), "");
            }
        }
    }

    private static ObjectNode tree(int exit, Validation.Report report) {
        ObjectNode root = JSON.createObjectNode().put("exit", exit);
        var findings = root.putArray("findings");
        report.findings()
                .forEach(finding -> findings.addObject()
                        .put("level", lower(finding.level()))
                        .put("subject", finding.subject())
                        .put("text", finding.text()));
        ObjectNode exposure = root.putObject("exposure");
        report.agent().ifPresent(agent -> exposure(exposure, agent));
        var failover = root.putArray("failover");
        for (FailoverBudget budget : report.budgets()) {
            ObjectNode each = failover.addObject()
                    .put("fault", budget.fault().name().toLowerCase(Locale.ROOT))
                    .put("goal_ms", budget.fault().goal().toMillis())
                    .put("expected_ms", budget.millis())
                    .put("worst_ms", budget.worstMillis())
                    .put("never", budget.never());
            var parts = each.putArray("parts");
            budget.summands()
                    .forEach(part -> parts.addObject()
                            .put("what", part.what())
                            .put("key", part.key())
                            .put("expected_ms", part.millis())
                            .put("worst_ms", part.worstMillis())
                            .put("hadoop_ms", part.hadoopMillis())
                            .put("source", part.source()));
        }
        return root;
    }

    private static void exposure(ObjectNode exposure, AgentSettings agent) {
        Timing timing = agent.timing();
        exposure.put("fresh_ms", timing.fresh().toMillis())
                .put("lease_ms", timing.lease().toMillis())
                .put("check_ms", Timing.CHECK.toMillis())
                .put("sum_ms", timing.exposure().toMillis())
                .put("limit_ms", agent.exposureLimit().toMillis());
    }

    private static String lower(Finding.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
