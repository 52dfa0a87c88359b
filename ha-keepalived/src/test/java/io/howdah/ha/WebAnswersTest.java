// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.howdah.ha.RoleProbe.Group;
import io.howdah.ha.core.ActiveVerdict.Outcome;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Role;
import io.howdah.ha.core.Service;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.http.HttpServer2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What web servers may answer, the odd ones too; the real ones are asked in RoleProbeIT. */
class WebAnswersTest {
    private final List<HttpServer> servers = new ArrayList<>();

    /** What a server says to one request. */
    private record Reply(int status, String body) {}

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void resourceManagers_areToldApart_whenOneIsStandby() throws Exception {
        Group yarn = yarn(
                serve(Map.of("/ws/v1/cluster/info", new Reply(200, "{\"clusterInfo\":{\"haState\":\"ACTIVE\"}}"))),
                serve(Map.of("/ws/v1/cluster/info", new Reply(200, "{\"clusterInfo\":{\"haState\":\"STANDBY\"}}"))));

        assertThat(yarn.nodes()).extracting(NodeRole::role).containsExactly(Role.ACTIVE, Role.STANDBY);
        assertThat(yarn.verdict().active()).contains("rm1");
    }

    @Test
    void isActive_isAsked_whenRestDoesNotSay() throws Exception {
        Group yarn = yarn(
                serve(Map.of("/ws/v1/cluster/info", new Reply(302, ""), "/isActive", new Reply(405, "no"))),
                serve(Map.of("/ws/v1/cluster/info", new Reply(200, "<html>"), "/isActive", new Reply(200, "yes"))));

        assertThat(yarn.nodes()).extracting(NodeRole::role).containsExactly(Role.STANDBY, Role.ACTIVE);
    }

    @Test
    void answer_isUnknownWithTheReason_whenTheServerWantsSpnego() throws Exception {
        Reply denied = new Reply(401, "");
        Group yarn = yarn(serve(Map.of("/ws/v1/cluster/info", denied, "/isActive", denied)), serve(Map.of()));

        assertThat(yarn.verdict().outcome()).isEqualTo(Outcome.CANNOT_TELL);
        assertThat(yarn.nodes().get(0).reason()).contains("HTTP 401").contains("SPNEGO");
        assertThat(yarn.nodes().get(1).reason()).isEqualTo("HTTP 404 from /isActive");
    }

    @Test
    void hbaseMaster_isAskedAgain_whenItsBeansAreAwayForAMoment() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jmx", exchange -> {
            boolean away = asked.incrementAndGet() < 3;
            String body = away ? "{\"beans\":[]}" : "{\"beans\":[{\"tag.isActiveMaster\":\"true\"}]}";
            respond(exchange, new Reply(200, body));
        });
        start(server);
        Group hbase = hbase("60s", port(server));

        assertThat(hbase.verdict().outcome()).as("%s", hbase).isEqualTo(Outcome.ONE);
        assertThat(asked).hasValue(3);
    }

    @Test
    void hbaseMaster_isStarting_whenItsBeansStayAway() throws Exception {
        Group hbase = hbase("5s", serve(Map.of("/jmx", new Reply(200, "{\"beans\":[]}"))));

        assertThat(hbase.nodes()).extracting(NodeRole::role).containsExactly(Role.TRANSITION);
        assertThat(hbase.verdict().outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void hbase_cannotTell_whenZooKeeperIsGone() throws Exception {
        Group hbase = probe(
                Service.HBASE,
                Map.of(
                        "hbase.zookeeper.quorum", "127.0.0.1:1",
                        "howdah.ha.probe.deadline", "500ms"));

        assertThat(hbase.verdict().outcome()).isEqualTo(Outcome.CANNOT_TELL);
        assertThat(hbase.verdict().reason()).contains("ZooKeeper").contains("does not answer");
    }

    /** A NameNode whose RPC queue is full: it accepts and does not answer, and its web server does. */
    @Test
    void nameNode_tellsByItsWebServerWithinTheDeadline_whenRpcIsSilent() throws Exception {
        try (ServerSocket rpc = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> values = Sites.ha();
            values.put("dfs.namenode.rpc-address.ns1.nn1", "127.0.0.1:" + rpc.getLocalPort());
            values.put(
                    "dfs.namenode.http-address.ns1.nn1",
                    "127.0.0.1:" + serve(Map.of("/jmx", new Reply(200, "{\"beans\":[{\"State\":\"active\"}]}"))));
            Duration deadline = Duration.ofSeconds(6);
            try (LocalDaemon nameNode = daemon(Service.HDFS, "nn1", values, deadline)) {
                LocalDaemon.Heard heard = nameNode.ask();

                assertThat(heard.role().role()).as("%s", heard).isEqualTo(Role.ACTIVE);
                assertThat(heard.role().took()).isLessThan(deadline);
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void daemon_isSilent_whenItsWebServerGoesOnAnsweringForEver() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!over.await(50, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        start(server);
        Map<String, String> values = managers(port(server), 1);
        try (LocalDaemon manager = daemon(Service.YARN, "rm1", values, Duration.ofSeconds(1))) {
            LocalDaemon.Heard heard = manager.ask();

            assertThat(heard.silent()).as("%s", heard).isTrue();
            assertThat(heard.role().role()).isEqualTo(Role.UNKNOWN);
        } finally {
            over.countDown();
        }
    }

    private static LocalDaemon daemon(Service service, String id, Map<String, String> values, Duration deadline) {
        values.put(service == Service.HDFS ? "howdah.ha.vip" : "howdah.ha.yarn.vip", "10.77.0.100/24");
        values.put("howdah.ha.interface", "eth0");
        Configuration conf = Sites.conf(values);
        HaSettings settings = HaSettings.from(conf::getTrimmed);
        HaGroup group = HaGroup.followed(conf, settings).get(0);
        return LocalDaemon.of(conf, settings, group, group.member(id).orElseThrow(), deadline);
    }

    /** Hadoop's own servlet, and a bean with as many DataNodes as a large cluster has. */
    @Test
    void journalProgress_isTold_whenTheBeanIsLargerThanAnAnswerMayBe() throws Exception {
        ObjectName name = new ObjectName("Hadoop:service=NameNode,name=NameNodeInfo");
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        beans.registerMBean(new StandardMBean(new LargeCluster(), NameNodeInfo.class), name);
        HttpServer2 server = new HttpServer2.Builder()
                .setName("hdfs")
                .addEndpoint(URI.create("http://127.0.0.1:0"))
                .build();
        try {
            server.start();
            Map<String, String> values = Sites.ha();
            values.put(
                    "dfs.namenode.http-address.ns1.nn1",
                    "127.0.0.1:" + server.getConnectorAddress(0).getPort());
            try (LocalDaemon nameNode = daemon(Service.HDFS, "nn1", values, Duration.ofMinutes(1))) {
                assertThat(nameNode.committedTransaction()).hasValue(4711);
            }
        } finally {
            server.stop();
            beans.unregisterMBean(name);
        }
    }

    /** Of the NameNode's bean what matters here. */
    public interface NameNodeInfo {
        String getLiveNodes();

        String getNameJournalStatus();
    }

    /** With 2 MiB about DataNodes. */
    private static final class LargeCluster implements NameNodeInfo {
        @Override
        public String getLiveNodes() {
            return "{" + "x".repeat(2 << 20) + "}";
        }

        @Override
        public String getNameJournalStatus() {
            return "[{\"stream\":\"10.77.0.11:8485 (Written txid 4712), 10.77.0.12:8485 (Written txid 4711),"
                    + " 10.77.0.13:8485 (Written txid 4000)\"}]";
        }
    }

    private static Group hbase(String deadline, int port) throws InterruptedException {
        return probe(
                Service.HBASE,
                Map.of(
                        "howdah.ha.hbase.masters",
                        "127.0.0.1:" + port,
                        "howdah.ha.probe.deadline",
                        deadline,
                        "howdah.ha.track.validity",
                        "2m"));
    }

    private static Group yarn(int first, int second) throws InterruptedException {
        return probe(Service.YARN, managers(first, second));
    }

    private static Map<String, String> managers(int first, int second) {
        Map<String, String> values = new HashMap<>();
        values.put("yarn.resourcemanager.ha.enabled", "true");
        values.put("yarn.resourcemanager.ha.rm-ids", "rm1,rm2");
        values.put("yarn.resourcemanager.webapp.address.rm1", "127.0.0.1:" + first);
        values.put("yarn.resourcemanager.webapp.address.rm2", "127.0.0.1:" + second);
        values.put("howdah.ha.probe.deadline", "60s");
        values.put("howdah.ha.track.validity", "2m");
        return values;
    }

    private static Group probe(Service service, Map<String, String> values) throws InterruptedException {
        try (RoleProbe probe = new RoleProbe(Sites.conf(values), HaSettings.from(values::get))) {
            return probe.probe(Set.of(service)).get(0);
        }
    }

    /** Paths that are not in the map are 404. */
    private int serve(Map<String, Reply> replies) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> respond(
                        exchange, replies.getOrDefault(exchange.getRequestURI().getPath(), new Reply(404, ""))));
        start(server);
        return port(server);
    }

    private void start(HttpServer server) {
        servers.add(server);
        server.start();
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static void respond(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
