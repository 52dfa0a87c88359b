// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HostPaths;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.KeepalivedConfReader;
import io.howdah.ha.core.KeepalivedConfReader.Node;
import java.io.ByteArrayInputStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFilesTest {
    static final HostPaths PATHS =
            new HostPaths("/usr/bin/howdah", "/etc/howdah/ha", List.of("/etc/hadoop/conf"), "/usr/sbin/nft");

    private static final VrrpPlan.Resolver NAMES = host -> switch (host) {
        case "g1.example.com" -> List.of(Instances.ip("10.77.0.31"), Instances.ip("fd00:77::31"));
        case "g2.example.com" -> List.of(Instances.ip("10.77.0.32"), Instances.ip("fd00:77::32"));
        case "n1.example.com" -> List.of(Instances.ip("fd00:77::11"));
        case "n2.example.com" -> List.of(Instances.ip("fd00:77::12"));
        default -> throw new UnknownHostException(host);
    };

    private final Map<String, String> site = new HashMap<>(Sites.ha());

    HostFilesTest() {
        site.put("howdah.ha.vip", "10.77.0.100/24");
        site.put("howdah.ha.interface", "eth0");
    }

    @Test
    void files_areComplete_whenThereAreNoGateways() {
        assertThat(files("nn1"))
                .extracting(GeneratedFile::name)
                .containsExactly(
                        "keepalived.conf",
                        "vip-gate.nft",
                        "vip-check",
                        "howdah-ha.tmpfiles.conf",
                        "ha-tuning-site.xml",
                        "client-site.xml",
                        "vrrp-firewall.nft",
                        "howdah-vip-gate.service",
                        "howdah-ha-agent.service",
                        "keepalived-dropin.conf",
                        "howdah-keepalived-reload.path",
                        "howdah-keepalived-reload.service");
    }

    @Test
    void threeNameNodes_areEachOthersPeers_whenRendered() {
        site.put("dfs.ha.namenodes.ns1", "nn1,nn2,nn3");
        site.put("dfs.namenode.rpc-address.ns1.nn3", "10.77.0.13:8020");

        assertThat(conf("nn2").one("vrrp_instance").one("unicast_peer").children())
                .extracting(peer -> peer.words().get(0))
                .containsExactly("10.77.0.11", "10.77.0.13");
        assertThat(text("nn2", "vrrp-firewall.nft")).contains("ip saddr { 10.77.0.11, 10.77.0.13 } accept");
    }

    @Test
    void nameservice_mustBeNamed_whenThereAreSeveral() {
        site.put("dfs.nameservices", "ns1,ns2");
        site.put("dfs.ha.namenodes.ns2", "nn3,nn4");
        site.put("dfs.namenode.rpc-address.ns2.nn3", "10.77.0.13:8020");
        site.put("dfs.namenode.rpc-address.ns2.nn4", "10.77.0.14:8020");

        assertThatThrownBy(() -> files("nn3"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("howdah.ha.nameservice is not set; allowed: one of ns1, ns2");
        site.put("howdah.ha.nameservice", "ns2");
        assertThat(conf("nn3").one("vrrp_instance").value("unicast_src_ip")).isEqualTo("10.77.0.13");
    }

    @Test
    void oneNode_isRefused_always() {
        site.put("dfs.ha.namenodes.ns1", "nn1");

        assertThatThrownBy(() -> files("nn1"))
                .hasMessage(
                        "dfs.ha.namenodes.ns1 is not set; allowed: two NameNodes, such as nn1,nn2 (a single NameNode has"
                                + " nowhere to fail over to)");
    }

    @Test
    void oneHost_hasAllItsAddressesInOneFile_whenItRunsThreeMasters() {
        threeServices();
        Node conf = conf("10.77.0.11");

        assertThat(conf.all("vrrp_instance"))
                .extracting(instance -> instance.value("virtual_router_id"))
                .containsExactly("51", "52", "53");
        assertThat(conf.all("global_defs")).hasSize(1);
        assertThat(text("10.77.0.11", "vrrp-firewall.nft")).contains("@th,8,8 { 51, 52, 53 }");
        assertThat(text("10.77.0.11", "ha-tuning-site.xml"))
                .contains("hadoop.zk.timeout-ms")
                .contains("zookeeper.session.timeout")
                .contains("hbase.master.ipc.address");
    }

    @Test
    void tuning_isReadByHadoopAndEveryValueHasItsReason_always() {
        threeServices();
        String xml = text("10.77.0.11", "ha-tuning-site.xml");
        Configuration conf = new Configuration(false);
        conf.addResource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));

        assertThat(conf.get("dfs.namenode.lifeline.rpc-address.ns1.nn1")).isEqualTo("10.77.0.11:8050");
        assertThat(conf.get("yarn.resourcemanager.bind-host")).isEqualTo("0.0.0.0");
        assertThat(xml.split("<property>\n    <!-- \\[[^]]+] \\S", -1)).hasSize(conf.size() + 1);
        assertThat(text("10.77.0.11", "ha-tuning-site.xml")).isEqualTo(xml);
    }

    @Test
    void gateways_areBalancedEachInItsWay_whenTheyAreSet() {
        gateways();
        Node conf = conf("nn1");
        List<Node> servers = conf.all("virtual_server");

        assertThat(servers)
                .extracting(server -> String.join(" ", server.words()) + " " + server.value("lb_algo"))
                .containsExactly(
                        "virtual_server 10.77.0.200 14000 rr",
                        "virtual_server 10.77.0.200 8080 wlc",
                        "virtual_server 10.77.0.200 9090 wlc",
                        "virtual_server 10.77.0.201 2049 sh",
                        "virtual_server 10.77.0.201 4242 sh",
                        "virtual_server 10.77.0.201 111 sh");
        assertThat(servers).allSatisfy(server -> {
            assertThat(server.value("lb_kind")).isEqualTo("DR");
            assertThat(server.all("real_server")).hasSize(2);
        });
        assertThat(servers.get(1).value("persistence_timeout")).isEqualTo("300");
        assertThat(servers.get(1)
                        .all("real_server")
                        .get(0)
                        .one("HTTP_GET")
                        .one("url")
                        .value("path"))
                .isEqualTo("/version");
        assertThat(servers.subList(3, 6))
                .allSatisfy(server -> assertThat(server.all("real_server")
                                .get(0)
                                .one("TCP_CHECK")
                                .value("connect_port"))
                        .isEqualTo("2049"));
        Node instance = conf.all("vrrp_instance").get(1);
        assertThat(instance.value("virtual_router_id")).isEqualTo("54");
        assertThat(instance.all("track_file")).isEmpty();
        assertThat(instance.one("virtual_ipaddress").children())
                .extracting(address -> address.words().get(0))
                .containsExactly("10.77.0.200/32", "10.77.0.201/32");
        assertThat(text("nn1", "vrrp-firewall.nft")).contains("@th,8,8 { 51, 54 }");
        assertThat(text("nn1", "lvs-real-server.sysctl.conf"))
                .contains("# For the gateways' own hosts (10.77.0.31, 10.77.0.32)")
                .contains("arp_ignore = 1\n")
                .contains("arp_announce = 2\n");
    }

    @Test
    void restIsAskedByTcpOnly_whenItWantsTlsOrATicket() {
        gateways();
        site.put("hbase.rest.ssl.enabled", "true");
        assertThat(text("nn1", "keepalived.conf")).doesNotContain("HTTP_GET");
        site.remove("hbase.rest.ssl.enabled");
        site.put("hbase.rest.authentication.type", "kerberos");
        assertThat(text("nn1", "keepalived.conf")).doesNotContain("HTTP_GET");
    }

    @Test
    void bytes_areTheSame_whateverTheOrderOfGatewayHosts() {
        gateways();
        List<GeneratedFile> files = files("nn1");
        site.put("howdah.ha.gateway.hbase-rest", "10.77.0.200:8080=g2.example.com:8080, g1.example.com");

        assertThat(files("nn1")).isEqualTo(files).isEqualTo(files("nn1"));
    }

    @Test
    void ipv6_isRenderedThroughout_whenTheAddressIs() {
        site.put("howdah.ha.vip", "fd00:77::100/64");
        site.put("howdah.ha.vip-host", "nn.example.com");
        site.put("dfs.namenode.rpc-address.ns1.nn1", "n1.example.com:8020");
        site.put("dfs.namenode.rpc-address.ns1.nn2", "n2.example.com:8020");
        site.put("howdah.ha.gateway.httpfs", "[fd00:77::200]:14000=g1.example.com,g2.example.com");
        Node conf = conf("nn1");

        assertThat(conf.one("virtual_server").words()).contains("fd00:77:0:0:0:0:0:200");
        assertThat(conf.all("vrrp_instance")
                        .get(1)
                        .one("virtual_ipaddress")
                        .children()
                        .get(0)
                        .words())
                .startsWith("fd00:77:0:0:0:0:0:200/128");
        assertThat(text("nn1", "vrrp-firewall.nft"))
                .contains("meta nfproto ipv6")
                .doesNotContain("meta nfproto ipv4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "howdah.ha.gateway.httpfs|10.77.0.200:14000|howdah.ha.gateway.httpfs is '10.77.0.200:14000'; allowed: `ADDR",
                "howdah.ha.gateway.httpfs|name:14000=g1.example.com|howdah.ha.gateway.httpfs is 'name:14000=g1.example.com'",
                "howdah.ha.gateway.httpfs|10.77.0.200:0=g1.example.com|howdah.ha.gateway.httpfs is '10.77.0.200:0'; allowed: H",
                "howdah.ha.gateway.httpfs|10.77.0.200:80=g1:81|howdah.ha.gateway.httpfs is 'g1:81'; allowed: port 80 or none",
                "howdah.ha.gateway.httpfs|10.77.0.200=|howdah.ha.gateway.httpfs is '10.77.0.200='; allowed: `ADDRESS",
                "howdah.ha.gateway.httpfs|10.77.0.200=g1.example.com,g1.example.com|howdah.ha.gateway.httpfs is '10.77.0.31'; "
                        + "allowed: each server once",
                "howdah.ha.gateway.httpfs|10.77.0.200=nowhere|howdah.ha.gateway.httpfs is 'nowhere'; allowed: a host name that",
                "howdah.ha.gateway.httpfs|10.77.0.200=10.77.0.12|howdah.ha.gateway.httpfs is '10.77.0.12'; allowed: a host other",
                "howdah.ha.gateway.httpfs|10.77.0.100=g1.example.com|howdah.ha.gateway.httpfs is '10.77.0.100'; allowed: "
                        + "another address than howdah.ha.vip",
                "howdah.ha.gateway.httpfs|10.77.0.200:8080=g1.example.com|howdah.ha.gateway.hbase-rest is '10.77.0.200:8080'; "
                        + "allowed: another address or port than howdah.ha.gateway.httpfs",
                "howdah.ha.gateway.httpfs|[fd00:77::200]=g1.example.com|howdah.ha.gateway.httpfs is 'fd00:77:0:0:0:0:0:200'; "
                        + "allowed: the address family",
                "howdah.ha.gateway.vrid|51|howdah.ha.gateway.vrid is '51'; allowed: another than howdah.ha.vrid",
                "howdah.ha.gateway.vrid|0|howdah.ha.gateway.vrid is '0'; allowed: 1 to 255"
            })
    void gateways_areRefusedByKeyAndValue_whenTheyCannotWork(String key, String value, String message) {
        gateways();
        site.put(key, value);

        assertThatThrownBy(() -> files("nn1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void units_failClosed_always() {
        String gate = text("nn1", "howdah-vip-gate.service");
        String agent = text("nn1", "howdah-ha-agent.service");
        String dropIn = text("nn1", "keepalived-dropin.conf");

        assertThat(gate.lines())
                .contains("Before=keepalived.service", "RemainAfterExit=yes", "TimeoutStartSec=180")
                .anyMatch(line ->
                        line.startsWith("ExecStart=") && line.contains("/usr/sbin/nft -f /etc/howdah/ha/vip-gate.nft;"))
                .anyMatch(line -> line.startsWith("ExecStart=")
                        && line.contains("/usr/sbin/nft -f /etc/howdah/ha/vrrp-firewall.nft;"))
                .noneMatch(line -> line.startsWith("ExecStop"));
        assertThat(agent.lines())
                .contains(
                        "User=howdah",
                        "AmbientCapabilities=CAP_NET_ADMIN",
                        "CapabilityBoundingSet=CAP_NET_ADMIN",
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "ReadWritePaths=/run/howdah-ha",
                        "Restart=always",
                        "Requires=howdah-vip-gate.service",
                        "ExecStart=/usr/bin/howdah ha agent --conf /etc/hadoop/conf --node nn1")
                .noneMatch(line -> line.startsWith("RuntimeDirectory"));
        assertThat(dropIn.lines())
                .contains("Requires=howdah-vip-gate.service", "Restart=always")
                .anyMatch(line -> line.startsWith("ExecStartPre=-/bin/sh") && line.contains(" in 10.77.0.11; do "));
        assertThat(text("nn1", "howdah-keepalived-reload.path").lines())
                .contains("PathExists=/run/howdah-ha/reload-keepalived");
        assertThat(text("nn1", "howdah-keepalived-reload.service").lines())
                .containsSubsequence("Type=oneshot", "ExecStart=/bin/rm -f /run/howdah-ha/reload-keepalived");
        assertThatThrownBy(() -> new HostPaths("howdah", "/etc", List.of(), "/usr/sbin/nft"))
                .hasMessageStartingWith("howdah.ha.program is 'howdah'; allowed: an absolute path");
        assertThatThrownBy(() -> new HostPaths("/usr/bin/howdah", "/etc", List.of("/etc/a b%n"), "/usr/sbin/nft"))
                .hasMessageStartingWith("--conf is '/etc/a b%n'; allowed: an absolute path");
    }

    private void gateways() {
        site.put("howdah.ha.gateway.httpfs", "10.77.0.200:14000=g1.example.com,g2.example.com");
        site.put("howdah.ha.gateway.hbase-rest", "10.77.0.200:8080=g1.example.com,g2.example.com");
        site.put("howdah.ha.gateway.hbase-thrift", "10.77.0.200=g1.example.com,g2.example.com");
        site.put("howdah.ha.gateway.nfs", "10.77.0.201=g1.example.com,g2.example.com");
    }

    private void threeServices() {
        site.put("howdah.ha.yarn.vip", "10.77.0.101/24");
        site.put("howdah.ha.hbase.vip", "10.77.0.102/24");
        site.put("howdah.ha.hbase.masters", "10.77.0.11,10.77.0.12");
        site.put("yarn.resourcemanager.ha.enabled", "true");
        site.put("yarn.resourcemanager.ha.rm-ids", "rm1,rm2");
        site.put("yarn.resourcemanager.hostname.rm1", "10.77.0.11");
        site.put("yarn.resourcemanager.hostname.rm2", "10.77.0.12");
    }

    private List<GeneratedFile> files(String node) {
        Configuration conf = Sites.conf(site);
        HaSettings settings = HaSettings.from(site::get);
        VrrpPlan plan = VrrpPlan.of(conf, settings, node, NAMES);
        return HostFiles.of(conf, plan, RenderSettings.from(site::get, settings), node, PATHS, NAMES);
    }

    private String text(String node, String name) {
        return files(node).stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow()
                .content();
    }

    private Node conf(String node) {
        return KeepalivedConfReader.read(text(node, "keepalived.conf"));
    }
}
