// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** VRRP instances for tests. */
public final class Instances {
    private Instances() {}

    public static InetAddress ip(String text) {
        return NumericAddress.parse(text).orElseThrow();
    }

    /** nn1 = .11, nn2 = .12, the address .100, all in 10.77.0.0/24. */
    public static VrrpInstance node(int number) {
        return of("10.77.0.100/24", "10.77.0.1" + number, "10.77.0.1" + (3 - number), number);
    }

    public static VrrpInstance ipv6Node(int number) {
        return of("fd00:77::100/64", "fd00:77::1" + number, "fd00:77::1" + (3 - number), number);
    }

    private static VrrpInstance of(String vip, String local, String peer, int number) {
        return new VrrpInstance(
                Service.HDFS,
                "ns1",
                "nn" + number,
                "eth0",
                51,
                Duration.ofMillis(100),
                VirtualAddress.parse("vip", vip),
                ip(local),
                List.of(ip(peer)),
                "howdah",
                "/run/howdah-ha",
                "/usr/libexec/howdah/vip-check");
    }
}
