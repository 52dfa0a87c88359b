// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The nft rules that take VRRP adverts of our virtual routers from the peers only. Pure. */
public final class VrrpFirewall {
    public static final String FILE_NAME = "vrrp-firewall.nft";
    private static final int VRRP = 112;

    private VrrpFirewall() {}

    /**
     * @param vrids of every instance on this node
     * @param peers of all of them
     */
    public static GeneratedFile file(Collection<Integer> vrids, Collection<InetAddress> peers) {
        // The second byte of an advert, RFC 5798 section 5.2.
        String ours = "@th,8,8 { "
                + new TreeSet<>(vrids).stream().map(String::valueOf).collect(Collectors.joining(", ")) + " }";
        StringBuilder rules = new StringBuilder();
        for (boolean ipv4 : new boolean[] {true, false}) {
            String family = ipv4 ? "ipv4" : "ipv6";
            SortedSet<String> addresses = peers.stream()
                    .filter(peer -> peer instanceof Inet4Address == ipv4)
                    .map(NumericAddress::text)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!addresses.isEmpty()) {
                rules.append("    meta nfproto %s meta l4proto %d %s %s saddr { %s } accept\n"
                        .formatted(family, VRRP, ours, ipv4 ? "ip" : "ip6", String.join(", ", addresses)));
            }
        }
        rules.append("    meta l4proto %d %s drop".formatted(VRRP, ours));
        return new GeneratedFile(
                FILE_NAME,
                Template.resource("vrrp-firewall.nft.template")
                        .fill(Map.of("mark", GeneratedFile.MARK, "rules", rules.toString())),
                false);
    }
}
