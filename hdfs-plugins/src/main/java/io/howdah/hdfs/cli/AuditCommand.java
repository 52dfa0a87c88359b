// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.AuditReport;
import io.howdah.hdfs.audit.JsonTree;
import io.howdah.hdfs.audit.PlacementAudit;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.AuditTally.Count;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah placement audit}: how many blocks break a rule, and what it costs to mend them. */
@Command(
        name = "audit",
        description = {
            "Counts the blocks below a path that break a hard rule, by rule and by directory, and the bytes a repair would move.",
            "Reads only. Judged by today's inventory and DataNodes."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah placement audit / --rate 5000 --state /var/lib/howdah/audit.state --report /var/lib/howdah/audit.json",
            "Exit: 0 no rule is broken, 1 some are, 2 bad usage or input, 3 cannot tell."
        })
final class AuditCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions clusterOptions;

    @Mixin
    private WalkOptions walk;

    @Mixin
    private ReportOptions report;

    @Parameters(paramLabel = "PATH", description = "file or directory in HDFS")
    private String path;

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ProgressLine progress = new ProgressLine(err);
        try (ClusterOptions.Cluster cluster = clusterOptions.open(path)) {
            String root = WalkOptions.root(path);
            PlacementAudit audit = new PlacementAudit(
                    cluster.hdfs().getClient(), cluster.judge(), cluster.copysets(), walk.throttle());
            RunState state = walk.state("audit", root, report.rules(cluster.rules()));
            PlacementAudit.Result result =
                    audit.run(new PlacementAudit.Scope(root, report.snapshots()), state, err::println, progress::at);
            progress.end();
            report.write(result);
            if (json) {
                out.println(JsonTree.text(AuditReport.of(result)));
            } else {
                AuditReport.text(result).forEach(out::println);
            }
            return result.tally().get(Count.VIOLATIONS) > 0 ? Runner.NO : Runner.OK;
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(path + ": no such file or directory; allowed: a path in HDFS", e);
        }
    }
}
