// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.agent.AgentSettings;
import io.howdah.ha.agent.HaAgent;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha agent}. */
@Command(
        name = "agent",
        description = "Lets this node answer for an address exactly while its own daemon is the proven active.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Needs CAP_NET_ADMIN for nft. Ends with SIGTERM, which closes the gates.",
            "Example: on the host of a NameNode",
            "  howdah ha agent --conf /etc/hadoop/conf --node nn1.example.com",
            "Exit: 0 ended by a signal, 2 bad usage or input, or nothing could be done for 10 s."
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Mixin
    private LoginOptions login;

    @Option(
            names = "--node",
            paramLabel = "HOST",
            required = true,
            description = "This node: its host as the site files write it, or a daemon's id.")
    private String node;

    @Override
    public Integer call() throws Exception {
        SiteFiles files = sites.load();
        Configuration conf = files.configuration();
        HaSettings ha = SiteOptions.settings(conf, Map.of());
        AgentSettings settings = AgentSettings.from(conf::getTrimmed);
        VrrpPlan plan = VrrpPlan.of(conf, ha, node, VrrpPlan.Resolver.SYSTEM);
        PrintWriter out = spec.commandLine().getOut();
        try (HaAgent agent = new HaAgent(conf, ha, settings, plan, login.login(), line -> {
            out.println(line);
            out.flush();
        })) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(agent), "howdah-close-gates"));
            agent.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return HaCommand.OK;
    }

    private void close(HaAgent agent) {
        try {
            agent.close();
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot close a gate: " + e.getMessage());
        }
    }
}
