// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nft rules that keep an address dark on a node without a live lease, and the transactions that arm and revoke the
 * lease. An address lifetime is no lease (keepalived sets an expired address again, for ever); an element of an nft set
 * with a timeout is: the kernel forgets it when every process of ours is dead or stopped.
 *
 * <p>Each text is one {@code nft -f} transaction: it applies as a whole or not at all.
 */
public final class VipGate {
    public static final String FILE_NAME = "vip-gate.nft";

    private VipGate() {}

    /** The gate, closed. Pure. */
    public static String render(VrrpInstance instance) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "table", instance.nftTable(),
                "address", NumericAddress.text(instance.vip().address()),
                "interface", instance.networkInterface()));
        if (instance.vip().isIpv4()) {
            return Template.resource("vip-gate-ipv4.nft.template").fill(values);
        }
        values.put("address-hex", NumericAddress.hex(instance.vip().address()));
        return Template.resource("vip-gate-ipv6.nft.template").fill(values);
    }

    /** The gates of all addresses of one node, to be loaded before keepalived starts. */
    public static GeneratedFile file(List<VrrpInstance> instances) {
        StringBuilder text = new StringBuilder("# " + GeneratedFile.MARK
                + "\n# Loading it closes the gates: without an agent that renews its lease, an address stays dark.\n");
        instances.forEach(instance -> text.append("\n").append(render(instance)));
        return new GeneratedFile(FILE_NAME, text.toString(), false);
    }

    /**
     * Opens the gate for {@code lease} from now, whether or not a lease is alive: added so that the delete finds one,
     * deleted so that the timeout starts anew.
     *
     * @param lease at least 1 ms
     */
    public static String arm(VrrpInstance instance, Duration lease) {
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("lease " + lease + "; allowed: at least 1 ms");
        }
        String timed = " timeout " + lease.toMillis() + "ms";
        return each(instance, "add", timed) + each(instance, "delete", "") + each(instance, "add", timed);
    }

    /** Closes the gate, whether or not a lease is alive. */
    public static String revoke(VrrpInstance instance) {
        return each(instance, "add", " timeout 1ms") + each(instance, "delete", "");
    }

    private static String each(VrrpInstance instance, String verb, String timeout) {
        String address = NumericAddress.text(instance.vip().address());
        StringBuilder lines = new StringBuilder();
        List<String> families = instance.vip().isIpv4() ? List.of("inet", "arp", "netdev") : List.of("inet", "netdev");
        for (String family : families) {
            lines.append(
                    "%s element %s %s lease { %s%s }\n".formatted(verb, family, instance.nftTable(), address, timeout));
        }
        return lines.toString();
    }
}
