// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.ha.RoleProbe.Group;
import io.howdah.ha.cli.HaCommand;
import io.howdah.ha.core.ActiveVerdict;
import io.howdah.ha.core.ActiveVerdict.Outcome;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.core.KeepalivedConf;
import io.howdah.ha.core.KeepalivedConfReader;
import io.howdah.ha.core.NodeRole;
import io.howdah.ha.core.Role;
import io.howdah.ha.core.Service;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.minicluster.FreePorts;
import io.howdah.minicluster.NameNodeHandle;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The probe and the renderer before a real HDFS with HA, YARN and HBase. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoleProbeIT {
    @RegisterExtension
    static final EmbeddedStackExtension STACK = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .set("howdah.ha.probe.deadline", "60s")
            .set("howdah.ha.track.validity", "2m")
            .hdfs(hdfs -> hdfs.dataNodes(2).highAvailability())
            .yarn(yarn -> yarn.nodeManagers(1))
            // With a port of 0 the znode names the port of a server that only redirects.
            .hbase(hbase -> hbase.regionServers(1).set("hbase.master.info.port", Integer.toString(FreePorts.any()))));

    /** A busy machine must not look like a dead daemon. */
    private static final HaSettings PATIENT =
            HaSettings.from(Map.of("howdah.ha.probe.deadline", "60s", "howdah.ha.track.validity", "2m")::get);

    @TempDir
    Path directory;

    @Test
    @Order(1)
    void probe_namesTheActiveOfEveryService_whenAllRun() throws Exception {
        STACK.get().hdfs().activeNameNode();
        // What JMX shows of the HBase master is up to 10 s old.
        await(Service.HBASE, Outcome.ONE);
        List<Group> groups = probe(STACK.get().configuration(), Set.of(Service.values()));

        assertThat(groups).extracting(Group::service).containsExactly(Service.HDFS, Service.YARN, Service.HBASE);
        assertThat(groups)
                .allSatisfy(group ->
                        assertThat(group.verdict().outcome()).as("%s", group).isEqualTo(Outcome.ONE));
        assertThat(groups.get(0).verdict().active()).contains(activeId());
        assertThat(groups.get(0).nodes())
                .extracting(NodeRole::role)
                .containsExactlyInAnyOrder(Role.ACTIVE, Role.STANDBY);
        assertThat(groups.get(2).nodes().get(0).address())
                .endsWith(STACK.get().hbase().masterWebAddress().replaceFirst(".*:", ":"));
        assertThat(ActiveVerdict.exitCode(groups.stream().map(Group::verdict).toList()))
                .isZero();
    }

    @Test
    @Order(2)
    void command_readsTheWrittenSiteFiles_whenAskedForEverything() throws Exception {
        Path conf = Files.createDirectory(directory.resolve("conf"));
        STACK.get().writeConfiguration(conf);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = HaCommand.run(
                new String[] {"probe", "--conf", conf.toString(), "--json"},
                new PrintWriter(out),
                new PrintWriter(err));

        assertThat(exit).as("%s%s", out, err).isZero();
        JsonNode services = new ObjectMapper().readTree(out.toString()).path("services");
        assertThat(services.findValuesAsText("service")).containsExactly("hdfs", "yarn", "hbase");
        assertThat(services.path(0).path("active").asText()).isEqualTo(activeId());
    }

    @Test
    @Order(3)
    void conf_isRenderedFromTheStack_whenVrrpAddressesAreGiven() {
        HaSettings settings = HaSettings.from(Map.of(
                "howdah.ha.vip", "10.77.0.100/24",
                "howdah.ha.interface", "eth0",
                "howdah.ha.vrrp-addresses", "nn1=10.77.0.11,nn2=10.77.0.12")::get);
        VrrpPlan plan = VrrpPlan.of(STACK.get().configuration(), settings, "nn2", VrrpPlan.Resolver.SYSTEM);

        assertThat(KeepalivedConfReader.read(KeepalivedConf.render(plan.instances()))
                        .one("vrrp_instance")
                        .value("unicast_src_ip"))
                .isEqualTo("10.77.0.12");
    }

    @Test
    @Order(4)
    void probe_fallsBackToTheWebServer_whenRpcDoesNotAnswer() throws Exception {
        Configuration conf = new Configuration(STACK.get().configuration());
        NameNodeHandle active = active();
        String suffix = "." + STACK.get().hdfs().nameservice() + "." + active.id();
        // Its HTTP port where RPC is expected: answers, but not usefully.
        conf.set(
                "dfs.namenode.servicerpc-address" + suffix,
                "127.0.0.1:" + active.httpAddress().getPort());
        Group hdfs = probe(conf, Set.of(Service.HDFS)).get(0);
        NodeRole node = hdfs.nodes().stream()
                .filter(candidate -> candidate.id().equals(active.id()))
                .findFirst()
                .orElseThrow();

        assertThat(node.role()).as("%s", hdfs).isEqualTo(Role.ACTIVE);
        assertThat(node.reason()).startsWith("active (web server; RPC: ");
    }

    @Test
    @Order(5)
    void client_writesThroughOneAddress_whenItUsesTheRenderedXml() throws Exception {
        // The embedded NameNodes listen on loopback: the active's own address stands for the virtual one here.
        GeneratedFile file = HadoopXml.client("127.0.0.1", active().rpcAddress().getPort());
        Configuration client = new Configuration(false);
        client.addResource("core-default.xml");
        client.addResource("hdfs-default.xml");
        client.addResource(new ByteArrayInputStream(file.content().getBytes(StandardCharsets.UTF_8)));
        try (FileSystem fileSystem = FileSystem.newInstance(URI.create(client.get("fs.defaultFS")), client)) {
            org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("/through-one-address");
            assertThat(fileSystem.mkdirs(path)).isTrue();
            assertThat(STACK.get().hdfs().fileSystem().exists(path)).isTrue();
        }
    }

    @Test
    @Order(6)
    void probe_namesTheSuccessor_whenTheActiveIsKilled() throws Exception {
        NameNodeHandle killed = STACK.get().hdfs().killActiveNameNode();
        String successor = killed.id().equals("nn1") ? "nn2" : "nn1";
        Group hdfs = awaitActive();

        assertThat(hdfs.verdict().active()).contains(successor);
        assertThat(hdfs.nodes()).anySatisfy(node -> {
            assertThat(node.id()).isEqualTo(killed.id());
            assertThat(node.role()).isEqualTo(Role.DOWN);
            assertThat(node.reason()).isEqualTo("connection refused");
        });
    }

    @Test
    @Order(8)
    void probe_saysNone_whenTheLastNameNodeIsKilled() throws Exception {
        NameNodeHandle last = STACK.get().hdfs().killActiveNameNode();
        // The first answer after the kill may be a connection that ends in the middle: cannot tell.
        Group hdfs = await(Service.HDFS, Outcome.NONE);

        assertThat(hdfs.verdict().reason()).contains(last.id() + " connection refused");
        // HBase needs a file system to stop in peace.
        STACK.get().hdfs().restartNameNode(last.id());
        assertThat(awaitActive().verdict().active()).contains(last.id());
    }

    @Test
    @Order(9)
    void probe_asksTheWebServer_whenThereIsNoHa() throws Exception {
        try (EmbeddedStack plain =
                EmbeddedStack.builder().hdfs(hdfs -> hdfs.dataNodes(1)).start()) {
            Group hdfs = probe(plain.configuration(), Set.of(Service.HDFS)).get(0);

            assertThat(hdfs.verdict().outcome()).as("%s", hdfs).isEqualTo(Outcome.ONE);
            assertThat(hdfs.nodes())
                    .singleElement()
                    .satisfies(node -> assertThat(node.reason()).contains("HA for namenode is not enabled"));
        }
    }

    private static Group awaitActive() throws Exception {
        return await(Service.HDFS, Outcome.ONE);
    }

    private static Group await(Service service, Outcome outcome) throws Exception {
        return Await.value(
                () -> probe(STACK.get().configuration(), Set.of(service)).get(0),
                group -> group.verdict().outcome() == outcome);
    }

    private static List<Group> probe(Configuration conf, Set<Service> services) throws InterruptedException {
        try (RoleProbe probe = new RoleProbe(conf, PATIENT)) {
            return probe.probe(services);
        }
    }

    private static NameNodeHandle active() {
        STACK.get().hdfs().activeNameNode();
        return STACK.get().hdfs().nameNodes().stream()
                .filter(NameNodeHandle::isActive)
                .findFirst()
                .orElseThrow();
    }

    private static String activeId() {
        return active().id();
    }
}
