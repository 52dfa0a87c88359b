// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.cli;

import io.howdah.hdfs.audit.JsonTree;
import io.howdah.hdfs.audit.RunState;
import io.howdah.hdfs.audit.core.Throttle;
import io.howdah.hdfs.migrate.BalancerLock;
import io.howdah.hdfs.migrate.CopysetMigration;
import io.howdah.hdfs.migrate.core.LevelPlanner;
import io.howdah.hdfs.migrate.core.MigrationTally;
import io.howdah.hdfs.migrate.core.MigrationTally.Count;
import io.howdah.hdfs.placement.core.PlacementSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code howdah placement migrate}: moves replicas into the plan's copysets. */
@Command(
        name = "migrate",
        description = {
            "Moves replicas of the blocks below some paths into the copysets of the plan, as the Balancer moves them.",
            "With --level, in place of the Balancer after a join or a leave, it evens out used space by the same moves.",
            "Holds the Balancer's lock: no Balancer runs meanwhile. Ctrl-C finishes the moves under way and stops."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Example: howdah placement migrate /data --bandwidth 50000000 --state /var/lib/howdah/migrate.state",
            "Exit: 0 all are in a copyset, 1 some are not, 2 bad usage or input, 3 cannot tell (a Balancer runs, stopped)."
        })
final class MigrateCommand implements Callable<Integer> {
    private static final int STOP_MINUTES = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions clusterOptions;

    @Mixin
    private WalkOptions walk;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "files or directories in HDFS")
    private List<String> paths;

    @Option(
            names = "--bandwidth",
            paramLabel = "BYTES",
            description = "bytes to move per second, over all; 0 = no limit (default: ${DEFAULT-VALUE})",
            defaultValue = "100000000")
    private long bandwidth;

    @Option(
            names = "--concurrent",
            paramLabel = "N",
            description = "moves under way at a time (default: ${DEFAULT-VALUE})",
            defaultValue = "50")
    private int concurrent;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long a batch may make no progress until it is given up (default: ${DEFAULT-VALUE})",
            defaultValue = "120")
    private int wait;

    @Option(
            names = "--level",
            description = "even out used space, too: blocks on fuller DataNodes move to copysets of emptier ones")
    private boolean level;

    @Option(
            names = "--threshold",
            paramLabel = "PERCENT",
            description = {
                "with --level: percentage points a DataNode's use may be from the mean, as the Balancer's -threshold;",
                "above 0 to 100 (default: ${DEFAULT-VALUE})"
            },
            defaultValue = "3")
    private double threshold;

    @Option(names = "--json", description = "print a JSON object")
    private boolean json;

    private volatile boolean stopped;

    @Override
    public Integer call() throws IOException, InterruptedException {
        WalkOptions.positive("--concurrent", concurrent);
        WalkOptions.positive("--wait", wait);
        if (bandwidth < 0) {
            throw new IllegalArgumentException("--bandwidth=" + bandwidth + ": not allowed; allowed: 0 or more");
        }
        if (!(threshold > 0 && threshold <= 100)) {
            throw new IllegalArgumentException(
                    "--threshold=" + threshold + ": not allowed; allowed: above 0 to 100 (percentage points)");
        }
        CountDownLatch ended = new CountDownLatch(1);
        Thread hook = new Thread(() -> stop(ended), "howdah-migrate-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (ClusterOptions.Cluster cluster = clusterOptions.open(paths.get(0))) {
            return migrate(cluster);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(e.getMessage() + ": no such path; allowed: a path in HDFS", e);
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    private void stop(CountDownLatch ended) {
        stopped = true;
        try {
            if (!ended.await(STOP_MINUTES, TimeUnit.MINUTES)) {
                spec.commandLine().getErr().println("moves still under way; the DataNodes finish them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            assert hook.isAlive() : "the JVM is going down: the hook runs";
        }
    }

    private int migrate(ClusterOptions.Cluster cluster) throws IOException, InterruptedException {
        if (cluster.copysets() == null) {
            throw new IllegalArgumentException(
                    PlacementSettings.PLAN_FILE.name() + " is not set; allowed: set it, or pass --plan FILE");
        }
        PrintWriter err = spec.commandLine().getErr();
        List<String> roots = paths.stream().map(WalkOptions::root).toList();
        RunState state =
                walk.state("migrate", String.join(" ", roots), cluster.rules() + (level ? " level " + threshold : ""));
        RunState.Position position = state.load();
        if (position.note() != null) {
            err.println(position.note());
        }
        MigrationTally tally = MigrationTally.of(position.counters());
        ProgressLine progress = new ProgressLine(err);
        Configuration conf = new Configuration(cluster.configuration());
        // The first move of two leaves the block outside the copysets still.
        conf.setBoolean(PlacementSettings.STRICT_COPYSET_MOVES.name(), false);
        try (BalancerLock lock = BalancerLock.take(cluster.hdfs(), conf)) {
            CopysetMigration migration = new CopysetMigration(
                    lock.connector(),
                    conf,
                    cluster.copysets(),
                    cluster.resolver(),
                    new CopysetMigration.Limits(
                            concurrent,
                            new Throttle(bandwidth, System::nanoTime, TimeUnit.NANOSECONDS::sleep),
                            walk.throttle(),
                            Duration.ofSeconds(wait)),
                    new CopysetMigration.Goal(
                            cluster.placement().minRacks(),
                            level ? OptionalDouble.of(threshold / 100) : OptionalDouble.empty()),
                    tally);
            List<LevelPlanner.Effort> efforts = List.of(LevelPlanner.Effort.values());
            String after = position.lastPath();
            for (long pass = tally.get(Count.PASSES); pass < (level ? efforts.size() : 1) && !stopped; pass++) {
                run(migration, efforts.get((int) pass), after, state, progress);
                after = null;
                tally.add(Count.PASSES, stopped ? 0 : 1);
            }
            progress.end();
            if (!stopped) {
                state.finished();
            }
        }
        print(tally);
        if (stopped) {
            err.println("howdah placement migrate: stopped" + (walk.keepsState() ? "; the same command goes on" : ""));
            return Runner.CANNOT_TELL;
        }
        return tally.left() > 0 ? Runner.NO : Runner.OK;
    }

    private void run(
            CopysetMigration migration, LevelPlanner.Effort effort, String after, RunState state, ProgressLine progress)
            throws IOException, InterruptedException {
        boolean skipping = after != null;
        for (String root : paths.stream().map(WalkOptions::root).toList()) {
            boolean here = skipping && (after + "/").startsWith(root.endsWith("/") ? root : root + "/");
            if (!skipping || here) {
                migration.run(effort, root, here ? after : null, state, () -> stopped, progress::at);
                skipping = false;
            }
        }
    }

    private void print(MigrationTally tally) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonTree.text(tally.toMap()));
            return;
        }
        out.println(tally.get(Count.BLOCKS) + " blocks, " + tally.get(Count.INSIDE) + " were in a copyset, "
                + tally.get(Count.MIGRATED) + " brought into one"
                + (level ? ", " + tally.get(Count.LEVELLED) + " into another" : "")
                + " by " + tally.get(Count.MOVES) + " moves of "
                + tally.get(Count.BYTES) + " bytes, " + tally.left() + " left");
        line(tally, Count.NO_WAY, "no copyset can be reached without sharing a domain, or has room");
        line(tally, Count.LATE, "did not get there in time, or lack replicas");
        line(tally, Count.NOT_IN_PLAN, "not in the plan (erasure coded, other replication, several storage types)");
        out.flush();
    }

    private void line(MigrationTally tally, Count count, String meaning) {
        if (tally.get(count) > 0) {
            spec.commandLine().getOut().println("  " + tally.get(count) + ": " + meaning);
        }
    }
}
