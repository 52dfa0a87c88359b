// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static io.howdah.ha.core.Instances.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.KeepalivedConfReader.Node;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepalivedConfTest {
    @Test
    void instance_speaksUnicastVrrp3FromItsOwnAddressToItsPeers_always() {
        Node conf = read(Instances.node(1));
        Node instance = instance(conf);

        assertThat(conf.one("global_defs").value("vrrp_version")).isEqualTo("3");
        assertThat(instance.value("unicast_src_ip")).isEqualTo("10.77.0.11");
        assertThat(instance.one("unicast_peer").children())
                .extracting(peer -> peer.words().get(0))
                .containsExactly("10.77.0.12");
        assertThat(instance.one("virtual_ipaddress").children().get(0).words())
                .containsExactly("10.77.0.100/24", "dev", "eth0");
        assertThat(instance.value("interface")).isEqualTo("eth0");
    }

    @Test
    void nodes_areTreatedAlike_always() {
        Node one = instance(read(Instances.node(1)));
        Node two = instance(read(Instances.node(2)));

        for (String keyword : List.of("state", "priority", "virtual_router_id", "advert_int", "virtual_ipaddress")) {
            assertThat(one.one(keyword)).as(keyword).isEqualTo(two.one(keyword));
        }
        assertThat(one.value("state")).isEqualTo("BACKUP");
        assertThat(one.all("nopreempt")).isEmpty();
    }

    @Test
    void trackFile_failsClosed_always() {
        Node conf = read(Instances.node(1));
        Node track = conf.one("track_file");

        assertThat(track.value("weight")).isEqualTo("0 reverse");
        assertThat(track.value("init_file")).isEqualTo("0 overwrite");
        assertThat(track.value("file")).isEqualTo("/run/howdah-ha/vip-51.track");
        assertThat(instance(conf).one("track_file").children())
                .extracting(child -> child.words())
                .containsExactly(List.of(track.words().get(1)));
    }

    @Test
    void checkScript_readsTheDeadlineAndStartsFailed_always() {
        Node conf = read(Instances.node(1));
        Node script = conf.one("vrrp_script");

        assertThat(script.value("script"))
                .isEqualTo("/usr/libexec/howdah/vip-check /run/howdah-ha/vip-51.track.deadline"
                        + " /run/howdah-ha/vip-51.heartbeat");
        assertThat(script.all("init_fail")).hasSize(1);
        assertThat(instance(conf).one("track_script").children())
                .extracting(child -> child.words())
                .containsExactly(List.of(script.words().get(1)));
        Node global = conf.one("global_defs");
        assertThat(global.all("enable_script_security")).hasSize(1);
        assertThat(global.value("script_user")).isEqualTo("howdah");
    }

    @Test
    void neighbours_areRemindedWhereTheAddressIs_always() {
        Node global = read(Instances.node(1)).one("global_defs");

        assertThat(Integer.parseInt(global.value("vrrp_garp_master_refresh"))).isPositive();
        assertThat(Integer.parseInt(global.value("vrrp_garp_lower_prio_repeat")))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 150, 200, 1000, 40_950})
    void advertInterval_readsBackAsSeconds_whenAnyAllowed(int millis) {
        Node conf = read(with(Duration.ofMillis(millis), List.of(ip("10.77.0.12"))));

        assertThat(Double.parseDouble(instance(conf).value("advert_int")) * 1000)
                .isEqualTo(millis);
    }

    @Test
    void bytes_areTheSame_whateverTheOrderOfPeers() {
        long seed = System.nanoTime();
        List<InetAddress> peers = new ArrayList<>();
        for (int i = 12; i < 60; i++) {
            peers.add(ip("10.77.0." + i));
        }
        String sorted = KeepalivedConf.render(List.of(with(Duration.ofMillis(100), peers)));
        Collections.shuffle(peers, new Random(seed));

        assertThat(KeepalivedConf.render(List.of(with(Duration.ofMillis(100), peers))))
                .as("seed %d", seed)
                .isEqualTo(sorted);
    }

    @Test
    void file_carriesTheMarkInItsFirstLine_always() {
        assertThat(KeepalivedConf.render(List.of(Instances.node(1)))
                        .lines()
                        .findFirst()
                        .orElseThrow())
                .startsWith("# ")
                .contains(GeneratedFile.MARK);
    }

    private static VrrpInstance with(Duration advert, List<InetAddress> peers) {
        VrrpInstance node = Instances.node(1);
        return new VrrpInstance(
                node.service(),
                node.group(),
                node.node(),
                node.networkInterface(),
                node.vrid(),
                advert,
                node.vip(),
                node.local(),
                peers,
                node.scriptUser(),
                node.runDirectory(),
                node.checkScript());
    }

    private static Node read(VrrpInstance instance) {
        return KeepalivedConfReader.read(KeepalivedConf.render(List.of(instance)));
    }

    private static Node instance(Node conf) {
        return conf.one("vrrp_instance");
    }
}
