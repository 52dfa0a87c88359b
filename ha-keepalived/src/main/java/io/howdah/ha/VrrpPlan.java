// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.VirtualAddress;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From the cluster's configuration to the files of one node: finds this node and its peer, resolves their addresses,
 * and renders. Immutable.
 *
 * @param instance the input of the templates
 * @param files what to install on the node
 * @param warnings what the operator should know, one line each; empty when all is well
 */
public record VrrpPlan(VrrpInstance instance, List<GeneratedFile> files, List<String> warnings) {

    /** Finds a host's addresses; a seam for tests. */
    @FunctionalInterface
    public interface Resolver {
        /** The system's name service. */
        Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

        /** @throws UnknownHostException when the name is not known */
        List<InetAddress> resolve(String host) throws IOException;
    }

    public VrrpPlan {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param node NameNode id, or the host its RPC address names
     * @throws InvalidInputException for anything missing, ambiguous or contradictory
     */
    public static VrrpPlan of(HaTopology topology, HaSettings settings, String node, Resolver resolver) {
        VirtualAddress vip = settings.vip()
                .orElseThrow(() ->
                        InvalidInputException.of(HaSettings.VIP.key() + " (--vip)", null, HaSettings.VIP.allowed()));
        String networkInterface = settings.networkInterface()
                .orElseThrow(() -> InvalidInputException.of(
                        HaSettings.INTERFACE.key() + " (--interface)", null, HaSettings.INTERFACE.allowed()));
        HaTopology.Nameservice nameservice = topology.pair(settings.nameservice());
        HaTopology.NameNode local = nameservice.nameNode(node).orElseThrow(() -> {
            String known = nameservice.nameNodes().stream()
                    .map(nn -> nn.id() + " (" + nn.rpc().host() + ")")
                    .collect(Collectors.joining(", "));
            return InvalidInputException.of("--node", node, "one NameNode of " + nameservice.id() + ": " + known);
        });
        checkKnown(settings, nameservice);
        List<InetAddress> peers = new ArrayList<>();
        for (HaTopology.NameNode nameNode : nameservice.nameNodes()) {
            if (nameNode != local) {
                peers.add(address(nameNode, settings, vip, resolver));
            }
        }
        VrrpInstance instance = new VrrpInstance(
                nameservice.id(),
                local.id(),
                networkInterface,
                settings.vrid(),
                settings.advertInterval(),
                vip,
                address(local, settings, vip, resolver),
                peers,
                settings.scriptUser(),
                settings.runDirectory(),
                settings.checkScript());
        List<GeneratedFile> files = new ArrayList<>(NodeFiles.render(instance));
        files.add(HadoopXml.tuning());
        List<String> warnings = new ArrayList<>();
        clientFile(nameservice, settings, vip, warnings).ifPresent(files::add);
        return new VrrpPlan(instance, files, warnings);
    }

    private static Optional<GeneratedFile> clientFile(
            HaTopology.Nameservice nameservice, HaSettings settings, VirtualAddress vip, List<String> warnings) {
        List<Integer> ports = nameservice.nameNodes().stream()
                .map(nn -> nn.rpc().port())
                .distinct()
                .toList();
        if (ports.size() > 1) {
            warnings.add("the NameNodes of " + nameservice.id() + " listen on different RPC ports " + ports
                    + ": clients of one address need one port; no " + HadoopXml.CLIENT + " is made");
            return Optional.empty();
        }
        if (settings.vipHost().isEmpty() && !vip.isIpv4()) {
            warnings.add("Hadoop reads no IPv6 address in a URI: set " + HaSettings.VIP_HOST.key() + "; no "
                    + HadoopXml.CLIENT + " is made");
            return Optional.empty();
        }
        return Optional.of(
                HadoopXml.client(settings.vipHost().orElse(NumericAddress.text(vip.address())), ports.get(0)));
    }

    private static void checkKnown(HaSettings settings, HaTopology.Nameservice nameservice) {
        for (String id : settings.vrrpAddresses().keySet()) {
            if (nameservice.nameNodes().stream().noneMatch(nn -> nn.id().equals(id))) {
                throw InvalidInputException.of(
                        HaSettings.VRRP_ADDRESSES.key(),
                        id,
                        "NameNode ids of " + nameservice.id() + ": "
                                + nameservice.nameNodes().stream()
                                        .map(HaTopology.NameNode::id)
                                        .collect(Collectors.joining(", ")));
            }
        }
    }

    private static InetAddress address(
            HaTopology.NameNode nameNode, HaSettings settings, VirtualAddress vip, Resolver resolver) {
        InetAddress given = settings.vrrpAddresses().get(nameNode.id());
        if (given != null) {
            return given;
        }
        String where = nameNode.rpcKey();
        String host = nameNode.rpc().host();
        List<InetAddress> addresses;
        try {
            addresses = NumericAddress.parse(host).map(List::of).orElse(null);
            if (addresses == null) {
                addresses = resolver.resolve(host);
            }
        } catch (IOException e) {
            throw InvalidInputException.of(
                    where,
                    host,
                    "a host name that resolves (this one does not), or " + HaSettings.VRRP_ADDRESSES.key());
        }
        // The lowest, so that a name server that rotates its answers does not change the file.
        InetAddress address = addresses.stream()
                .filter(candidate -> candidate instanceof Inet4Address == vip.isIpv4())
                .min(Comparator.comparing(NumericAddress::hex))
                .orElseThrow(() -> InvalidInputException.of(
                        where, host, "a host with an " + (vip.isIpv4() ? "IPv4" : "IPv6") + " address, as the VIP is"));
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            throw InvalidInputException.of(
                    where,
                    host + "' = '" + NumericAddress.text(address),
                    "an address the other node can reach (mind 127.0.1.1 in /etc/hosts), or "
                            + HaSettings.VRRP_ADDRESSES.key());
        }
        return address;
    }
}
