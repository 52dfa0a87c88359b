// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.FailoverBudget.Fault;
import io.howdah.ha.core.FailoverBudget.PowerTimes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailoverBudgetTest {
    private static final String POWER = FencingMethod.POWER + "(/etc/howdah/fence.conf)";
    private static final PowerTimes TIMES = new PowerTimes(Duration.ofSeconds(3), Duration.ofSeconds(30));

    private final Map<String, Long> values = new HashMap<>();

    /** By hand from the sources: 1 + 1 + 1 s; 10 + 2 * 20 s; 1 + 45 + 20 + 5 s; and the fencing. */
    @Test
    void defaults_giveHadoopsTimes_whenNothingIsSet() {
        assertThat(budget(Fault.KILLED, "sshfence\n" + POWER).millis()).isEqualTo(3_000 + 1_000);
        assertThat(budget(Fault.POWER_LOSS, "sshfence\n" + POWER).millis()).isEqualTo(50_000 + 30_000 + 3_000);
        assertThat(budget(Fault.STOPPED, "sshfence\n" + POWER).millis()).isEqualTo(71_000 + 1_000);
        assertThat(budget(Fault.POWER_LOSS, POWER).worstMillis()).isEqualTo(52_000 + 30_000);
    }

    @Test
    void powerLoss_isNeverOver_whenOnlySshfenceIsThere() {
        assertThat(budget(Fault.POWER_LOSS, "sshfence").never()).isTrue();
        assertThat(budget(Fault.POWER_LOSS, "sshfence").withinGoal()).isFalse();
        assertThat(budget(Fault.KILLED, "sshfence").never()).isFalse();
        assertThat(budget(Fault.KILLED, "").never()).isTrue();
    }

    @Test
    void everySummand_followsItsKey_whenItIsSet() {
        values.put("ha.zookeeper.session-timeout.ms", 5_000L);
        values.put("ipc.client.connect.timeout", 2_000L);
        values.put("ha.failover-controller.graceful-fence.connection.retries", 0L);
        assertThat(budget(Fault.POWER_LOSS, POWER).millis()).isEqualTo(5_000 + 2_000 + 3_000);
        values.put("ha.health-monitor.rpc-timeout.ms", 7_000L);
        values.put("dfs.ha.zkfc.nn.http.timeout.ms", 0L);
        values.put("ha.failover-controller.graceful-fence.rpc-timeout.ms", 100L);
        assertThat(budget(Fault.STOPPED, POWER).millis()).isEqualTo(1_000 + 7_000 + 100 + 3_000);
        values.put("ha.health-monitor.check-interval.ms", 200L);
        values.put("ha.health-monitor.rpc.connect.max.retries", 3L);
        values.put("ipc.client.connect.retry.interval", 10L);
        assertThat(budget(Fault.KILLED, POWER).millis()).isEqualTo(200 + 3 * 10 + 10 + 3_000);
    }

    @Test
    void longest_namesTheKeyToChange_always() {
        assertThat(budget(Fault.POWER_LOSS, POWER).longest().orElseThrow().key())
                .isEqualTo("ipc.client.connect.timeout");
        assertThat(budget(Fault.STOPPED, POWER).longest().orElseThrow().key())
                .isEqualTo("ha.health-monitor.rpc-timeout.ms");
    }

    @Test
    void session_isWhatZooKeeperAllows_whateverIsAsked() {
        values.put(FailoverBudget.SESSION, 1_000L);
        assertThat(budget(Fault.POWER_LOSS, POWER).millis()).isEqualTo(4_000 + 40_000 + 3_000);
        assertThat(FailoverBudget.session(90_000)).isEqualTo(40_000);
    }

    private FailoverBudget budget(Fault fault, String methods) {
        List<FailoverBudget> all = FailoverBudget.of(
                key -> Optional.ofNullable(values.get(key)),
                FencingMethod.parse(methods),
                Optional.of(TIMES),
                Duration.ZERO);
        return all.stream()
                .filter(budget -> budget.fault() == fault)
                .findFirst()
                .orElseThrow();
    }
}
