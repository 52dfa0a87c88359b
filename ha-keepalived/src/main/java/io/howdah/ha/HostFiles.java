// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.Gateway;
import io.howdah.ha.core.GatewayConf;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HostPaths;
import io.howdah.ha.core.KeepalivedConf;
import io.howdah.ha.core.SystemdUnits;
import io.howdah.ha.core.VirtualServer;
import io.howdah.ha.core.VrrpFirewall;
import io.howdah.ha.core.VrrpInstance;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * All that a node needs: what its {@link VrrpPlan} gives, with the gateways in keepalived.conf, the firewall, systemd's
 * units and the gateways' sysctl file.
 */
public final class HostFiles {
    private static final String MOUNTD_PORT = "nfs3.mountd.port";
    private static final int MOUNTD_PORT_DEFAULT = 4242;
    private static final int PORTMAP = 111;

    private HostFiles() {}

    /**
     * @param node as given to {@link VrrpPlan#of}
     * @throws io.howdah.ha.core.InvalidInputException for anything missing, ambiguous or contradictory
     */
    public static List<GeneratedFile> of(
            Configuration conf,
            VrrpPlan plan,
            RenderSettings settings,
            String node,
            HostPaths paths,
            VrrpPlan.Resolver resolver) {
        VrrpInstance first = plan.instances().get(0);
        List<VirtualServer> servers = servers(conf, settings, resolver);
        Set<Integer> vrids = new TreeSet<>();
        List<InetAddress> peers = new ArrayList<>();
        plan.instances().forEach(instance -> {
            vrids.add(instance.vrid());
            peers.addAll(instance.peers());
        });
        List<GeneratedFile> files = new ArrayList<>();
        for (GeneratedFile file : plan.files()) {
            if (file.name().equals(KeepalivedConf.FILE_NAME) && !servers.isEmpty()) {
                String gateways = GatewayConf.render(first, settings.gatewayVrid(), servers);
                vrids.add(settings.gatewayVrid());
                files.add(new GeneratedFile(file.name(), file.content() + gateways, false));
            } else {
                files.add(file);
            }
        }
        files.add(VrrpFirewall.file(vrids, peers));
        files.addAll(SystemdUnits.render(node, plan.instances(), paths));
        if (!servers.isEmpty()) {
            files.add(GatewayConf.sysctl(servers));
        }
        return files;
    }

    private static List<VirtualServer> servers(
            Configuration conf, RenderSettings settings, VrrpPlan.Resolver resolver) {
        List<VirtualServer> servers = new ArrayList<>();
        for (Gateway gateway : Gateway.values()) {
            RenderSettings.Balanced balanced = settings.gateways().get(gateway);
            if (balanced == null) {
                continue;
            }
            String key = RenderSettings.settingOf(gateway).key();
            List<InetAddress> hosts = balanced.servers().stream()
                    .map(host -> VrrpPlan.resolve(key, host, balanced.address(), resolver))
                    .toList();
            // One check decides for all ports of a gateway: a client must not have nfs here and mountd there.
            for (int port : ports(conf, gateway, balanced.port())) {
                servers.add(new VirtualServer(
                        gateway, balanced.address(), port, hosts, balanced.port(), checkPath(conf, gateway)));
            }
        }
        return servers;
    }

    private static List<Integer> ports(Configuration conf, Gateway gateway, int port) {
        return gateway == Gateway.NFS
                ? List.of(port, conf.getInt(MOUNTD_PORT, MOUNTD_PORT_DEFAULT), PORTMAP)
                : List.of(port);
    }

    /** HBase REST tells its version to anybody, without asking HBase; not through TLS, nor without a ticket. */
    private static Optional<String> checkPath(Configuration conf, Gateway gateway) {
        boolean plain = !conf.getBoolean("hbase.rest.ssl.enabled", false)
                && conf.getTrimmed("hbase.rest.authentication.type", "simple").equals("simple");
        return gateway == Gateway.HBASE_REST && plain ? Optional.of("/version") : Optional.empty();
    }
}
