// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a machine is known by, in one spelling: lower case, MACs with colons, addresses without leading zeros. Immutable.
 *
 * @param name host or domain name as the source spells it; may be empty
 * @param uuids machine UUIDs (SMBIOS product UUID = libvirt domain UUID = Nova server ID = XAPI VM uuid)
 * @param macs network interface addresses
 * @param ips addresses
 */
public record Identity(String name, Set<String> uuids, Set<String> macs, Set<String> ips) {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern BARE_UUID =
            Pattern.compile("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f.]*:[0-9a-f:.]*");

    public Identity {
        uuids = Collections.unmodifiableSet(new TreeSet<>(uuids));
        macs = Collections.unmodifiableSet(new TreeSet<>(macs));
        ips = Collections.unmodifiableSet(new TreeSet<>(ips));
    }

    /** A machine known by its name only: a line of a rack table. */
    public static Identity named(String name) {
        return new Identity(name, Set.of(), Set.of(), Set.of());
    }

    /** A machine as a source describes it; what is not a UUID, MAC or address is left out. */
    public static Identity of(String name, String uuid, Collection<String> macs, Collection<String> ips) {
        Set<String> goodMacs = new TreeSet<>();
        macs.forEach(mac -> mac(mac).ifPresent(goodMacs::add));
        Set<String> goodIps = new TreeSet<>();
        ips.forEach(ip -> ip(ip).ifPresent(goodIps::add));
        Optional<String> goodUuid = uuid == null ? Optional.empty() : uuid(uuid);
        return new Identity(name, goodUuid.map(Set::of).orElse(Set.of()), goodMacs, goodIps);
    }

    /** {@return whether nothing but the name is known} */
    public boolean nameOnly() {
        return uuids.isEmpty() && macs.isEmpty() && ips.isEmpty();
    }

    /** {@return the UUID in its usual spelling, or empty when it is none, or all zeros or ones (no UUID set)} */
    public static Optional<String> uuid(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        String spelled = BARE_UUID.matcher(lower).replaceFirst("$1-$2-$3-$4-$5");
        String digits = spelled.replace("-", "");
        return UUID.matcher(spelled).matches() && !digits.matches("0+|f+") ? Optional.of(spelled) : Optional.empty();
    }

    /** {@return the MAC with colons, or empty when it is none, or all zeros} */
    public static Optional<String> mac(String text) {
        String spelled = text.trim().toLowerCase(Locale.ROOT).replace('-', ':');
        return MAC.matcher(spelled).matches() && !spelled.equals("00:00:00:00:00:00")
                ? Optional.of(spelled)
                : Optional.empty();
    }

    /** {@return the address in its canonical spelling, or empty when it is none or a loopback address} */
    public static Optional<String> ip(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        if (!IPV4.matcher(lower).matches() && !IPV6.matcher(lower).matches()) {
            return Optional.empty(); // a name would be looked up
        }
        try {
            InetAddress address = InetAddress.getByName(lower);
            return address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
                    ? Optional.empty()
                    : Optional.of(address.getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
