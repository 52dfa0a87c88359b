// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.HaTopology.NameNode;
import io.howdah.ha.core.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HaTopologyTest {
    @Test
    void nameNodes_areReadWithTheirAddresses_whenHaIsConfigured() {
        Map<String, String> values = Sites.ha();
        values.put("dfs.namenode.http-address.ns1.nn1", "nn1.example.com:50070");
        values.put("dfs.namenode.servicerpc-address.ns1.nn1", "nn1.example.com:8040");
        List<NameNode> nameNodes =
                HaTopology.from(Sites.conf(values)).nameservices().get(0).nameNodes();

        assertThat(nameNodes).extracting(NameNode::id).containsExactly("nn1", "nn2");
        assertThat(nameNodes.get(0).web()).hasToString("nn1.example.com:50070");
        assertThat(nameNodes.get(0).haRpc()).hasToString("nn1.example.com:8040");
        assertThat(nameNodes.get(0).rpc()).hasToString("10.77.0.11:8020");
        assertThat(nameNodes.get(1).web()).hasToString("10.77.0.12:9870");
        assertThat(nameNodes.get(1).haRpc()).hasToString("10.77.0.12:8020");
    }

    @Test
    void webAddress_isTheHttpsOne_whenPolicyIsHttpsOnly() {
        Map<String, String> values = Sites.ha();
        values.put("dfs.http.policy", "HTTPS_ONLY");
        NameNode nameNode = HaTopology.from(Sites.conf(values))
                .nameservices()
                .get(0)
                .nameNodes()
                .get(0);

        assertThat(nameNode.https()).isTrue();
        assertThat(nameNode.web()).hasToString("10.77.0.11:9871");
    }

    @Test
    void nameNode_isTheDefaultFileSystem_whenThereIsNoHa() {
        HaTopology topology = HaTopology.from(Sites.conf(Map.of("fs.defaultFS", "hdfs://nn.example.com:9000")));

        assertThat(topology.nameservices()).hasSize(1);
        assertThat(topology.nameservices().get(0).nameNodes())
                .extracting(nn -> nn.rpc().toString())
                .containsExactly("nn.example.com:9000");
    }

    @Test
    void pair_isRefused_whenThereIsNothingToFailOverTo() {
        HaTopology single = HaTopology.from(Sites.conf(Map.of("fs.defaultFS", "hdfs://nn.example.com")));
        assertThatThrownBy(() -> single.highlyAvailable(Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("dfs.ha.namenodes.hdfs is not set; allowed: two NameNodes");

        assertThatThrownBy(() -> HaTopology.from(Sites.conf(Map.of("fs.defaultFS", "file:///"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("fs.defaultFS is not set");
    }

    @Test
    void group_hasThreeMembers_whenThereAreThreeNameNodes() {
        Map<String, String> values = Sites.ha();
        values.put("dfs.ha.namenodes.ns1", "nn1,nn2,nn3");
        values.put("dfs.namenode.rpc-address.ns1.nn3", "10.77.0.13:8020");
        HaTopology topology = HaTopology.from(Sites.conf(values));

        assertThat(topology.nameservices().get(0).nameNodes()).hasSize(3);
        assertThat(topology.highlyAvailable(Optional.empty()).nameNodes()).hasSize(3);
    }

    @Test
    void nameservice_mustBeNamed_whenThereAreSeveralNameservices() {
        Map<String, String> values = Sites.ha();
        values.put("dfs.nameservices", "ns1,ns2");
        values.put("dfs.ha.namenodes.ns2", "a,b");
        values.put("dfs.namenode.rpc-address.ns2.a", "10.77.0.21:8020");
        values.put("dfs.namenode.rpc-address.ns2.b", "10.77.0.22:8020");
        HaTopology topology = HaTopology.from(Sites.conf(values));

        assertThat(topology.highlyAvailable(Optional.of("ns2")).id()).isEqualTo("ns2");
        assertThatThrownBy(() -> topology.highlyAvailable(Optional.empty()))
                .hasMessage("howdah.ha.nameservice is not set; allowed: one of ns1, ns2");
        assertThatThrownBy(() -> topology.highlyAvailable(Optional.of("ns3")))
                .hasMessage("howdah.ha.nameservice is 'ns3'; allowed: one of ns1, ns2");
    }

    @Test
    void nameservices_areTheInternalOnes_whenOthersAreRemote() {
        Map<String, String> values = Sites.ha();
        values.put("dfs.nameservices", "ns1,remote");
        values.put("dfs.internal.nameservices", "ns1");

        assertThat(HaTopology.from(Sites.conf(values))
                        .highlyAvailable(Optional.empty())
                        .id())
                .isEqualTo("ns1");
    }

    @Test
    void topology_isRefusedByKey_whenAnAddressIsMissingOrWrong() {
        Map<String, String> values = Sites.ha();
        values.remove("dfs.namenode.rpc-address.ns1.nn2");
        assertThatThrownBy(() -> HaTopology.from(Sites.conf(values)))
                .hasMessageStartingWith("dfs.namenode.rpc-address.ns1.nn2 is not set; allowed: HOST:PORT");
        values.put("dfs.namenode.rpc-address.ns1.nn2", "nn2:99999");
        assertThatThrownBy(() -> HaTopology.from(Sites.conf(values)))
                .hasMessageStartingWith("dfs.namenode.rpc-address.ns1.nn2 is 'nn2:99999'");
        values.put("dfs.namenode.rpc-address.ns1.nn2", "nn2 } evil");
        assertThatThrownBy(() -> HaTopology.from(Sites.conf(values))).isInstanceOf(InvalidInputException.class);
    }
}
