// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.HaTopology;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
            "Exit: 0 exactly one active of each service asked, 1 none or several,",
            "      2 bad usage or input, 3 cannot tell (a silent one may be the active)."
        })
final class ProbeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Mixin
    private LoginOptions login;

    @Option(
            names = "--service",
            paramLabel = "hdfs|yarn|hbase|all",
            defaultValue = "all",
            description = "Whom to ask (${DEFAULT-VALUE}: those with a site file).")
    private String service;

    @Option(names = "--json", description = "One JSON object on standard output, on one line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        SiteFiles files = sites.load();
        Configuration conf = files.configuration();
        HaSettings settings = SiteOptions.settings(conf, Map.of());
        Set<Service> services = services(files);
        login.login();
        try (RoleProbe probe = new RoleProbe(conf, settings)) {
            List<RoleProbe.Group> groups = probe.probe(services);
            int exit = ActiveVerdict.exitCode(
                    groups.stream().map(RoleProbe.Group::verdict).toList());
            new ProbeReport(spec.commandLine().getOut(), json).write(exit, groups);
            return exit;
        }
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
}
