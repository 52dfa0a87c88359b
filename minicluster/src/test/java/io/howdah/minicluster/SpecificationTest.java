// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write down, and what becomes of it before anything starts. */
class SpecificationTest {
    @Test
    void dataNodes_getNamesRackAndPhysicalHost_whenOnlyCounted() {
        assertThat(new HdfsSpec().dataNodes(2).machines())
                .containsExactly(
                        new Machine("dn1", "/default-rack", "host1"), new Machine("dn2", "/default-rack", "host2"));
    }

    @Test
    void hdfs_hasThreeDataNodes_whenNothingIsSaid() {
        assertThat(new HdfsSpec().machines()).hasSize(3);
    }

    @Test
    void machine_isRefused_whenDeclaredTwice() {
        HdfsSpec spec = new HdfsSpec().machine("dn1", "/r1", "hv1").machine("dn1", "/r2", "hv2");
        assertThatIllegalArgumentException().isThrownBy(spec::machines).withMessageContaining("dn1");
    }

    @ParameterizedTest
    @CsvSource({"'dn 1',/r,hv", "'',/r,hv", "dn1,rack1,hv", "dn1,/,hv", "dn1,/r/,hv", "dn1,/r,' '"})
    void machine_isRefused_whenNameRackOrPhysicalHostIsMalformed(String name, String rack, String physicalHost) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Machine(name, rack, physicalHost));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void counts_areRefused_whenBelowOne(int count) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HdfsSpec().dataNodes(count));
        assertThatIllegalArgumentException().isThrownBy(() -> new YarnSpec().nodeManagers(count));
        assertThatIllegalArgumentException().isThrownBy(() -> new HBaseSpec().regionServers(count));
    }

    @Test
    void nameservice_isRefused_whenNotAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HdfsSpec().highAvailability("a/b"));
    }

    @Test
    void settingsOfAService_winOverTheStacks() {
        StackSpec spec = new StackSpec();
        spec.settings.put("a", "stack");
        spec.settings.put("b", "stack");
        HdfsSpec hdfs = new HdfsSpec().set("b", "hdfs").set("c", 3).set("d", true);
        assertThat(spec.settingsOf(hdfs))
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", "stack", "b", "hdfs", "c", "3", "d", "true"));
    }

    @Test
    void handles_sayWhatToAdd_whenTheServiceIsNotPartOfTheStack() {
        try (EmbeddedStack stack = EmbeddedStack.builder().start()) {
            assertThatIllegalStateException().isThrownBy(stack::hdfs).withMessageContaining("hdfs(h -> {})");
            assertThatIllegalStateException().isThrownBy(stack::yarn).withMessageContaining("yarn(y -> {})");
            assertThatIllegalStateException().isThrownBy(stack::hbase).withMessageContaining("hbase(b -> {})");
            assertThatIllegalStateException().isThrownBy(stack::zooKeeper).withMessageContaining("zooKeeper()");
        }
    }

    @Test
    void clientSettings_nameBothNameNodes_whenHighlyAvailable() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("dfs.namenode.http-address.prod.nn1", "127.0.0.1:9870");
        HdfsLayout layout = HdfsLayout.of(
                new HdfsSpec().dataNodes(3).highAvailability("prod"), settings, new FreePorts(new Random(1)));
        Map<String, String> client = layout.clientSettings();
        assertThat(layout.authority()).isEqualTo("prod");
        assertThat(client)
                .containsEntry("fs.defaultFS", "hdfs://prod")
                .containsEntry("dfs.ha.namenodes.prod", "nn1,nn2")
                .containsEntry("dfs.namenode.http-address.prod.nn1", "127.0.0.1:9870")
                .containsEntry(
                        "hadoop.configured.node.mapping", "dn1=/default-rack,dn2=/default-rack,dn3=/default-rack")
                .containsKeys(
                        "dfs.client.failover.proxy.provider.prod",
                        "dfs.namenode.rpc-address.prod.nn1",
                        "dfs.namenode.rpc-address.prod.nn2",
                        "dfs.ha.zkfc.port.prod.nn1");
        assertThat(client.get("dfs.namenode.shared.edits.dir"))
                .matches("qjournal://127\\.0\\.0\\.1:\\d+;127\\.0\\.0\\.1:\\d+;127\\.0\\.0\\.1:\\d+/prod");
    }

    @Test
    void clientSettings_nameTheAddress_whenThereIsOneNameNode() throws IOException {
        HdfsLayout layout = HdfsLayout.of(new HdfsSpec(), Map.of(), new FreePorts(new Random(1)));
        assertThat(layout.clientSettings())
                .containsEntry("fs.defaultFS", "hdfs://" + layout.authority())
                .doesNotContainKeys("dfs.nameservices", "dfs.namenode.shared.edits.dir");
    }

    @Test
    void freePorts_differAndLieBelowTheEphemeralRange() throws IOException {
        FreePorts ports = new FreePorts(new Random(7));
        Set<Integer> given = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            int port = ports.next();
            assertThat(port).isBetween(1024, 32_767);
            assertThat(given.add(port)).as("port %d given out twice", port).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80,80", "8080,8080", "0,0", "-1,-1", "localhost:65535,65535"})
    void port_isRead_whenAloneOrBehindAHost(String value, int port) {
        assertThat(FixedPorts.portIn("k", value)).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", "70000", "-2", "x:y"})
    void port_isRefusedWithKeyAndValue_whenItIsNone(String value) {
        assertThatThrownBy(() -> FixedPorts.check(Map.of("hbase.master.port", value)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("hbase.master.port = " + value)
                .hasMessageContaining("0 to 65535");
    }

    @Test
    void port_isRefused_whenInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String key = "dfs.namenode.rpc-address.prod.nn2";
            String value = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> FixedPorts.check(Map.of(key, value)))
                    .hasMessageContaining(key + " = " + value)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void classNames_areFound_inEveryFormThePlatformKnows() {
        assertThat(PluginClasses.in("dfs.block.replicator.classname", "a.B")).containsExactly("a.B");
        assertThat(PluginClasses.in("hbase.coprocessor.region.classes", "a.B|100|k=v, c.D$E"))
                .containsExactly("a.B", "c.D$E");
        assertThat(PluginClasses.in("net.topology.node.switch.mapping.impl", "a.B"))
                .containsExactly("a.B");
        assertThat(PluginClasses.in("yarn.resourcemanager.scheduler.class", "a.B"))
                .containsExactly("a.B");
        assertThat(PluginClasses.in("dfs.blocksize", "1048576")).isEmpty();
        assertThat(PluginClasses.in("mapreduce.job.map.class", "in.a.Jar")).isEmpty();
    }

    @Test
    void guilty_isTheConfiguredClass_whenItsCodeIsOnTheStack() {
        Throwable failure = new RuntimeException("outer", new IllegalStateException("inner"));
        Map<String, String> settings = Map.of("x.class", SpecificationTest.class.getName(), "y.class", "no.Such");
        assertThat(PluginClasses.guiltyOf(failure, settings))
                .isEqualTo("x.class = " + SpecificationTest.class.getName());
        assertThat(PluginClasses.guiltyOf(failure, Map.of("y.class", "no.Such")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dfs.replication,hdfs",
        "yarn.resourcemanager.address,yarn",
        "yarn.app.mapreduce.am.resource.mb,mapred",
        "mapreduce.map.memory.mb,mapred",
        "hbase.zookeeper.quorum,hbase",
        "zookeeper.session.timeout,hbase",
        "fs.defaultFS,core",
        "ha.zookeeper.quorum,core"
    })
    void siteFile_isTheOneThePlatformReads(String key, String site) {
        assertThat(SiteFiles.siteOf(key)).isEqualTo(site);
    }

    @Test
    void graph_throwsTheFirstFailure_andDoesNotRunWhatDependsOnIt() {
        StartGraph graph = new StartGraph();
        List<String> ran = new java.util.concurrent.CopyOnWriteArrayList<>();
        StartGraph.Node bad = graph.add(() -> {
            throw new StackException("bad");
        });
        graph.add(() -> ran.add("dependent"), bad);
        assertThatThrownBy(graph::run).isInstanceOf(StackException.class).hasMessage("bad");
        assertThat(ran).isEmpty();
    }

    @Test
    void graph_runsInOrderOfDependence() {
        StartGraph graph = new StartGraph();
        List<String> ran = new java.util.concurrent.CopyOnWriteArrayList<>();
        StartGraph.Node first = graph.add(() -> ran.add("first"));
        StartGraph.Node second = graph.add(() -> ran.add("second"), first);
        graph.add(() -> ran.add("third"), first, second);
        graph.run();
        assertThat(ran).containsExactly("first", "second", "third");
    }
}
