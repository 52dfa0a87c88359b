// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.HaTopology;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha probe}. */
@Command(
        name = "probe",
        description = "Says who is active, and of every other daemon why it is not.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Example: the NameNodes, for a program",
            "  howdah ha probe --conf /etc/hadoop/conf --service hdfs --json",
            "Example: feed keepalived on the host of the NameNode nn1",
            "  howdah ha probe --conf /etc/hadoop/conf --service hdfs --node nn1 \\",
            "    --track-file /run/howdah-ha/vip-51.track --loop",
            "Exit: 0 exactly one active of each service asked, 1 none or several,",
            "      2 bad usage or input, 3 cannot tell (a silent one may be the active)."
        })
final class ProbeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Option(
            names = "--service",
            paramLabel = "hdfs|yarn|hbase|all",
            defaultValue = "all",
            description = "Whom to ask (${DEFAULT-VALUE}: those with a site file).")
    private String service;

    @Option(names = "--json", description = "One JSON object on standard output, on one line.")
    private boolean json;

    @Option(
            names = "--json-file",
            paramLabel = "PATH",
            description = "Write the JSON to this file too (renamed into place), for a monitoring check to read.")
    private Path jsonFile;

    @Option(
            names = "--track-file",
            paramLabel = "PATH",
            description = "Write 1 when --node may hold the address, else 0; and PATH.deadline beside it.")
    private Path trackFile;

    @Option(names = "--node", paramLabel = "HOST", description = "This node: a NameNode's host or id.")
    private String node;

    @Option(names = "--loop", description = "Go on, a round every howdah.ha.probe.interval, until SIGTERM.")
    private boolean loop;

    @Override
    public Integer call() throws Exception {
        SiteFiles files = sites.load();
        Configuration conf = files.configuration();
        HaSettings settings = SiteOptions.settings(conf, Map.of());
        Set<Service> services = services(files);
        PrintWriter out = spec.commandLine().getOut();
        Optional<Tracker> tracker = tracker(conf, settings, services);
        ProbeReport report = new ProbeReport(out, json, Optional.ofNullable(jsonFile));
        try (RoleProbe probe = new RoleProbe(conf, settings)) {
            if (loop) {
                return new ProbeLoop(probe, services, settings, tracker, report).run();
            }
            return round(probe, services, tracker, report);
        }
    }

    /** Asks once, tells keepalived, reports. */
    static int round(RoleProbe probe, Set<Service> services, Optional<Tracker> tracker, ProbeReport report)
            throws Exception {
        double asked = tracker.isPresent() ? tracker.get().now() : 0;
        List<RoleProbe.Group> groups = probe.probe(services);
        if (tracker.isPresent()) {
            tracker.get().update(asked, groups);
        }
        int exit = ActiveVerdict.exitCode(
                groups.stream().map(RoleProbe.Group::verdict).toList());
        report.write(exit, groups, tracker.map(Tracker::last));
        return exit;
    }

    private Set<Service> services(SiteFiles files) {
        if (!service.equals("all")) {
            return Arrays.stream(Service.values())
                    .filter(candidate -> candidate.key().equals(service))
                    .findFirst()
                    .map(Set::of)
                    .orElseThrow(() -> InvalidInputException.of("--service", service, "hdfs, yarn, hbase or all"));
        }
        Set<Service> found = EnumSet.noneOf(Service.class);
        if (HaTopology.isConfigured(files.configuration())) {
            found.add(Service.HDFS);
        }
        if (files.has(SiteFiles.YARN)) {
            found.add(Service.YARN);
        }
        if (files.has(SiteFiles.HBASE)) {
            found.add(Service.HBASE);
        }
        if (found.isEmpty()) {
            throw InvalidInputException.of(
                    "--conf",
                    files.found().stream().map(Path::toString).collect(Collectors.joining(", ")),
                    "files that name a NameNode, yarn-site.xml or hbase-site.xml");
        }
        return found;
    }

    private Optional<Tracker> tracker(Configuration conf, HaSettings settings, Set<Service> services) {
        if (trackFile == null) {
            return Optional.empty();
        }
        if (!services.contains(Service.HDFS)) {
            throw InvalidInputException.of("--service", service, "hdfs or all, when --track-file is given");
        }
        HaTopology.Nameservice nameservice = HaTopology.from(conf).pair(settings.nameservice());
        HaTopology.NameNode local = Optional.ofNullable(node)
                .flatMap(nameservice::nameNode)
                .orElseThrow(() -> InvalidInputException.of(
                        "--node",
                        node,
                        "a NameNode of " + nameservice.id() + ": "
                                + nameservice.nameNodes().stream()
                                        .map(nn -> nn.id() + " (" + nn.rpc().host() + ")")
                                        .collect(Collectors.joining(", "))));
        return Optional.of(new Tracker(trackFile, nameservice.id(), local.id(), settings.trackValidity()));
    }
}
