// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.GeneratedFiles;
import io.howdah.ha.HaSettings;
import io.howdah.ha.HostFiles;
import io.howdah.ha.RenderSettings;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.agent.AgentSettings;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HostPaths;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.KeepalivedConf;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha render}. */
@Command(
        name = "render",
        description = "Writes keepalived.conf and what goes with it for one host, from the cluster's own XML.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Example: all files of the host nn1.example.com, into the current directory",
            "  howdah ha render --conf /etc/hadoop/conf --vip 10.77.0.100/24 \\",
            "    --interface eth0 --node nn1.example.com --output .",
            "Exit: 0 written (--diff: nothing would change), 1 (--diff) something would,",
            "      2 bad usage or input."
        })
final class RenderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Option(names = "--vip", paramLabel = "ADDRESS/PREFIX", description = "The virtual address (howdah.ha.vip).")
    private String vip;

    @Option(names = "--interface", paramLabel = "NAME", description = "Where it appears (howdah.ha.interface).")
    private String networkInterface;

    @Option(
            names = "--node",
            paramLabel = "HOST",
            required = true,
            description = "The node to render for: its host as the site files write it, or a daemon's id.")
    private String node;

    @Option(names = "--vrid", paramLabel = "N", description = "Virtual router id, 1 to 255 (howdah.ha.vrid; 51).")
    private String vrid;

    @Option(
            names = "--nameservice",
            paramLabel = "ID",
            description = "Needed when there are several (howdah.ha.nameservice).")
    private String nameservice;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Write all files there; without it keepalived.conf goes to standard output.")
    private Path output;

    @Option(names = "--diff", description = "Write nothing; show what would change in --output.")
    private boolean diff;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (diff && output == null) {
            throw InvalidInputException.of("--output", null, "a directory, when --diff is given");
        }
        SiteFiles files = sites.load();
        for (String needed : List.of(SiteFiles.CORE, SiteFiles.HDFS)) {
            if (!files.has(needed)) {
                throw InvalidInputException.of("--conf: " + needed, null, "a directory that has it");
            }
        }
        Configuration conf = files.configuration();
        HaSettings settings = SiteOptions.settings(conf, options());
        VrrpPlan plan = VrrpPlan.of(conf, settings, node, VrrpPlan.Resolver.SYSTEM);
        RenderSettings render = RenderSettings.from(conf::getTrimmed, settings);
        // Refuses timing that cannot hold, too.
        String nft = AgentSettings.from(conf::getTrimmed).nft();
        HostPaths paths = new HostPaths(render.program(), render.directory(), sites.absolute(), nft);
        List<GeneratedFile> generated = HostFiles.of(conf, plan, render, node, paths, VrrpPlan.Resolver.SYSTEM);
        plan.warnings().forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        if (output == null) {
            generated.stream()
                    .filter(file -> file.name().equals(KeepalivedConf.FILE_NAME))
                    .forEach(file -> out.print(file.content()));
            return HaCommand.OK;
        }
        GeneratedFiles target = new GeneratedFiles(output);
        if (diff) {
            String changes = target.diff(generated);
            out.print(changes);
            return changes.isEmpty() ? HaCommand.OK : HaCommand.NO;
        }
        List<Path> changed = target.write(generated);
        generated.forEach(file -> {
            Path path = output.resolve(file.name());
            out.println((changed.contains(path) ? "wrote     " : "unchanged ") + path);
        });
        return HaCommand.OK;
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        put(options, HaSettings.VIP.key(), vip);
        put(options, HaSettings.INTERFACE.key(), networkInterface);
        put(options, HaSettings.VRID.key(), vrid);
        put(options, HaSettings.NAMESERVICE.key(), nameservice);
        return options;
    }

    private static void put(Map<String, String> options, String key, String value) {
        if (value != null) {
            options.put(key, value);
        }
    }
}
