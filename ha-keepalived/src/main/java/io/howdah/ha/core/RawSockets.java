// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The kernel's list of raw sockets, {@code /proc/net/raw} and {@code /proc/net/raw6}. Any user may read it; the
 * "port" of a raw socket is its IP protocol.
 */
public final class RawSockets {
    private static final int VRRP = 112;

    private RawSockets() {}

    /** The file that lists the sockets of {@code local}'s family, below {@code /proc/net}. */
    public static String fileName(InetAddress local) {
        return local.getAddress().length == 4 ? "raw" : "raw6";
    }

    /**
     * Whether a VRRP socket is bound to {@code local}. Pure.
     *
     * @param lines of the kernel's list
     * @param order of this machine: the kernel prints an address as words of 32 bits
     */
    public static boolean vrrp(List<String> lines, InetAddress local, ByteOrder order) {
        StringBuilder name = new StringBuilder();
        ByteBuffer words = ByteBuffer.wrap(local.getAddress()).order(order);
        while (words.hasRemaining()) {
            name.append("%08X".formatted(words.getInt()));
        }
        String bound = name + ":%04X".formatted(VRRP);
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(fields -> fields.length > 1 && fields[1].equals(bound));
    }
}
