// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.checks;

import static io.howdah.nagios.checks.ChecksOnCapturesTest.HBASE_RIT;
import static io.howdah.nagios.checks.ChecksOnCapturesTest.HBASE_SERVER;
import static io.howdah.nagios.checks.ChecksOnCapturesTest.RM_BAD_NODES;
import static io.howdah.nagios.checks.ChecksOnCapturesTest.RM_INFO;
import static io.howdah.nagios.checks.ChecksOnCapturesTest.RM_METRICS;
import static io.howdah.nagios.checks.ChecksOnCapturesTest.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.nagios.CheckRunner;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Status;
import io.howdah.nagios.testing.FakeDaemon;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of YARN and HBase on answers of real daemons, whole and changed. */
class YarnAndHBaseOnCapturesTest {
    // ---- yarn-nodes

    @Test
    void yarnNodes_areOk_andNoListIsFetched_whenTheClusterIsHealthy() {
        try (FakeDaemon resourceManager = FakeDaemon.of("resourcemanager-healthy")) {
            CheckResult result = CheckRunner.run("yarn-nodes", resourceManager.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(value(result, "active")).isEqualTo(2);
            assertThat(resourceManager.requests()).doesNotContain(RM_BAD_NODES);
        }
    }

    @Test
    void yarnNodes_nameTheLostAndTheUnhealthy() {
        try (FakeDaemon resourceManager = FakeDaemon.of("resourcemanager-healthy")) {
            resourceManager.edit(RM_METRICS, "\"lostNodes\": 0", "\"lostNodes\": 1");
            resourceManager.edit(RM_METRICS, "\"unhealthyNodes\": 0", "\"unhealthyNodes\": 1");
            resourceManager.answer(
                    RM_BAD_NODES,
                    "{\"nodes\":{\"node\":[{\"id\":\"nm1:45454\",\"rack\":\"/r1\",\"state\":\"LOST\",\"healthReport\":\"\"},"
                            + "{\"id\":\"nm2:45454\",\"rack\":\"/r1\",\"state\":\"UNHEALTHY\",\"healthReport\":\"1/1 local-dirs are bad\"}]}}");
            CheckResult result = CheckRunner.run("yarn-nodes", resourceManager.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).contains("1 lost (nm1:45454)", "1 unhealthy (nm2:45454)");
            assertThat(result.details()).contains("unhealthy: nm2:45454 /r1 1/1 local-dirs are bad");
        }
    }

    @Test
    void yarnNodes_areCountedAllTheSame_whenTheListIsEmptyOrMissing() {
        try (FakeDaemon resourceManager = FakeDaemon.of("resourcemanager-healthy")) {
            resourceManager.edit(RM_METRICS, "\"lostNodes\": 0", "\"lostNodes\": 1");
            resourceManager.answer(RM_BAD_NODES, "{\"nodes\":null}");
            assertThat(CheckRunner.run("yarn-nodes", resourceManager.url()).status())
                    .isEqualTo(Status.CRITICAL);
            resourceManager.answer(RM_BAD_NODES, 500, Map.of(), "");
            assertThat(CheckRunner.run("yarn-nodes", resourceManager.url()).status())
                    .isEqualTo(Status.CRITICAL);
        }
    }

    @Test
    void standbyResourceManager_thatRedirects_isSkipped() {
        try (FakeDaemon standby = FakeDaemon.of("resourcemanager-healthy")) {
            standby.edit(RM_INFO, "\"ACTIVE\"", "\"STANDBY\"");
            standby.answer(RM_METRICS, 307, Map.of("Location", "http://rm2:8088" + RM_METRICS), "This is standby RM.");
            CheckResult result = CheckRunner.run("yarn-nodes", standby.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(result.summary()).contains("is standby: skipped");
        }
    }

    @Test
    void redirect_isUnknownAndNamesWhereTo() {
        try (FakeDaemon resourceManager = FakeDaemon.of("resourcemanager-healthy")) {
            resourceManager.answer(RM_METRICS, 307, Map.of("Location", "http://elsewhere:8088/"), "");
            CheckResult result = CheckRunner.run("yarn-nodes", resourceManager.url());
            assertThat(result.status()).isEqualTo(Status.UNKNOWN);
            assertThat(result.summary()).contains("redirected to http://elsewhere:8088/");
        }
    }

    // ---- hbase

    @Test
    void hbase_isOk_whenTheClusterIsHealthy() {
        try (FakeDaemon master = FakeDaemon.of("hbase-master-healthy")) {
            CheckResult result = CheckRunner.run("hbase", master.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(Status.OK);
            assertThat(value(result, "live")).isEqualTo(2);
        }
    }

    @Test
    void hbase_namesTheDeadRegionServer() {
        try (FakeDaemon master = FakeDaemon.of("hbase-master-regionserver-dead")) {
            CheckResult result = CheckRunner.run("hbase", master.url());
            assertThat(result.status()).isEqualTo(Status.CRITICAL);
            assertThat(result.summary()).matches("1 dead \\(localhost:\\d+\\), .*");
        }
    }

    @ParameterizedTest
    @CsvSource({"119999, OK", "120000, OK", "120001, WARNING", "300000, WARNING", "300001, CRITICAL"})
    void oldestRegionInTransition_isAnAgeInMilliseconds_notATimeStamp(long millis, Status status) {
        try (FakeDaemon master = FakeDaemon.of("hbase-master-healthy")) {
            master.edit(HBASE_RIT, "\"ritOldestAge\": 0", "\"ritOldestAge\": " + millis);
            master.edit(HBASE_RIT, "\"ritCount\": 0", "\"ritCount\": 1");
            CheckResult result = CheckRunner.run("hbase", master.url());
            assertThat(result.status()).as(result.toString()).isEqualTo(status);
            assertThat(value(result, "rit_age")).isEqualTo(millis / 1000.0);
            assertThat(result.summary())
                    .contains("1 regions in transition", "oldest " + Math.round(millis / 1000.0) + " s");
        }
    }

    @Test
    void backupMaster_isSkipped() {
        try (FakeDaemon master = FakeDaemon.of("hbase-master-healthy")) {
            master.edit(HBASE_SERVER, "\"tag.isActiveMaster\": \"true\"", "\"tag.isActiveMaster\": \"false\"");
            CheckResult result = CheckRunner.run("hbase", master.url());
            assertThat(result.status()).isEqualTo(Status.OK);
            assertThat(result.summary()).contains("is backup: skipped");
        }
    }
}
