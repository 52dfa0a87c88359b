// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.Await;
import io.howdah.minicluster.EmbeddedStack;
import io.howdah.minicluster.EmbeddedStackExtension;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Metric;
import io.howdah.nagios.core.PerfData;
import io.howdah.nagios.core.Status;
import java.net.InetSocketAddress;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The five checks on a live HDFS, YARN and HBase. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChecksIT {

    @RegisterExtension
    static final EmbeddedStackExtension STACK = EmbeddedStackExtension.of(EmbeddedStack.builder()
            .hdfs(hdfs -> hdfs.dataNodes(3).set("dfs.namenode.stale.datanode.interval", "5000"))
            .yarn(yarn -> yarn.nodeManagers(2))
            .hbase(hbase -> hbase.regionServers(2)));

    @Test
    @Order(1)
    void everyCheck_isOk_whenTheStackIsHealthy() throws Exception {
        STACK.get().hdfs().awaitDataNodes(3);
        STACK.get().yarn().awaitNodeManagers(2);
        for (Check check : Checks.all()) {
            CheckResult result =
                    Await.value(() -> CheckRunner.run(check.id(), url(check)), r -> r.status() == Status.OK);
            assertThat(result.perfData().stream().map(PerfData::label))
                    .as(result.toString())
                    .containsExactlyInAnyOrderElementsOf(
                            check.metrics().stream().map(Metric::name).toList());
        }
        assertThat(value("datanodes", "live")).isEqualTo(3);
        assertThat(value("yarn-nodes", "active")).isEqualTo(2);
        assertThat(value("hbase", "live")).isEqualTo(2);
        assertThat(value("namenode-state", "active")).isEqualTo(1);
    }

    @Test
    @Order(2)
    void capacity_followsWhatIsWritten() throws Exception {
        double used = bytesUsed();
        try (FSDataOutputStream out = STACK.get().hdfs().fileSystem().create(new Path("/fill"))) {
            out.write(new byte[8 << 20]);
        }
        Await.value(ChecksIT::bytesUsed, now -> now >= used + (8 << 20));
    }

    @Test
    @Order(3)
    void nameNodeState_isCritical_inSafeMode() throws Exception {
        STACK.get().hdfs().fileSystem().setSafeMode(SafeModeAction.ENTER);
        try {
            CheckResult result = CheckRunner.run("namenode-state", nameNode());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).contains("is in safe mode: no writes");
        } finally {
            STACK.get().hdfs().fileSystem().setSafeMode(SafeModeAction.LEAVE);
        }
        assertThat(CheckRunner.run("namenode-state", nameNode()).status()).isEqualTo(Status.OK);
    }

    @Test
    @Order(5)
    void dataNode_isNamed_firstStaleThenDead_andForgottenWhenItIsBack() throws Exception {
        STACK.get().hdfs().stopDataNode("dn2");
        CheckResult stale = Await.value(ChecksIT::dataNodes, r -> r.status() != Status.OK);
        assertThat(stale.summary()).as(stale.toString()).contains("(dn2:").doesNotContain("dn1:", "dn3:");
        CheckResult dead = Await.value(ChecksIT::dataNodes, r -> r.summary().contains("1 dead (dn2:"));
        assertThat(dead.status()).isEqualTo(Status.CRITICAL);
        assertThat(dead.details()).anyMatch(line -> line.startsWith("dead: dn2:"));
        assertThat(dead.summary()).as(dead.toString()).doesNotContain("dn1:", "dn3:");

        STACK.get().hdfs().startDataNode("dn2");
        CheckResult back = Await.value(ChecksIT::dataNodes, r -> r.status() == Status.OK);
        assertThat(back.summary()).startsWith("3 live, 0 dead");
    }

    /**
     * Before a DataNode is started again: that sets the prefix of all metrics of this JVM to DataNode, and the next time
     * HBase clears its JMX cache the master's beans are called Hadoop:service=DataNode. A daemon on its own has one prefix.
     */
    @Test
    @Order(4)
    void regionServer_isNamed_whenItIsAborted() throws Exception {
        STACK.get().hbase().abortRegionServer(1);
        CheckResult dead = Await.value(
                () -> CheckRunner.run("hbase", master()), r -> r.summary().startsWith("1 dead ("));
        assertThat(dead.status()).isEqualTo(Status.CRITICAL);
        assertThat(dead.perfData())
                .anyMatch(item -> item.label().equals("live") && item.value().orElse(0) == 1);
    }

    @Test
    void wrongDaemon_isUnknown_andNamesTheBean() {
        // An HBase master in one JVM with a NameNode shows its beans, so ask for what is nobody's: a REST path.
        CheckResult result = CheckRunner.run("yarn-nodes", nameNode());
        assertThat(result.status()).isEqualTo(Status.UNKNOWN);
        assertThat(result.summary()).contains("/ws/v1/cluster/info is not there (HTTP 404)");
    }

    private static CheckResult dataNodes() {
        return CheckRunner.run("datanodes", nameNode());
    }

    /** Of one answer: others write to the same disks, so what remains changes by itself. */
    private static double bytesUsed() {
        PerfData remaining = CheckRunner.run("hdfs-capacity", nameNode()).perfData().stream()
                .filter(item -> item.label().equals("remaining"))
                .findFirst()
                .orElseThrow();
        return remaining.max().orElseThrow() - remaining.value().orElseThrow();
    }

    private static double value(String check, String label) {
        Check found = Checks.find(check).orElseThrow();
        return CheckRunner.run(check, url(found)).perfData().stream()
                .filter(item -> item.label().equals(label))
                .findFirst()
                .orElseThrow()
                .value()
                .orElseThrow();
    }

    private static URI url(Check check) {
        return switch (check.role()) {
            case NAMENODE -> nameNode();
            case RESOURCE_MANAGER ->
                DaemonUrl.parse("http://" + STACK.get().yarn().webAddress());
            case HBASE_MASTER -> master();
        };
    }

    private static URI nameNode() {
        InetSocketAddress address = STACK.get().hdfs().nameNodes().get(0).httpAddress();
        return DaemonUrl.of(false, address.getAddress().getHostAddress(), address.getPort());
    }

    private static URI master() {
        return DaemonUrl.parse("http://" + STACK.get().hbase().masterWebAddress());
    }
}
