// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The gateways' part of keepalived.conf (one VRRP instance for their addresses, a virtual_server for each port) and the
 * sysctl file of their hosts. Direct routing: answers do not pass the director, which makes it no bottleneck. The health
 * checks are keepalived's own and start no process.
 *
 * <p>A director must not be a gateway's host: with the rules loaded it would balance anew what the other director sent it.
 */
public final class GatewayConf {
    public static final String SYSCTL = "lvs-real-server.sysctl.conf";
    private static final Template INSTANCE = Template.resource("keepalived-gateways.conf.template");
    private static final Template SERVER = Template.resource("keepalived-virtual-server.conf.template");
    private static final Comparator<InetAddress> ORDER =
            Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned);

    private GatewayConf() {}

    /**
     * Pure: the same input, servers in whatever order, gives the same bytes.
     *
     * @param director a VRRP instance of this node: its interface, address and peers are used
     * @param vrid of the gateways' addresses, another than any instance's
     * @param servers at least one
     */
    public static String render(VrrpInstance director, int vrid, List<VirtualServer> servers) {
        check(director, servers);
        long millis = director.advertInterval().toMillis();
        StringBuilder conf = new StringBuilder(INSTANCE.fill(Map.of(
                "sysctl", SYSCTL,
                "vrid", Integer.toString(vrid),
                "interface", director.networkInterface(),
                "advert", "%d.%02d".formatted(millis / 1000, millis % 1000 / 10),
                "local", NumericAddress.text(director.local()),
                "peers", lines(director.peers()),
                "addresses",
                        servers.stream()
                                .map(VirtualServer::address)
                                .distinct()
                                .sorted(ORDER)
                                .map(address -> NumericAddress.text(address) + "/" + 8 * address.getAddress().length
                                        + " dev " + director.networkInterface())
                                .collect(Collectors.joining("\n    ")))));
        servers.forEach(server -> conf.append(render(server)));
        return conf.toString();
    }

    private static void check(VrrpInstance director, List<VirtualServer> servers) {
        for (VirtualServer server : servers) {
            String key = "howdah.ha.gateway." + server.gateway().key();
            for (InetAddress host : server.servers()) {
                if (host.equals(director.local()) || director.peers().contains(host)) {
                    throw InvalidInputException.of(
                            key,
                            NumericAddress.text(host),
                            "a host other than the nodes with keepalived: a node would balance anew what the other sent it");
                }
            }
            if (server.address() instanceof Inet4Address != director.local() instanceof Inet4Address) {
                throw InvalidInputException.of(
                        key,
                        NumericAddress.text(server.address()),
                        "the address family of " + NumericAddress.text(director.local()));
            }
        }
    }

    private static String lines(List<InetAddress> addresses) {
        return addresses.stream().sorted(ORDER).map(NumericAddress::text).collect(Collectors.joining("\n    "));
    }

    private static String render(VirtualServer server) {
        Gateway gateway = server.gateway();
        StringBuilder hosts = new StringBuilder();
        server.servers().stream()
                .sorted(ORDER)
                .forEach(host -> hosts.append("  real_server %s %d {\n    weight 1\n"
                                .formatted(NumericAddress.text(host), server.port()))
                        .append(checker(server))
                        .append("  }\n"));
        return SERVER.fill(Map.of(
                "reason", gateway.reason(),
                "address", NumericAddress.text(server.address()),
                "port", Integer.toString(server.port()),
                "algorithm", gateway.algorithm(),
                "persistence",
                        gateway.persistenceSeconds() == 0
                                ? ""
                                : "  persistence_timeout " + gateway.persistenceSeconds() + "\n",
                "servers", hosts.toString()));
    }

    private static String checker(VirtualServer server) {
        String times = "      connect_timeout 2\n      retry 1\n      delay_before_retry 1\n    }\n";
        String port = "      connect_port " + server.checkPort() + "\n";
        return server.checkPath()
                .map(path -> "    HTTP_GET {\n      url {\n        path " + path
                        + "\n        status_code 200\n      }\n" + port + times)
                .orElse("    TCP_CHECK {\n" + port + times);
    }

    /** What the gateways' own hosts need to take packets for the address without claiming it; IPv4 only. */
    public static GeneratedFile sysctl(List<VirtualServer> servers) {
        return new GeneratedFile(
                SYSCTL,
                Template.resource("lvs-real-server.sysctl.template")
                        .fill(Map.of(
                                "mark", GeneratedFile.MARK,
                                "servers",
                                        all(servers.stream()
                                                .flatMap(server -> server.servers().stream())
                                                .toList()),
                                "addresses",
                                        all(servers.stream()
                                                .map(VirtualServer::address)
                                                .toList()),
                                "host-prefix",
                                        Integer.toString(
                                                8 * servers.get(0).address().getAddress().length))),
                false);
    }

    private static String all(List<InetAddress> addresses) {
        return addresses.stream()
                .distinct()
                .sorted(ORDER)
                .map(NumericAddress::text)
                .collect(Collectors.joining(", "));
    }
}
