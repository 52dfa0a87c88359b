// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VipGateTest {
    @Test
    void gate_replacesItsOwnTablesOnly_always() {
        String gate = VipGate.render(Instances.node(1));

        assertThat(gate.lines().filter(line -> line.startsWith("delete")))
                .containsExactly(
                        "delete table inet howdah_vip_51",
                        "delete table arp howdah_vip_51",
                        "delete table netdev howdah_vip_51");
        assertThat(gate).doesNotContain("flush").contains("elements = { 10.77.0.100 }");
    }

    @Test
    void ipv6Gate_matchesTheAdvertisedTarget_always() {
        assertThat(VipGate.render(Instances.ipv6Node(1)))
                .contains("@th,64,128 0xfd000077000000000000000000000100")
                .contains("elements = { fd00:77:0:0:0:0:0:100 }")
                .doesNotContain("arp ");
    }

    @Test
    void arm_startsTheTimeoutAnewInEveryTable_always() {
        assertThat(VipGate.arm(Instances.node(1), Duration.ofSeconds(2)).lines())
                .filteredOn(line -> line.contains(" inet "))
                .containsExactly(
                        "add element inet howdah_vip_51 lease { 10.77.0.100 timeout 2000ms }",
                        "delete element inet howdah_vip_51 lease { 10.77.0.100 }",
                        "add element inet howdah_vip_51 lease { 10.77.0.100 timeout 2000ms }");
        assertThat(VipGate.arm(Instances.node(1), Duration.ofSeconds(2)).lines())
                .hasSize(9);
        assertThat(VipGate.arm(Instances.ipv6Node(1), Duration.ofSeconds(2)).lines())
                .hasSize(6);
        assertThatThrownBy(() -> VipGate.arm(Instances.node(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
