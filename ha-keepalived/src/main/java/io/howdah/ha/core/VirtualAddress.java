// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The address that follows the active: a unicast address and the length of its network's prefix.
 *
 * @param prefix 1..32 for IPv4, 1..128 for IPv6
 */
public record VirtualAddress(InetAddress address, int prefix) {
    private static final String ALLOWED = "ADDRESS/PREFIX, such as 10.77.0.100/24 or fd00:77::100/64";

    /**
     * @param where the key or option named in the error
     * @throws InvalidInputException when {@code text} is no address a node could take over
     */
    public static VirtualAddress parse(String where, String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = slash < 0 ? Optional.empty() : NumericAddress.parse(text.substring(0, slash));
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (address.isEmpty() || !length.matches("[1-9][0-9]{0,2}")) {
            throw InvalidInputException.of(where, text, ALLOWED);
        }
        int bits = address.get().getAddress().length * 8;
        int prefix = Integer.parseInt(length);
        if (prefix > bits) {
            throw InvalidInputException.of(where, text, "a prefix from 1 to " + bits);
        }
        VirtualAddress vip = new VirtualAddress(address.get(), prefix);
        if (!vip.isUnicast()) {
            throw InvalidInputException.of(
                    where, text, "a unicast address, not the network's own, a broadcast, loopback, multicast or any");
        }
        return vip;
    }

    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** Whether {@code other} is in the same network. A host route (/32, /128) says nothing about networks: true. */
    public boolean sharesNetworkWith(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        if (prefix == mine.length * 8) {
            return true;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUnicast() {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isMulticastAddress()
                || NumericAddress.text(address).equals("255.255.255.255")) {
            return false;
        }
        return !isIpv4() || prefix >= 31 || !(hostBitsAre(0) || hostBitsAre(1));
    }

    private boolean hostBitsAre(int wanted) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            if (((bytes[bit / 8] >> (7 - bit % 8)) & 1) != wanted) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return NumericAddress.text(address) + "/" + prefix;
    }
}
