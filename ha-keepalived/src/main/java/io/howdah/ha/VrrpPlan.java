// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.Service;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * From the cluster's configuration to the files of one node: finds this node's daemons and their peers, resolves their
 * addresses, and renders. Immutable.
 *
 * @param instances the input of the templates, one for each address this node may hold
 * @param files what to install on the node
 * @param warnings what the operator should know, one line each; empty when all is well
 */
public record VrrpPlan(List<VrrpInstance> instances, List<GeneratedFile> files, List<String> warnings) {

    /** Beside 8020 (RPC), and nobody's by default. */
    private static final int LIFELINE_PORT = 8050;

    /** Finds a host's addresses; a seam for tests. */
    @FunctionalInterface
    public interface Resolver {
        /** The system's name service. */
        Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

        /** @throws UnknownHostException when the name is not known */
        List<InetAddress> resolve(String host) throws IOException;
    }

    public VrrpPlan {
        instances = List.copyOf(instances);
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param node the host of this node's daemons as the configuration writes it, or the id of one of them
     * @throws InvalidInputException for anything missing, ambiguous or contradictory
     */
    public static VrrpPlan of(Configuration conf, HaSettings settings, String node, Resolver resolver) {
        if (settings.addresses().isEmpty()) {
            throw InvalidInputException.of(HaSettings.VIP.key() + " (--vip)", null, HaSettings.VIP.allowed());
        }
        String networkInterface = settings.networkInterface()
                .orElseThrow(() -> InvalidInputException.of(
                        HaSettings.INTERFACE.key() + " (--interface)", null, HaSettings.INTERFACE.allowed()));
        List<HaGroup> groups = HaGroup.followed(conf, settings);
        checkKnown(settings, groups);
        List<VrrpInstance> instances = new ArrayList<>();
        for (HaGroup group : groups) {
            Optional<HaGroup.Member> local = group.member(node);
            if (local.isPresent()) {
                instances.add(instance(group, local.get(), settings, networkInterface, resolver));
            }
        }
        if (instances.isEmpty()) {
            throw InvalidInputException.of(
                    "--node",
                    node,
                    groups.stream()
                            .map(group ->
                                    "one " + group.service().daemon() + " of " + group.name() + ": " + group.listing())
                            .collect(Collectors.joining("; ")));
        }
        List<GeneratedFile> files = new ArrayList<>(NodeFiles.render(instances));
        files.add(HadoopXml.tuning(settings.addresses().keySet(), lifelines(conf, settings)));
        List<String> warnings = new ArrayList<>();
        if (settings.addresses().containsKey(Service.HDFS)) {
            clientFile(
                            HaTopology.from(conf).highlyAvailable(settings.nameservice()),
                            settings,
                            settings.addresses().get(Service.HDFS).vip(),
                            warnings)
                    .ifPresent(files::add);
        }
        return new VrrpPlan(instances, files, warnings);
    }

    private static VrrpInstance instance(
            HaGroup group, HaGroup.Member local, HaSettings settings, String networkInterface, Resolver resolver) {
        FollowedAddress address = settings.addresses().get(group.service());
        List<InetAddress> peers = new ArrayList<>();
        for (HaGroup.Member member : group.members()) {
            if (member != local) {
                peers.add(address(member, settings, address.vip(), resolver));
            }
        }
        return new VrrpInstance(
                group.service(),
                group.name(),
                local.id(),
                networkInterface,
                address.vrid(),
                settings.advertInterval(),
                address.vip(),
                address(local, settings, address.vip(), resolver),
                peers,
                settings.scriptUser(),
                settings.runDirectory(),
                settings.checkScript());
    }

    /** The lifeline servers' addresses, by key: each NameNode's host, and a port of its own. */
    private static SortedMap<String, String> lifelines(Configuration conf, HaSettings settings) {
        SortedMap<String, String> lifelines = new TreeMap<>();
        if (settings.addresses().containsKey(Service.HDFS)) {
            HaTopology.Nameservice nameservice = HaTopology.from(conf).highlyAvailable(settings.nameservice());
            for (HaTopology.NameNode nn : nameservice.nameNodes()) {
                String key = "dfs.namenode.lifeline.rpc-address." + nameservice.id() + "." + nn.id();
                lifelines.put(key, conf.getTrimmed(key, new HostPort(nn.rpc().host(), LIFELINE_PORT).toString()));
            }
        }
        return lifelines;
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

    private static void checkKnown(HaSettings settings, List<HaGroup> groups) {
        for (String id : settings.vrrpAddresses().keySet()) {
            if (groups.stream()
                    .flatMap(group -> group.members().stream())
                    .noneMatch(member -> member.id().equals(id))) {
                throw InvalidInputException.of(
                        HaSettings.VRRP_ADDRESSES.key(),
                        id,
                        groups.stream()
                                .map(group -> group.service().daemon() + " ids of " + group.name() + ": "
                                        + group.members().stream()
                                                .map(HaGroup.Member::id)
                                                .collect(Collectors.joining(", ")))
                                .collect(Collectors.joining("; ")));
            }
        }
    }

    private static InetAddress address(
            HaGroup.Member member, HaSettings settings, VirtualAddress vip, Resolver resolver) {
        InetAddress given = settings.vrrpAddresses().get(member.id());
        if (given != null) {
            return given;
        }
        InetAddress address = resolve(member.key(), member.host(), vip.address(), resolver);
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            throw InvalidInputException.of(
                    member.key(),
                    member.host() + "' = '" + NumericAddress.text(address),
                    "an address the other node can reach (mind 127.0.1.1 in /etc/hosts), or "
                            + HaSettings.VRRP_ADDRESSES.key());
        }
        return address;
    }

    /**
     * The address of a host in the family of the virtual address; the lowest, so that a name server that rotates its answers
     * changes no file.
     *
     * @param where the key named in the error
     */
    static InetAddress resolve(String where, String host, InetAddress vip, Resolver resolver) {
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
        boolean ipv4 = vip instanceof Inet4Address;
        return addresses.stream()
                .filter(candidate -> candidate instanceof Inet4Address == ipv4)
                .min(Comparator.comparing(NumericAddress::hex))
                .orElseThrow(() -> InvalidInputException.of(
                        where, host, "a host with an " + (ipv4 ? "IPv4" : "IPv6") + " address, as the VIP is"));
    }
}
