// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100/24", "10.77.0.100/32", "10.77.0.0/31", "192.168.1.1/16", "0.0.0.1/1"})
    void ipv4_readsBack_whenUnicast(String text) {
        assertThat(VirtualAddress.parse("vip", text)).hasToString(text).matches(VirtualAddress::isIpv4);
    }

    @ParameterizedTest
    @CsvSource({"fd00:77::100/64, fd00:77:0:0:0:0:0:100/64", "2001:DB8::1/128, 2001:db8:0:0:0:0:0:1/128"})
    void ipv6_readsBackInFull_whenUnicast(String text, String full) {
        assertThat(VirtualAddress.parse("vip", text)).hasToString(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.77.0.100",
                "/24",
                "10.77.0.100/",
                "10.77.0.100/0",
                "10.77.0.100/33",
                "10.77.0.100/-1",
                "10.77.0.100/24/24",
                "10.77.0.256/24",
                "10.77.0/24",
                "010.77.0.1/24",
                "vip.example.com/24",
                "10.77.0.100/024",
                "10.77.0.0/24",
                "10.77.0.255/24",
                "0.0.0.0/24",
                "127.0.0.1/8",
                "224.0.0.18/24",
                "255.255.255.255/32",
                "fd00::1/129",
                "fd00:::1/64",
                "::/64",
                "::1/128",
                "ff02::1/64",
                "fe80::1%eth0/64",
                "::ffff:10.0.0.1/96",
                "10.77.0.100/24\nevil"
            })
    void address_isRefusedByKeyAndValue_whenNoNodeCouldTakeIt(String text) {
        assertThatThrownBy(() -> VirtualAddress.parse("howdah.ha.vip", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("howdah.ha.vip is '")
                .hasMessageContaining("allowed:")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.100/24, 10.77.0.1, true",
        "10.77.0.100/24, 10.77.1.1, false",
        "10.77.0.100/23, 10.77.1.1, true",
        "10.77.0.100/32, 192.168.0.1, true",
        "fd00:77::100/64, fd00:77::1, true",
        "fd00:77::100/64, fd00:78::1, false",
        "fd00:77::100/64, 10.77.0.1, false"
    })
    void network_isComparedByPrefix_always(String vip, String other, boolean same) {
        assertThat(VirtualAddress.parse("vip", vip).sharesNetworkWith(Instances.ip(other)))
                .isEqualTo(same);
    }
}
