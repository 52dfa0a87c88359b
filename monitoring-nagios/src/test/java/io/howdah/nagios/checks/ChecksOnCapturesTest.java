// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.nagios.CheckRunner;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.PerfData;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.testing.FakeDaemon;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks on answers of real daemons, whole and changed. */
class ChecksOnCapturesTest {
    private static final String NN = "Hadoop:service=NameNode,name=";
    private static final String STATE = "/jmx?get=" + NN + "NameNodeStatus::State";
    private static final String FS_STATE = "/jmx?qry=" + NN + "FSNamesystemState";
    private static final String SAFE_MODE = "/jmx?get=" + NN + "NameNodeInfo::Safemode";
    private static final String NON_DFS = "/jmx?get=" + NN + "NameNodeInfo::NonDfsUsedSpace";
    private static final String LIVE_NODES = "/jmx?get=" + NN + "NameNodeInfo::LiveNodes";
    private static final String DEAD_NODES = "/jmx?get=" + NN + "NameNodeInfo::DeadNodes";
    static final String HBASE_SERVER = "/jmx?qry=Hadoop:service=HBase,name=Master,sub=Server";
    static final String HBASE_RIT = "/jmx?qry=Hadoop:service=HBase,name=Master,sub=AssignmentManager";
    static final String RM_INFO = "/ws/v1/cluster/info";
    static final String RM_METRICS = "/ws/v1/cluster/metrics";
    static final String RM_BAD_NODES = "/ws/v1/cluster/nodes?states=LOST,UNHEALTHY";

    // ---- hdfs-capacity

    @Test
    void capacity_isOk_whenTheClusterIsHealthy() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            CheckResult result = CheckRunner.run("hdfs-capacity", nameNode.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(value(result, "used")).isBetween(0.0, 100.0);
            assertThat(value(result, "remaining")).isPositive();
            assertThat(value(result, "non_dfs")).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"79, 21, OK", "80, 20, OK", "81, 19, WARNING", "90, 10, WARNING", "91, 9, CRITICAL"})
    void capacity_countsWhatHdfsCanUse_notWhatIsConfigured(long used, long remaining, Status status) {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            capacity(nameNode, 1000, used, remaining);
            CheckResult result = CheckRunner.run("hdfs-capacity", nameNode.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(status);
            assertThat(value(result, "used")).isEqualTo((double) used);
        }
    }

    @Test
    void capacity_isCritical_whenNoDataNodeOffersStorage() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            capacity(nameNode, 0, 0, 0);
            CheckResult result = CheckRunner.run("hdfs-capacity", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.render(false)).contains("no live DataNode", "used=U");
        }
    }

    @Test
    void capacity_judgesRemainingAndOthers_whenAskedTo() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            capacity(nameNode, 1000, 100, 500);
            nameNode.answer(NON_DFS, "{\"beans\":[{\"NonDfsUsedSpace\":400}]}");
            assertThat(run("hdfs-capacity", List.of("remaining=501:"), List.of(), nameNode)
                            .status())
                    .isEqualTo(Status.WARNING);
            assertThat(run("hdfs-capacity", List.of("remaining=500:"), List.of(), nameNode)
                            .status())
                    .isEqualTo(Status.OK);
            assertThat(run("hdfs-capacity", List.of(), List.of("non_dfs=39%"), nameNode)
                            .status())
                    .isEqualTo(Status.CRITICAL);
            assertThat(run("hdfs-capacity", List.of(), List.of("non_dfs=40%"), nameNode)
                            .status())
                    .isEqualTo(Status.OK);
        }
    }

    @Test
    void capacity_reportsU_whenOnlyNonDfsIsMissing() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.answer(NON_DFS, 404, Map.of(), "{}");
            CheckResult result = CheckRunner.run("hdfs-capacity", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.OK);
            assertThat(result.render(false)).contains("non_dfs=U");
        }
    }

    @Test
    void capacity_isUnknownAndNamesTheBean_whenAnAttributeIsMissingOrNoNumber() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(FS_STATE, "\"CapacityRemaining\"", "\"SomethingElse\"");
            assertThat(CheckRunner.run("hdfs-capacity", nameNode.url()).render(false))
                    .startsWith("HDFS-CAPACITY UNKNOWN - " + nameNode.name() + ": " + NN
                            + "FSNamesystemState has no attribute 'CapacityRemaining'");
            nameNode.edit(FS_STATE, "\"SomethingElse\": ", "\"CapacityRemaining\": NaN, \"was\": ");
            assertThat(CheckRunner.run("hdfs-capacity", nameNode.url()).render(false))
                    .startsWith("HDFS-CAPACITY UNKNOWN - " + nameNode.name() + ": " + NN
                            + "FSNamesystemState: 'CapacityRemaining' is no number");
        }
    }

    @Test
    void capacity_isUnknownAndNamesTheBean_whenTheBeanIsMissing() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.answer(FS_STATE, "{\"beans\":[]}");
            CheckResult result = CheckRunner.run("hdfs-capacity", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.UNKNOWN);
            assertThat(result.summary()).contains("there is no bean " + NN + "FSNamesystemState");
        }
    }

    // ---- datanodes

    @Test
    void dataNodes_areOk_andNoListIsFetched_whenTheClusterIsHealthy() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(value(result, "live")).isEqualTo(3);
            assertThat(nameNode.requests()).doesNotContain(LIVE_NODES, DEAD_NODES);
        }
    }

    @Test
    void dataNodes_nameTheDeadOne_andNotTheOneThatTheCountStillHoldsForStale() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-datanode-dead")) {
            // As captured: dn2 is dead, and the count of stale DataNodes is from before it died.
            nameNode.edit(FS_STATE, "\"NumStaleDataNodes\": 1", "\"NumStaleDataNodes\": 1");
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary())
                    .startsWith("1 dead (dn2:")
                    .contains("0 stale")
                    .doesNotContain("dn1", "dn3");
            assertThat(result.details())
                    .anyMatch(line -> line.startsWith("dead: dn2:") && line.contains("s ago, /default-rack"));
        }
    }

    @Test
    void dataNodes_nameTheStaleOne() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-datanode-stale")) {
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).startsWith("1 stale (dn2:").doesNotContain("dn1", "dn3");
        }
    }

    @Test
    void dataNodes_areWarning_whenOneOfManyIsDead_andCriticalAboveATenth() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(FS_STATE, "\"NumLiveDataNodes\": 3", "\"NumLiveDataNodes\": 27");
            nameNode.edit(FS_STATE, "\"NumDeadDataNodes\": 0", "\"NumDeadDataNodes\": 3");
            assertThat(CheckRunner.run("datanodes", nameNode.url()).status()).isEqualTo(Status.WARNING);
            nameNode.edit(FS_STATE, "\"NumDeadDataNodes\": 3", "\"NumDeadDataNodes\": 4");
            assertThat(CheckRunner.run("datanodes", nameNode.url()).status()).isEqualTo(Status.CRITICAL);
        }
    }

    @Test
    void dataNodes_thatAreDecommissionedOrInMaintenance_mayBeOff() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(FS_STATE, "\"NumDeadDataNodes\": 0", "\"NumDeadDataNodes\": 3");
            nameNode.edit(FS_STATE, "\"NumDecomDeadDataNodes\": 0", "\"NumDecomDeadDataNodes\": 2");
            nameNode.edit(FS_STATE, "\"NumInMaintenanceDeadDataNodes\": 0", "\"NumInMaintenanceDeadDataNodes\": 1");
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(result.summary()).contains("0 dead", "2 decommissioned", "1 in maintenance");
        }
    }

    @Test
    void dataNodes_nameNodeAndVolume_whenAVolumeFailed() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(FS_STATE, "\"VolumeFailuresTotal\": 0", "\"VolumeFailuresTotal\": 1");
            String list =
                    "{\\\"dn1:9866\\\":{\\\"volfails\\\":1,\\\"failedStorageIDs\\\":[\\\"[DISK]file:/data/3\\\"]},\\\"dn2:9866\\\":{\\\"volfails\\\":0}}";
            nameNode.answer(LIVE_NODES, "{\"beans\":[{\"LiveNodes\":\"" + list + "\"}]}");
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.WARNING);
            assertThat(result.summary()).startsWith("1 failed volumes (dn1:9866)");
            assertThat(result.details()).contains("failed volumes: dn1:9866: [DISK]file:/data/3");
        }
    }

    @Test
    void dataNodes_areCountedAllTheSame_whenTheListsCannotBeHad() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-datanode-dead")) {
            nameNode.answer(DEAD_NODES, 500, Map.of(), "<html>");
            nameNode.answer(LIVE_NODES, "{\"beans\":[{\"LiveNodes\":\"no JSON\"}]}");
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).startsWith("1 dead");
        }
    }

    @Test
    void dataNodes_areCritical_whenNoneIsLive() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(FS_STATE, "\"NumLiveDataNodes\": 3", "\"NumLiveDataNodes\": 0");
            CheckResult result = CheckRunner.run("datanodes", nameNode.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).startsWith("0 live");
        }
    }

    // ---- one of several is active

    @ParameterizedTest
    @CsvSource({"hdfs-capacity", "datanodes"})
    void standbyAlone_isSkipped(String check) {
        try (FakeDaemon standby = FakeDaemon.of("namenode-standby")) {
            CheckResult result = CheckRunner.run(check, standby.url());
            assertThat(result.status()).isEqualTo(Status.OK);
            assertThat(result.summary())
                    .isEqualTo(standby.name() + " is standby: skipped, these numbers are the active NameNode's");
            assertThat(result.perfData()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"hdfs-capacity, remaining", "datanodes, live"})
    void activeOne_isJudged_inWhicheverOrderTheyAreGiven(String check, String metric) {
        try (FakeDaemon active = FakeDaemon.of("namenode-healthy");
                FakeDaemon standby = FakeDaemon.of("namenode-standby")) {
            for (URI[] order : new URI[][] {{active.url(), standby.url()}, {standby.url(), active.url()}}) {
                CheckResult result = CheckRunner.run(check, order);
                assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
                assertThat(value(result, metric)).isPositive();
            }
        }
    }

    @Test
    void noneActive_isUnknown_andTwoActive_isCritical() {
        try (FakeDaemon one = FakeDaemon.of("namenode-standby");
                FakeDaemon other = FakeDaemon.of("namenode-standby")) {
            CheckResult none = CheckRunner.run("datanodes", one.url(), other.url());
            assertThat(none.status()).isEqualTo(Status.UNKNOWN);
            assertThat(none.summary()).startsWith("no active NameNode");
            one.load("namenode-healthy");
            other.load("namenode-healthy");
            CheckResult two = CheckRunner.run("datanodes", one.url(), other.url());
            assertThat(two.status()).isEqualTo(Status.CRITICAL);
            assertThat(two.summary()).startsWith("2 claim to be active NameNode: " + one.name() + ", " + other.name());
        }
    }

    @Test
    void standbyThatIsDown_isLeftToItsOwnCheck_butAnActiveThatIsDown_isCritical() {
        try (FakeDaemon active = FakeDaemon.of("namenode-healthy");
                FakeDaemon standby = FakeDaemon.of("namenode-standby")) {
            URI down = closedPort();
            CheckResult withActive = CheckRunner.run("datanodes", active.url(), down);
            assertThat(withActive.status()).isEqualTo(Status.OK);
            assertThat(withActive.details()).anyMatch(line -> line.contains("connection refused"));
            CheckResult withStandby = CheckRunner.run("datanodes", standby.url(), down);
            assertThat(withStandby.status()).isEqualTo(Status.CRITICAL);
            assertThat(withStandby.summary()).contains("connection refused", "no active NameNode");
        }
    }

    // ---- namenode-state

    @Test
    void state_isOk_forAnActiveAndForAStandbyAlone() {
        try (FakeDaemon active = FakeDaemon.of("namenode-healthy");
                FakeDaemon standby = FakeDaemon.of("namenode-standby")) {
            assertThat(CheckRunner.run("namenode-state", active.url()).render(false))
                    .startsWith("NAMENODE-STATE OK - " + active.name() + " active | active=1 ");
            assertThat(CheckRunner.run("namenode-state", standby.url()).render(false))
                    .startsWith("NAMENODE-STATE OK - " + standby.name() + " standby | active=0 ");
        }
    }

    @Test
    void state_wantsExactlyOneActive_whenSeveralAreGiven() {
        try (FakeDaemon one = FakeDaemon.of("namenode-healthy");
                FakeDaemon other = FakeDaemon.of("namenode-standby")) {
            CheckResult pair = CheckRunner.run("namenode-state", one.url(), other.url());
            assertThat(pair.status()).as(pair.toString()).isEqualTo(Status.OK);
            assertThat(pair.summary()).isEqualTo(one.name() + " active, " + other.name() + " standby");
            one.load("namenode-standby");
            CheckResult none = CheckRunner.run("namenode-state", one.url(), other.url());
            assertThat(none.status()).isEqualTo(Status.CRITICAL);
            assertThat(none.summary()).startsWith("0 active NameNodes");
            one.load("namenode-healthy");
            other.load("namenode-healthy");
            CheckResult two = CheckRunner.run("namenode-state", one.url(), other.url());
            assertThat(two.status()).isEqualTo(Status.CRITICAL);
            assertThat(two.summary()).startsWith("2 active NameNodes (" + one.name() + ", " + other.name() + ")");
        }
    }

    @Test
    void state_acceptsAnObserver() {
        try (FakeDaemon active = FakeDaemon.of("namenode-healthy");
                FakeDaemon observer = FakeDaemon.of("namenode-standby")) {
            observer.edit(STATE, "\"standby\"", "\"observer\"");
            CheckResult result = CheckRunner.run("namenode-state", active.url(), observer.url());
            assertThat(result.status()).isEqualTo(Status.OK);
            assertThat(result.summary()).endsWith(observer.name() + " observer");
        }
    }

    @Test
    void safeMode_isCriticalOnAnActive_andWarningOnAStandby() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.answer(SAFE_MODE, "{\"beans\":[{\"Safemode\":\"Safe mode is ON. It was turned on manually.\"}]}");
            CheckResult active = CheckRunner.run("namenode-state", nameNode.url());
            assertThat(active.status()).isEqualTo(Status.CRITICAL);
            assertThat(active.summary()).contains("is in safe mode: no writes");
            assertThat(active.details()).contains(nameNode.name() + ": Safe mode is ON. It was turned on manually.");
            nameNode.edit(STATE, "\"active\"", "\"standby\"");
            CheckResult standby = CheckRunner.run("namenode-state", nameNode.url());
            assertThat(standby.status()).isEqualTo(Status.WARNING);
            assertThat(value(standby, "safemode")).isEqualTo(1);
        }
    }

    @Test
    void state_isCritical_whenOneOfTwoIsDown_unlessAllowed() {
        try (FakeDaemon active = FakeDaemon.of("namenode-healthy")) {
            URI down = closedPort();
            CheckResult result = CheckRunner.run("namenode-state", active.url(), down);
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).startsWith("127.0.0.1:" + down.getPort() + ": connection refused");
            Check check = Checks.find("namenode-state").orElseThrow();
            CheckResult allowed = new CheckRunner(Duration.ofSeconds(10))
                    .run(
                            check,
                            List.of(active.url(), down),
                            Thresholds.parse(check, List.of("unreachable=0"), List.of("unreachable=1")));
            assertThat(allowed.status()).isEqualTo(Status.WARNING);
        }
    }

    @Test
    void state_isUnknown_whenAccessIsDenied_andTheOneWeCannotAskMayBeTheActive() {
        try (FakeDaemon standby = FakeDaemon.of("namenode-standby");
                FakeDaemon locked = FakeDaemon.empty()) {
            locked.answer(STATE, 401, Map.of("WWW-Authenticate", "Negotiate"), "<html>");
            locked.answer(SAFE_MODE, 401, Map.of("WWW-Authenticate", "Negotiate"), "<html>");
            CheckResult result = CheckRunner.run("namenode-state", standby.url(), locked.url());
            assertThat(result.status()).isEqualTo(Status.UNKNOWN);
            assertThat(result.summary()).contains("access denied (HTTP 401)", NN + "NameNodeStatus::State");
            assertThat(result.render(false)).contains("active=U");
        }
    }

    @Test
    void state_isWarning_whileANameNodeStartsOrStops() {
        try (FakeDaemon nameNode = FakeDaemon.of("namenode-healthy")) {
            nameNode.edit(STATE, "\"active\"", "\"initializing\"");
            assertThat(CheckRunner.run("namenode-state", nameNode.url()).status())
                    .isEqualTo(Status.WARNING);
        }
    }

    // ---- all

    @Test
    void everyCheck_isUnknownAndNeverThrows_whenADaemonAnswersNonsense() {
        for (Check check : Checks.all()) {
            for (String nonsense : List.of(
                    "{}",
                    "{\"beans\":{}}",
                    "{\"beans\":[1]}",
                    "{\"beans\":[{}]}",
                    "{\"beans\":[null]}",
                    "[]",
                    "1",
                    "\"x\"",
                    "",
                    "<html>",
                    "{\"clusterInfo\":1}",
                    "{\"clusterInfo\":{\"haState\":null}}",
                    "{\"beans\":[{\"State\":7}]}",
                    "{\"beans\":")) {
                try (FakeDaemon daemon = FakeDaemon.empty()) {
                    check.needs().forEach(need -> daemon.answer(need.pathAndQuery(), nonsense));
                    CheckResult result = CheckRunner.run(check.id(), daemon.url());
                    assertThat(result.status())
                            .as("%s on %s: %s", check.id(), nonsense, result)
                            .isEqualTo(Status.UNKNOWN);
                }
            }
        }
    }

    private static void capacity(FakeDaemon nameNode, long total, long used, long remaining) {
        nameNode.answer(
                FS_STATE,
                "{\"beans\":[{\"CapacityTotal\":" + total + ",\"CapacityUsed\":" + used + ",\"CapacityRemaining\":"
                        + remaining + "}]}");
    }

    static CheckResult run(String id, List<String> warnings, List<String> criticals, FakeDaemon daemon) {
        Check check = Checks.find(id).orElseThrow();
        return new CheckRunner(Duration.ofSeconds(10))
                .run(check, List.of(daemon.url()), Thresholds.parse(check, warnings, criticals));
    }

    static double value(CheckResult result, String label) {
        return result.perfData().stream()
                .filter(item -> item.label().equals(label))
                .mapToDouble(item -> item.value().orElseThrow())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + label + " in " + result));
    }

    /** A port on loopback that nobody listens on. */
    static URI closedPort() {
        try (FakeDaemon daemon = FakeDaemon.empty()) {
            return daemon.url();
        }
    }

    @Test
    void performanceData_isParsable_andHasUniqueLabels() {
        try (FakeDaemon daemon = FakeDaemon.of("namenode-healthy")) {
            daemon.load("resourcemanager-healthy");
            daemon.load("hbase-master-healthy");
            for (Check check : Checks.all()) {
                CheckResult result = CheckRunner.run(check.id(), daemon.url());
                String line = result.render(false).strip();
                List<PerfData> parsed = PerfData.parseAll(line.substring(line.indexOf(" | ") + 3));
                assertThat(parsed).as(line).isEqualTo(result.perfData());
                assertThat(parsed.stream().map(PerfData::label)).as(line).doesNotHaveDuplicates();
                assertThat(parsed.stream().map(PerfData::label))
                        .as(line)
                        .containsExactlyInAnyOrderElementsOf(check.metrics().stream()
                                .map(metric -> metric.name())
                                .toList());
            }
        }
    }
}
