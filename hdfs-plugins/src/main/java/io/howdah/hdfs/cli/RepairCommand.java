// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.JsonTree;
import io.howdah.hdfs.audit.Judge;
import io.howdah.hdfs.audit.PlacementAudit;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.repair.FsckClient;
import io.howdah.hdfs.repair.PlacementRepair;
import io.howdah.hdfs.repair.core.RepairTally;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.hdfs.DFSClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah placement repair}: has the NameNode mend the blocks that break a rule, and waits for it. */
@Command(
        name = "repair",
        description = {
            "Finds the blocks below a path that break a hard rule, has the NameNode re-replicate them (fsck -replicate),",
            "waits until they are in order, and says what is left and why. The NameNode must run our placement policy."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah placement repair /data --in-flight 500 --state /var/lib/howdah/repair.state",
            "Exit: 0 no rule is broken any more, 1 some still are, 2 bad usage or input, 3 cannot tell."
        })
final class RepairCommand implements Callable<Integer> {
    private static final int LINES = 20;

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

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "broken blocks given to the NameNode at a time (default: ${DEFAULT-VALUE})",
            defaultValue = "1000")
    private int inFlight;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long a file may take until it is given up (default: ${DEFAULT-VALUE})",
            defaultValue = "600")
    private int wait;

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        WalkOptions.positive("--in-flight", inFlight);
        WalkOptions.positive("--wait", wait);
        PrintWriter err = spec.commandLine().getErr();
        ProgressLine progress = new ProgressLine(err);
        try (ClusterOptions.Cluster cluster = clusterOptions.open(path)) {
            String root = WalkOptions.root(path);
            DFSClient client = cluster.hdfs().getClient();
            Judge judge = cluster.judge();
            RepairTally tally = new PlacementRepair(
                            client,
                            judge,
                            new FsckClient(cluster.hdfs(), cluster.configuration()),
                            walk.throttle(),
                            new PlacementRepair.Plan(root, report.snapshots(), inFlight, Duration.ofSeconds(wait)),
                            walk.state("repair", root, report.rules(cluster.rules())),
                            err::println)
                    .run(progress::at);
            if (report.wanted()) {
                PlacementAudit.Scope scope = new PlacementAudit.Scope(root, report.snapshots());
                report.write(new PlacementAudit(client, judge, cluster.copysets(), walk.throttle())
                        .run(scope, new RunState(null, "audit", root, ""), err::println, progress::at));
            }
            progress.end();
            print(tally);
            return tally.leftInAll() > 0 ? Runner.NO : Runner.OK;
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(path + ": no such file or directory; allowed: a path in HDFS", e);
        }
    }

    private void print(RepairTally tally) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonTree.text(tree(tally)));
            return;
        }
        out.println(tally.files() + " files, " + tally.blocks() + " blocks, " + tally.repaired() + " repaired, "
                + tally.leftInAll() + " left");
        tally.left().forEach((reason, blocks) -> out.println("  " + blocks + ": " + reason.text()));
        tally.listed().stream()
                .limit(LINES)
                .forEach(left -> out.println("  " + left.path() + " " + left.blocks() + " " + left.reason()));
    }

    private static Map<String, Object> tree(RepairTally tally) {
        Map<String, Object> tree = new LinkedHashMap<>(tally.toMap());
        List<Map<String, Object>> left = tally.listed().stream()
                .map(file -> Map.<String, Object>of(
                        "path", file.path(),
                        "blocks", file.blocks(),
                        "reason", file.reason().name()))
                .toList();
        tree.put("left", left);
        return tree;
    }
}
