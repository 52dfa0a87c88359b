// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.examples.demo.report.Chart;
import io.howdah.examples.demo.report.Table;
import io.howdah.examples.demo.scenario.DemoContext;
import io.howdah.examples.demo.scenario.DemoStep;
import io.howdah.examples.demo.scenario.Plugin;
import io.howdah.examples.demo.scenario.StepFailure;
import io.howdah.examples.demo.scenario.StepOutcome;
import io.howdah.ha.HaSettings;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Service;
import io.howdah.minicluster.HdfsHandle;
import io.howdah.minicluster.NameNodeHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** Kills the active NameNode under a client that keeps writing, and asks our probe who is active, before and after. */
final class FailoverStep implements DemoStep {

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Map<String, String> VIRTUAL_IP = Map.of(
            "howdah.ha.vip", "10.77.0.100/24",
            "howdah.ha.interface", "eth0",
            // The embedded NameNodes share loopback; keepalived's peers never do.
            "howdah.ha.vrrp-addresses", "nn1=10.77.0.11,nn2=10.77.0.12");

    @Override
    public String title() {
        return "Kill the active NameNode under a writing client";
    }

    @Override
    public Optional<Plugin> plugin() {
        return Optional.of(Plugin.HA_KEEPALIVED);
    }

    @Override
    public StepOutcome run(DemoContext context) throws Exception {
        HdfsHandle hdfs = context.stack().hdfs();
        Configuration conf = context.stack().configuration();
        Optional<RoleProbe.Group> before = probe(context, conf);
        NameNodeHandle killed;
        ClientHistory history;
        try (WritingClient client = WritingClient.start(hdfs.fileSystem())) {
            client.awaitWrites(5, DEADLINE);
            killed = hdfs.killActiveNameNode();
            long killedAt = System.nanoTime();
            client.awaitWriteStartedAfter(killedAt, DEADLINE);
            client.awaitWrites(5, DEADLINE);
            history = client.stop(killedAt);
        }
        StepFailure.unless(history.missing().isEmpty(), "acknowledged files are gone: " + history.missing());
        Optional<RoleProbe.Group> after = awaitOther(context, conf, killed.id());

        StepFailure.unless(
                before.isPresent() && after.isPresent(),
                "nobody says who is active: ha-keepalived is off (the client itself was back after "
                        + history.outage().toMillis() + " ms)");
        StepFailure.unless(
                before.get().verdict().active().equals(Optional.of(killed.id())),
                "the probe said '" + before.get().verdict().reason() + "', but " + killed.id() + " was active");
        ActiveVerdict verdict = after.get().verdict();
        StepFailure.unless(
                verdict.active().isPresent() && !verdict.active().get().equals(killed.id()),
                "after the kill the probe says: " + verdict.reason());
        List<GeneratedFile> files = render(context, conf);

        List<List<String>> rows = new ArrayList<>();
        addRows(rows, "before", before.get());
        addRows(rows, "after", after.get());
        String outage = String.format(Locale.ROOT, "%.1f s", history.outage().toMillis() / 1000.0);
        return StepOutcome.of(killed.id()
                        + " was killed while a client wrote one file after another; the longest wait for a write was "
                        + outage + ", and all " + history.acknowledged() + " acknowledged files are there.")
                .chart(new Chart(
                        Chart.Kind.BAR,
                        "How long each write took, around the kill",
                        "ms",
                        history.around().stream()
                                .map(ClientHistory.Write::label)
                                .toList(),
                        List.of(new Chart.Series(
                                "write",
                                history.around().stream()
                                        .map(w -> (double) w.took().toMillis())
                                        .toList()))))
                .table(new Table("What howdah ha probe said", List.of("when", "NameNode", "role", "reason"), rows))
                .evidence("probe before", before.get().verdict().reason())
                .evidence("probe after", verdict.reason())
                .evidence(
                        "rendered for keepalived",
                        files.stream().map(GeneratedFile::name).toList())
                .evidence("acknowledged writes lost", history.missing().size())
                .tile(outage, "longest wait of a client", "active NameNode killed")
                .command("howdah ha probe --conf /etc/hadoop/conf");
    }

    private static void addRows(List<List<String>> rows, String when, RoleProbe.Group group) {
        for (NodeRole node : group.nodes()) {
            rows.add(List.of(when, node.id(), node.role().name().toLowerCase(Locale.ROOT), node.reason()));
        }
    }

    private static Optional<RoleProbe.Group> probe(DemoContext context, Configuration conf)
            throws InterruptedException {
        if (!context.has(Plugin.HA_KEEPALIVED)) {
            return Optional.empty();
        }
        try (RoleProbe probe = new RoleProbe(conf, HaSettings.from(key -> null))) {
            return Optional.of(probe.probe(List.of(Service.HDFS)).get(0));
        }
    }

    /** The client may be served a moment before the last NameNode's state is readable: ask until the deadline. */
    private static Optional<RoleProbe.Group> awaitOther(DemoContext context, Configuration conf, String killed)
            throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            Optional<RoleProbe.Group> group = probe(context, conf);
            boolean other = group.flatMap(g -> g.verdict().active())
                    .filter(id -> !id.equals(killed))
                    .isPresent();
            if (group.isEmpty() || other || System.nanoTime() > end) {
                return group;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static List<GeneratedFile> render(DemoContext context, Configuration conf) throws IOException {
        HaSettings settings = HaSettings.from(VIRTUAL_IP::get);
        List<GeneratedFile> all = new ArrayList<>();
        for (String node : List.of("nn1", "nn2")) {
            Path directory = Files.createDirectories(context.work("keepalived").resolve(node));
            all = VrrpPlan.of(conf, settings, node, VrrpPlan.Resolver.SYSTEM).files();
            for (GeneratedFile file : all) {
                Files.writeString(directory.resolve(file.name()), file.content(), StandardCharsets.UTF_8);
            }
        }
        return all;
    }
}
