// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.KeepalivedConf;
import java.io.ByteArrayInputStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class VrrpPlanTest {
    private static final VrrpPlan.Resolver NAMES = host -> switch (host) {
        case "nn1.example.com" ->
            List.of(Instances.ip("10.77.0.12"), Instances.ip("10.77.0.11"), Instances.ip("fd00:77::11"));
        case "nn2.example.com" -> List.of(Instances.ip("10.77.0.21"));
        case "looped.example.com" -> List.of(Instances.ip("127.0.1.1"));
        default -> throw new UnknownHostException(host);
    };

    private final Map<String, String> site = Sites.ha();
    private final Map<String, String> settings =
            new HashMap<>(Map.of("howdah.ha.vip", "10.77.0.100/24", "howdah.ha.interface", "eth0"));

    @Test
    void nodes_areEachOthersPeers_whenRenderedForBoth() {
        VrrpPlan one = plan("nn1");
        VrrpPlan two = plan("10.77.0.12");

        assertThat(one.instances().get(0).local()).isEqualTo(Instances.ip("10.77.0.11"));
        assertThat(one.instances().get(0).peers())
                .containsExactly(two.instances().get(0).local());
        assertThat(two.instances().get(0).peers())
                .containsExactly(one.instances().get(0).local());
        assertThat(one.warnings()).isEmpty();
        assertThat(one.files())
                .extracting(GeneratedFile::name)
                .containsExactly(
                        "keepalived.conf",
                        "vip-gate.nft",
                        "vip-check",
                        "howdah-ha.tmpfiles.conf",
                        "ha-tuning-site.xml",
                        "client-site.xml");
    }

    @Test
    void files_areTheSameBytes_whenInputIsTheSame() {
        assertThat(plan("nn1").files()).isEqualTo(plan("nn1").files());
        assertThat(KeepalivedConf.render(plan("nn1").instances()))
                .isEqualTo(plan("nn1").files().get(0).content());
    }

    @Test
    void address_isTheLowestOfTheVipsFamily_whenANameHasSeveral() {
        site.put("dfs.namenode.rpc-address.ns1.nn1", "nn1.example.com:8020");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "nn2.example.com:8020");

        assertThat(plan("nn1.example.com").instances().get(0).local()).isEqualTo(Instances.ip("10.77.0.11"));
    }

    @Test
    void address_isTheGivenOne_whenRpcResolvesToLoopback() {
        site.put("dfs.namenode.rpc-address.ns1.nn1", "127.0.0.1:8020");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "127.0.0.1:8021");
        settings.put("howdah.ha.vrrp-addresses", "nn1=10.77.0.11,nn2=10.77.0.12");
        VrrpPlan plan = plan("nn2");

        assertThat(plan.instances().get(0).local()).isEqualTo(Instances.ip("10.77.0.12"));
        assertThat(plan.warnings())
                .singleElement()
                .asString()
                .contains("different RPC ports [8020, 8021]")
                .contains("no client-site.xml");
        assertThat(plan.files()).extracting(GeneratedFile::name).doesNotContain("client-site.xml");
    }

    @Test
    void clientXml_isReadByHadoop_always() {
        settings.put("howdah.ha.vip-host", "nn.example.com");
        GeneratedFile file = plan("nn1").files().get(5);
        Configuration conf = new Configuration(false);
        conf.addResource(new ByteArrayInputStream(file.content().getBytes(StandardCharsets.UTF_8)));

        assertThat(conf.get("fs.defaultFS")).isEqualTo("hdfs://nn.example.com:8020");
        assertThat(conf.get("dfs.client.failover.proxy.provider.nn.example.com"))
                .endsWith(".IPFailoverProxyProvider");
    }

    @Test
    void plan_isRefusedByKeyAndValue_whenInputIsBad() {
        refused("nn3", "--node is 'nn3'; allowed: one NameNode of ns1: nn1 (10.77.0.11), nn2 (10.77.0.12)");
        settings.put("howdah.ha.vip", "10.77.0.12/24");
        refused("nn1", "howdah.ha.vip is '10.77.0.12/24'; allowed: an address that no NameNode has");
        settings.remove("howdah.ha.vip");
        refused("nn1", "howdah.ha.vip (--vip) is not set; allowed: ADDRESS/PREFIX");
        settings.put("howdah.ha.vip", "10.77.0.100/24");
        settings.remove("howdah.ha.interface");
        refused("nn1", "howdah.ha.interface (--interface) is not set");
        settings.put("howdah.ha.interface", "eth0");
        settings.put("howdah.ha.vrrp-addresses", "nn7=10.77.0.11");
        refused("nn1", "howdah.ha.vrrp-addresses is 'nn7'; allowed: NameNode ids of ns1: nn1, nn2");
        settings.remove("howdah.ha.vrrp-addresses");
        settings.put("howdah.ha.vip-host", "a b");
        refused("nn1", "howdah.ha.vip-host is 'a b'");
        settings.remove("howdah.ha.vip-host");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "unknown.example.com:8020");
        refused("nn1", "dfs.namenode.rpc-address.ns1.nn2 is 'unknown.example.com'; allowed: a host name that resolves");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "looped.example.com:8020");
        refused(
                "nn1",
                "dfs.namenode.rpc-address.ns1.nn2 is 'looped.example.com' = '127.0.1.1'; allowed: an address the other");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "10.77.0.11:8021");
        refused("nn1", "ns1: two NameNodes have the address 10.77.0.11");
    }

    private VrrpPlan plan(String node) {
        return VrrpPlan.of(Sites.conf(site), HaSettings.from(settings::get), node, NAMES);
    }

    private void refused(String node, String message) {
        assertThatThrownBy(() -> plan(node))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
