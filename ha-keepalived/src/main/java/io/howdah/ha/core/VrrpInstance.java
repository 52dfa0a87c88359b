// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything one node needs to know to take part in moving one virtual address: the input of {@link KeepalivedConf},
 * {@link VipGate} and the other renderers. Immutable; the constructor refuses what keepalived would refuse or, worse,
 * silently accept. Text fields end up in a file that root's keepalived reads, so none may carry white space, quotes
 * or braces.
 *
 * @param service whose active the address follows
 * @param group the HDFS nameservice, or the service's own name
 * @param node this node's daemon: NameNode or ResourceManager id, host of an HBase master
 * @param networkInterface where the address appears, at most 15 characters
 * @param vrid VRRP's virtual router id, 1..255, the same on every node and unique in the network segment
 * @param advertInterval between two adverts, 10 ms..40.95 s in steps of 10 ms (RFC 5798); a backup takes over after
 *     three of them and a skew
 * @param local this node's own address, the source of adverts
 * @param peers the other nodes' addresses, at least one
 * @param scriptUser runs the check script and owns the run directory; never root
 * @param runDirectory in memory (tmpfs), so that nothing survives a boot
 * @param checkScript absolute path of the check script
 */
public record VrrpInstance(
        Service service,
        String group,
        String node,
        String networkInterface,
        int vrid,
        Duration advertInterval,
        VirtualAddress vip,
        InetAddress local,
        List<InetAddress> peers,
        String scriptUser,
        String runDirectory,
        String checkScript) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,14}");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._+-]*)+");

    public VrrpInstance {
        peers = List.copyOf(peers);
        require("the name of the " + service.daemon() + "s' group", group, NAME, "letters, digits, '.', '_' and '-'");
        require("the id of a " + service.daemon(), node, NAME, "letters, digits, '.', '_' and '-'");
        require("howdah.ha.interface", networkInterface, INTERFACE, "a network interface, at most 15 characters");
        require("howdah.ha.script-user", scriptUser, USER, "an existing user name in lower case");
        require("howdah.ha.run-directory", runDirectory, PATH, "an absolute path of plain characters");
        require("howdah.ha.check-script", checkScript, PATH, "an absolute path of plain characters");
        if (scriptUser.equals("root")) {
            throw InvalidInputException.of("howdah.ha.script-user", scriptUser, "a user other than root");
        }
        if (vrid < 1 || vrid > 255) {
            throw InvalidInputException.of(key(service) + "vrid", Integer.toString(vrid), "1 to 255");
        }
        long millis = advertInterval.toMillis();
        if (millis < 10 || millis > 40_950 || millis % 10 != 0) {
            throw InvalidInputException.of(
                    "howdah.ha.advert-interval", millis + "ms", "10ms to 40950ms in steps of 10ms");
        }
        if (peers.isEmpty()) {
            throw new InvalidInputException(
                    group + " has one " + service.daemon() + "; allowed: two, there is nobody to take over");
        }
        Set<InetAddress> seen = new HashSet<>(Set.of(local));
        for (InetAddress peer : peers) {
            if (!seen.add(peer)) {
                throw new InvalidInputException(group + ": two " + service.daemon() + "s have the address "
                        + NumericAddress.text(peer)
                        + "; allowed: an address of its own for each (howdah.ha.vrrp-addresses"
                        + " overrides what the RPC address resolves to)");
            }
        }
        for (InetAddress address : seen) {
            if (address.equals(vip.address())) {
                throw InvalidInputException.of(
                        key(service) + "vip", vip.toString(), "an address that no " + service.daemon() + " has");
            }
            if (address instanceof Inet4Address != vip.isIpv4()) {
                throw InvalidInputException.of(
                        key(service) + "vip", vip.toString(), "the address family of " + NumericAddress.text(address));
            }
            if (!vip.sharesNetworkWith(address)) {
                throw InvalidInputException.of(
                        key(service) + "vip",
                        vip.toString(),
                        "an address in the network of " + NumericAddress.text(address) + " (or /"
                                + address.getAddress().length * 8 + " for a host route)");
            }
        }
    }

    private static String key(Service service) {
        return service == Service.HDFS ? "howdah.ha." : "howdah.ha." + service.key() + ".";
    }

    private static void require(String where, String value, Pattern pattern, String allowed) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw InvalidInputException.of(where, value, allowed);
        }
    }

    /** Name of the VRRP instance in keepalived.conf. */
    public String instanceName() {
        return group + "_" + vrid;
    }

    /** Name of the address among others on the same node, for example {@code vip-51}. */
    public String name() {
        return "vip-" + vrid;
    }

    /** The file keepalived tracks: {@code 1} lets this node take the address, anything else does not. */
    public String trackFile() {
        return runDirectory + "/" + name() + ".track";
    }

    /** Until when the agent counts as alive, in seconds of the node's uptime. Read by the check script. */
    public String deadlineFile() {
        return trackFile() + ".deadline";
    }

    /** When keepalived last ran the check script, in seconds of the node's uptime. Written by the script. */
    public String heartbeatFile() {
        return runDirectory + "/" + name() + ".heartbeat";
    }

    /** While it exists, root is asked to reload keepalived. Written by the agent, removed by a unit. */
    public String reloadRequest() {
        return runDirectory + "/reload-keepalived";
    }

    /** The nft table of the gate, for example {@code howdah_vip_51}. */
    public String nftTable() {
        return "howdah_vip_" + vrid;
    }
}
