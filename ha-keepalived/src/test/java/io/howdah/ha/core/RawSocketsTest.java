// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawSocketsTest {
    /** As the kernel of a little-endian machine prints them beside a keepalived that hears. */
    private static final List<String> IPV4 = List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer",
            " 112: 00000000:0070 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0",
            " 112: 0B004D0A:0070 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0 0");

    private static final List<String> IPV6 =
            List.of(" 112: 770000FD000000000000000012000000:0070 00000000000000000000000000000000:0000 07");

    @Test
    void socket_isSeen_whenItIsBoundToTheAddress() {
        assertThat(vrrp(IPV4, "10.77.0.11")).isTrue();
        assertThat(vrrp(IPV6, "fd00:77::12")).isTrue();
        assertThat(RawSockets.vrrp(List.of(" 1: 0A4D000B:0070 0"), Instances.ip("10.77.0.11"), ByteOrder.BIG_ENDIAN))
                .isTrue();
    }

    @Test
    void socket_isNotSeen_whenItIsAnotherOne() {
        assertThat(vrrp(IPV4, "10.77.0.12")).isFalse();
        assertThat(vrrp(IPV6, "fd00:77::11")).isFalse();
        assertThat(vrrp(List.of(" 1: 0B004D0A:0001 00000000:0000 07"), "10.77.0.11"))
                .as("ICMP")
                .isFalse();
        assertThat(vrrp(List.of("", "x"), "10.77.0.11")).isFalse();
    }

    private static boolean vrrp(List<String> lines, String address) {
        return RawSockets.vrrp(lines, Instances.ip(address), ByteOrder.LITTLE_ENDIAN);
    }
}
