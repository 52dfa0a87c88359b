// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static io.howdah.ha.core.Instances.ip;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VrrpInstanceTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 256})
    void instance_isRefused_whenVridOutOfRange(int vrid) {
        assertThatThrownBy(() -> build("ns1", "eth0", vrid, "10.77.0.100/24", ip("10.77.0.12"), "howdah"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("howdah.ha.vrid is '" + vrid + "'; allowed: 1 to 255");
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.11/24, an address that no NameNode has",
        "10.77.0.12/24, an address that no NameNode has",
        "10.78.0.100/24, an address in the network of",
        "fd00:77::100/64, the address family of"
    })
    void instance_isRefused_whenAddressCannotFollowTheNodes(String vip, String allowed) {
        assertThatThrownBy(() -> build("ns1", "eth0", 51, vip, ip("10.77.0.12"), "howdah"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("howdah.ha.vip is '")
                .hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0 }", "", "eth0;reboot", "a-name-far-too-long", "eth0\n"})
    void instance_isRefused_whenInterfaceCouldEndABlock(String name) {
        assertThatThrownBy(() -> build("ns1", name, 51, "10.77.0.100/24", ip("10.77.0.12"), "howdah"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("howdah.ha.interface");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns1\n}", "n s", "{"})
    void instance_isRefused_whenNameserviceCouldEndABlock(String nameservice) {
        assertThatThrownBy(() -> build(nameservice, "eth0", 51, "10.77.0.100/24", ip("10.77.0.12"), "howdah"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the name of the NameNodes' group is '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "Root", "a b", ""})
    void instance_isRefused_whenScriptUserIsRootOrNoName(String user) {
        assertThatThrownBy(() -> build("ns1", "eth0", 51, "10.77.0.100/24", ip("10.77.0.12"), user))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("howdah.ha.script-user is '" + user + "'");
    }

    @Test
    void instance_isRefused_whenBothNodesHaveOneAddress() {
        assertThatThrownBy(() -> build("ns1", "eth0", 51, "10.77.0.100/24", ip("10.77.0.11"), "howdah"))
                .hasMessageContaining("two NameNodes have the address 10.77.0.11");
    }

    private static VrrpInstance build(
            String nameservice, String networkInterface, int vrid, String vip, InetAddress peer, String user) {
        return new VrrpInstance(
                Service.HDFS,
                nameservice,
                "nn1",
                networkInterface,
                vrid,
                Duration.ofMillis(100),
                VirtualAddress.parse("howdah.ha.vip", vip),
                ip("10.77.0.11"),
                List.of(peer),
                user,
                "/run/howdah-ha",
                "/usr/libexec/howdah/vip-check");
    }
}
