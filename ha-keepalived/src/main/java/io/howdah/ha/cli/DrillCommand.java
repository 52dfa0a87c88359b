// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.cli;

import io.howdah.ha.HaSettings;
import io.howdah.ha.HaTopology;
import io.howdah.ha.RoleProbe;
import io.howdah.ha.SiteFiles;
import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Role;
import io.howdah.ha.core.Service;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.tools.DFSHAAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code howdah ha drill}: a failover on purpose, with a stopwatch. */
@Command(
        name = "drill",
        description = "Fails over to the other NameNode as haadmin does, and times it from a client's side.",
        mixinStandardHelpOptions = true,
        versionProvider = HaCommand.Version.class,
        footer = {
            "",
            "Run it on a host that is neither NameNode's. The cluster must be healthy: one active, a ready standby.",
            "Example: there, and back with a second drill",
            "  howdah ha drill --conf /etc/hadoop/conf --yes",
            "Exit: 0 the other NameNode is active and the address answers, 1 it is not after two minutes or",
            "      haadmin failed, 2 bad usage or input, 3 not started: the cluster is not healthy."
        })
final class DrillCommand implements Callable<Integer> {
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int CONNECT_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SiteOptions sites;

    @Mixin
    private LoginOptions login;

    @Option(names = "--yes", description = "Do it; without it the drill only says what it would do.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        SiteFiles files = sites.load();
        Configuration conf = files.configuration();
        HaSettings settings = SiteOptions.settings(conf, Map.of());
        HaTopology.Nameservice nameservice = HaTopology.from(conf).highlyAvailable(settings.nameservice());
        PrintWriter out = spec.commandLine().getOut();
        login.login();
        try (RoleProbe probe = new RoleProbe(conf, settings)) {
            RoleProbe.Group before = ask(probe, nameservice.id());
            Optional<NodeRole> standby = before.nodes().stream()
                    .filter(node -> node.role() == Role.STANDBY && node.reason().equals("standby"))
                    .findFirst();
            if (before.verdict().outcome() != ActiveVerdict.Outcome.ONE || standby.isEmpty()) {
                out.println("not started: " + before.verdict().reason()
                        + (standby.isEmpty() ? "; no standby is ready" : ""));
                return HaCommand.CANNOT_TELL;
            }
            String from = before.verdict().active().orElseThrow();
            String to = standby.get().id();
            out.println("failover of " + nameservice.id() + " from " + from + " to " + to);
            if (!yes) {
                out.println("nothing done: give --yes");
                return HaCommand.OK;
            }
            Optional<InetSocketAddress> vip = Optional.ofNullable(
                            settings.addresses().get(Service.HDFS))
                    .map(FollowedAddress::vip)
                    .map(address -> new InetSocketAddress(
                            address.address(),
                            nameservice.nameNode(to).orElseThrow().rpc().port()));
            return run(conf, probe, nameservice.id(), from, to, vip, out);
        }
    }

    private static int run(
            Configuration conf,
            RoleProbe probe,
            String nameservice,
            String from,
            String to,
            Optional<InetSocketAddress> vip,
            PrintWriter out)
            throws Exception {
        long start = System.nanoTime();
        int[] exit = {-1};
        Thread failover = new Thread(
                () -> {
                    DFSHAAdmin admin = new DFSHAAdmin();
                    admin.setConf(new Configuration(conf));
                    try {
                        exit[0] = admin.run(new String[] {"-ns", nameservice, "-failover", from, to});
                    } catch (Exception e) {
                        out.println("haadmin: " + e.getMessage());
                    }
                },
                "howdah-drill");
        failover.setDaemon(true);
        failover.start();
        boolean left = false;
        boolean active = false;
        boolean answers = vip.isEmpty();
        while (!(active && answers) && System.nanoTime() - start < LIMIT_NANOS) {
            List<NodeRole> nodes = ask(probe, nameservice).nodes();
            if (!left && !isActive(nodes, from)) {
                left = true;
                say(out, start, from + " is no longer active");
            }
            if (!active && isActive(nodes, to)) {
                active = true;
                say(out, start, to + " is active");
            }
            if (active && !answers && connects(vip.get())) {
                answers = true;
                say(out, start, vip.get().getHostString() + " answers");
            }
            if (!failover.isAlive() && exit[0] != 0) {
                say(out, start, "haadmin ended with " + exit[0] + ": nothing is given up, see the ZKFCs' logs");
                return HaCommand.NO;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        failover.join(TimeUnit.NANOSECONDS.toMillis(Math.max(1, LIMIT_NANOS - (System.nanoTime() - start))));
        say(out, start, active && answers ? "done" : "given up");
        return active && answers && exit[0] == 0 ? HaCommand.OK : HaCommand.NO;
    }

    private static RoleProbe.Group ask(RoleProbe probe, String nameservice) throws InterruptedException {
        return probe.probe(Set.of(Service.HDFS)).stream()
                .filter(group -> group.name().equals(nameservice))
                .findFirst()
                .orElseThrow(() -> InvalidInputException.of(
                        HaSettings.NAMESERVICE.key(), nameservice, "a nameservice of the site files"));
    }

    private static boolean isActive(List<NodeRole> nodes, String id) {
        return nodes.stream().anyMatch(node -> node.id().equals(id) && node.role() == Role.ACTIVE);
    }

    private static boolean connects(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void say(PrintWriter out, long start, String what) {
        out.println("%7.2f s  %s".formatted((System.nanoTime() - start) / 1e9, what));
        out.flush();
    }
}
