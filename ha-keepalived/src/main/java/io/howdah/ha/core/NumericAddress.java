// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads IPv4 and IPv6 addresses written as numbers, and never asks a name server. */
public final class NumericAddress {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}(\\.[0-9.]+)?");

    private NumericAddress() {}

    /** The address {@code text} spells, or nothing: a host name, a scoped address ({@code fe80::1%eth0}), garbage. */
    public static Optional<InetAddress> parse(String text) {
        boolean v4 = IPV4.matcher(text).matches();
        boolean v6 = !v4 && text.contains(":") && IPV6.matcher(text).matches();
        if (!v4 && !v6) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            // ::ffff:10.0.0.1 becomes an Inet4Address: not what was written, so not accepted.
            return v4 == address instanceof Inet4Address ? Optional.of(address) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The address as keepalived and nft read it, for example {@code 10.77.0.11} or {@code fd00:77:0:0:0:0:0:11}. */
    public static String text(InetAddress address) {
        return address.getHostAddress();
    }

    /** All bytes in hexadecimal, for example {@code 0xfd000077000000000000000000000100}. */
    public static String hex(InetAddress address) {
        StringBuilder hex = new StringBuilder("0x");
        for (byte b : address.getAddress()) {
            hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return hex.toString();
    }
}
